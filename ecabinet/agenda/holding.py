"""What every deed on an agenda needs: its items held against others who change it, and what is told of the deed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ecabinet.agenda import wording
from ecabinet.agenda.models import Item, State
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Closed
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.publishing_operations import note_change


def hold(meeting_id: str) -> None:
    """Let whoever else changes this agenda wait. The session's row is held, never an item's alone: two who moved two
    items would each hold one and wait for the other's.
    """
    query = select(Meeting.id).where(Meeting.id == meeting_id)
    session().execute(query.with_for_update(of=Meeting))


def items_of(meeting: Meeting) -> Sequence[Item]:
    """Return the agenda for a change of its order, as it stands now that nobody else changes it."""
    hold(meeting.id)
    query = select(Item).where(Item.meeting_id == meeting.id, Item.state != State.REMOVED)
    fresh = query.order_by(Item.id).execution_options(populate_existing=True)
    return session().scalars(fresh).all()


def refuse_when_over(meeting: Meeting) -> None:
    if meeting.is_over:
        raise Closed(meeting.why_closed)


def note(actor: Actor, item: Item, message: str) -> None:
    """A change after publication is a new version, whose note writes itself."""
    if item.meeting.is_published:
        said, values = wording.told(item, message)
        note_change(actor, item.meeting, said, values | {"item_id": item.id})


def told(actor: Actor, item: Item) -> dict[str, Any]:
    """Return what every fact about an item says."""
    return {
        "actor_id": actor.id,
        "body_id": item.meeting.body_id,
        "meeting_id": item.meeting.id,
        "item_id": item.id,
    }
