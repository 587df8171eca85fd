"""What the clock looks at: which sessions wait to go out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, require
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_let_out


def list_going_out(actor: Actor) -> Sequence[tuple[str, datetime]]:
    """Return each session that waits, and its moment, the next one first."""
    require(may_let_out(actor))
    query = select(Meeting.id, Meeting.release_at).where(Meeting.release_at.is_not(None))
    rows = session().execute(query.order_by(Meeting.release_at)).all()
    return [(meeting_id, at) for meeting_id, at in rows if at is not None]


def find_going_out(actor: Actor, meeting_id: str) -> Meeting:
    """Return a session that waits; whoever changes it meanwhile is waited for."""
    require(may_let_out(actor))
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.release_at.is_not(None))
    if meeting := session().scalars(query.with_for_update(of=Meeting)).one_or_none():
        return meeting
    raise Missing
