"""What is told of a ballot, and by whom it was done."""

from typing import Any, TypeVar

from ecabinet.ballots.events import BallotEvent
from ecabinet.ballots.models import Ballot
from ecabinet.bodies.actors import Actor
from ecabinet.meetings.policy import may_preside

F = TypeVar("F", bound=BallotEvent)


def fact_about(kind: type[F], actor: Actor, ballot: Ballot, **details: Any) -> F:
    """Return a fact about a ballot; what the desk does, it does on the chair's order."""
    meeting = ballot.meeting
    return kind(
        actor_id=actor.id,
        body_id=meeting.body_id,
        ballot_id=ballot.id,
        item_id=ballot.item_id,
        meeting_id=meeting.id,
        by_order=not may_preside(actor, meeting),
        **details,
    )
