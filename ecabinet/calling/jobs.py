import hashlib

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.calling.events import RollChanged
from ecabinet.calling.models import CallSheet
from ecabinet.calling.queries import RollChanges, roll_changes
from ecabinet.calling.sheets import sheet_of
from ecabinet.core.database import reading, session
from ecabinet.core.events import record
from ecabinet.core.jobs import sweep
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Meeting, State


@sweep
def look_at_the_roll() -> None:
    """Tell the desk once, for all together, that members joined or left since a session was published."""
    with reading():
        changed = [each.id for each in _to_come() if _is_news(each)]
    for meeting_id in changed:
        run(lambda meeting_id=meeting_id: _tell(meeting_id))  # type: ignore[misc]


def _tell(meeting_id: str) -> None:
    query = select(Meeting).where(Meeting.id == meeting_id).options(selectinload(Meeting.invitations))
    meeting = session().scalars(query.with_for_update(of=Meeting)).one()
    if not _is_news(meeting):
        return
    changes = roll_changes(meeting)
    sheet_of(meeting).roll_told = _print(changes)
    if changes:
        record(
            RollChanged(
                actor_id=system_actor(CLOCK).id,
                body_id=meeting.body_id,
                meeting_id=meeting.id,
                joined=len(changes.joined),
                left=len(changes.left),
            )
        )


def _to_come() -> list[Meeting]:
    query = select(Meeting).where(Meeting.state == State.PUBLISHED)
    return list(session().scalars(query.options(selectinload(Meeting.invitations))))


def _is_news(meeting: Meeting) -> bool:
    sheet = session().get(CallSheet, meeting.id)
    return (sheet.roll_told if sheet else "") != _print(roll_changes(meeting))


def _print(changes: RollChanges) -> str:
    """Return by what these changes are known again, "" where there are none."""
    people = sorted(f"+{each.account_id}" for each in changes.joined)
    people += sorted(f"-{each.account_id}" for each in changes.left)
    return hashlib.sha256(" ".join(people).encode()).hexdigest() if people else ""
