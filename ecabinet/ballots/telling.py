"""What is told of a ballot, and by whom it was done."""

from dataclasses import asdict
from typing import Any, TypeVar

from ecabinet.ballots import proof
from ecabinet.ballots.counting import Result
from ecabinet.ballots.events import BallotAnnounced, BallotClosed, BallotEvent
from ecabinet.ballots.models import Ballot, State
from ecabinet.ballots.policy import may_close_by_time
from ecabinet.bodies.actors import Actor
from ecabinet.core.events import record
from ecabinet.meetings.policy import may_preside

F = TypeVar("F", bound=BallotEvent)
UNTOLD = ("tie", "recused", "chosen", "winner", "by_number")  # the record tells these


def fact_about(kind: type[F], actor: Actor, ballot: Ballot, **details: Any) -> F:
    """Return a fact about a ballot; what the desk does, it does on the chair's order."""
    meeting = ballot.meeting
    return kind(
        actor_id=actor.id,
        body_id=meeting.body_id,
        ballot_id=ballot.id,
        item_id=ballot.item_id,
        meeting_id=meeting.id,
        by_order=not may_preside(actor, meeting) and not may_close_by_time(actor),
        **details,
    )


def tell_result(ballot: Ballot, actor: Actor, result: Result) -> None:
    """Fix what a ballot that was just closed came to, in its record and in the trail."""
    ballot.result = asdict(result)
    ballot.key = None
    proof.keep_record(ballot)
    counted = {name: value for name, value in ballot.result.items() if name not in UNTOLD}
    record(fact_about(BallotClosed, actor, ballot, record_hash=ballot.record_hash, **counted))
    if ballot.rules.announce_at_closing:
        announce(ballot, actor)


def announce(ballot: Ballot, actor: Actor) -> None:
    ballot.move(State.ANNOUNCED)
    passed = bool(ballot.result and ballot.result["passed"])
    fact = fact_about(BallotAnnounced, actor, ballot, passed=passed)
    ballot.announced_at = fact.at
    record(fact)
