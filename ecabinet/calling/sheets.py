"""What is remembered of calling people to a session: kept in step with what becomes of it."""

import hashlib
from datetime import datetime

from ecabinet.calling.models import CallSheet
from ecabinet.core.database import session
from ecabinet.meetings.models import Meeting


def sheet_of(meeting: Meeting) -> CallSheet:
    """Return the session's sheet, a new one where there is none. The session's row is locked by whoever changes it."""
    sheet = session().get(CallSheet, meeting.id)
    if sheet is None:
        sheet = CallSheet(
            meeting_id=meeting.id, sequence=0, when_where=when_where(meeting), roll_told=""
        )
        session().add(sheet)
    return sheet


def raise_sequence(meeting: Meeting, at: datetime) -> None:
    """Give the session's calendar entries the next number; note it when time or place are others than before."""
    sheet = sheet_of(meeting)
    sheet.sequence, sheet.stamped_at = sheet.sequence + 1, at
    if sheet.when_where != when_where(meeting):
        sheet.when_where, sheet.moved_at = when_where(meeting), at


def begin_sheet(meeting: Meeting, at: datetime) -> None:
    """Remember with what the session went out first."""
    sheet = sheet_of(meeting)
    sheet.stamped_at = sheet.stamped_at or at


def when_where(meeting: Meeting) -> str:
    """Return a print of the session's time and place."""
    said = f"{meeting.starts_at.isoformat()}\n{meeting.place}"
    return hashlib.sha256(said.encode()).hexdigest()
