from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ManualEdited(Event):
    """The house put its own text in the place of the shipped one, or changed its own."""

    name: ClassVar[str] = "manual.edited"

    role: str
    language: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class ManualRestored(Event):
    """The house's own text was taken away; the shipped one is read again."""

    name: ClassVar[str] = "manual.restored"

    role: str
    language: str
