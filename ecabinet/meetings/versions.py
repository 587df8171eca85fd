"""The versions of a published session: each says what it changed and who let it out."""

from collections.abc import Mapping

from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.version_models import Publication


def add_version(
    meeting: Meeting,
    by_id: str,
    message: str = "",
    values: Mapping[str, str] | None = None,
    *,
    note: str = "",
) -> Publication:
    """Write down a new version. Its note is a message id with its values, or somebody's own words."""
    meeting.version += 1
    publication = Publication(
        meeting_id=meeting.id,
        version=meeting.version,
        at=now(),
        by_id=by_id,
        note=note,
        message=message,
        values=dict(values or {}),
    )
    session().add(publication)
    session().flush()
    return publication
