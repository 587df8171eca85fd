from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.manuals.models import Manual
from ecabinet.manuals.shipped import shipped


@dataclass(frozen=True)
class Text:
    """A manual's text as it is read here. Revision 0: as it was shipped."""

    role: str
    language: str
    text: str
    revision: int = 0
    edited_at: datetime | None = None


def find_text(
    actor: Actor,  # noqa: ARG001 -- every manual is open to whoever is signed in
    role: str,
    language: str,
    *,
    lock: bool = False,
) -> Text:
    """Return the house's own text where there is one, else the shipped one. Missing for a role that does not exist."""
    original = shipped(role, language)
    query = select(Manual).where(Manual.role == role, Manual.language == language)
    own = session().scalars(query.with_for_update() if lock else query).one_or_none()
    if own is None:
        return Text(role, language, original)
    return Text(role, language, own.text, own.revision, own.edited_at)
