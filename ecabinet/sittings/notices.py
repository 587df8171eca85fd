"""The room follows what the session and its agenda do."""

from sqlalchemy import update

from ecabinet.agenda.events import ItemCalled
from ecabinet.core.database import session
from ecabinet.core.events import record, within
from ecabinet.meetings.events import MeetingEnded, MeetingStarted
from ecabinet.sittings.events import FloorCleared
from ecabinet.sittings.models import Sitting, Speech, SpeechRequest


@within(MeetingStarted)
def open_the_room(started: MeetingStarted) -> None:
    _room(started.meeting_id)


@within(ItemCalled)
def take_up(called: ItemCalled) -> None:
    """Put the item on the table; the queue of the one before it is dissolved."""
    sitting = _room(called.meeting_id)
    sitting.item_id, sitting.item_since = called.item_id, called.at
    _clear_the_floor(called)


@within(MeetingEnded)
def leave_the_room(ended: MeetingEnded) -> None:
    _clear_the_floor(ended)


def _room(meeting_id: str) -> Sitting:
    """Return the row of a room, made when it is first asked for."""
    sitting = session().get(Sitting, meeting_id)
    if sitting is None:
        sitting = Sitting(meeting_id=meeting_id)
        session().add(sitting)
    return sitting


def _clear_the_floor(fact: ItemCalled | MeetingEnded) -> None:
    """Whoever speaks has finished; whoever waits is no longer asked for."""
    moved = 0
    for before, after in ((Speech.SPEAKING, Speech.DONE), (Speech.WAITING, Speech.WITHDRAWN)):
        cleared = session().scalars(
            update(SpeechRequest)
            .where(SpeechRequest.meeting_id == fact.meeting_id, SpeechRequest.state == before)
            .values(state=after, ended_at=fact.at)
            .returning(SpeechRequest.id)
        )
        moved += len(cleared.all())
    if moved:
        record(
            FloorCleared(
                actor_id=fact.actor_id, body_id=fact.body_id, meeting_id=fact.meeting_id, at=fact.at
            )
        )
