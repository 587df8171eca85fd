"""Rules of procedure, changed. What is open already goes on by the rules under which it was opened."""

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.in_use import differences
from ecabinet.bodies.models import Body
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.rules import Rules
from ecabinet.bodies.setting_events import RulesChanged
from ecabinet.core.errors import Overtaken, require
from ecabinet.core.events import record


def change_rules(actor: Actor, body: Body, rules: Rules, revision: int) -> None:
    """Give a body other rules. The trail keeps what they were."""
    require(may_administer(actor))
    if revision != body.revision:
        raise Overtaken
    before, after = body.rules.model_dump(mode="json"), rules.model_dump(mode="json")
    if before == after:
        return
    body.procedure = after
    body.revision += 1
    record(
        RulesChanged(
            actor_id=actor.id,
            body_id=body.id,
            before=differences(before, after),
            after=differences(after, before),
        )
    )
