from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event, Narrowed


@dataclass(frozen=True, kw_only=True)
class EmergencyEvent(Event):
    """A step of an emergency reading. `account_id`: who reads, or asks to."""

    reading_id: str
    paper_id: str
    account_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"paper:{self.paper_id}", f"emergency:{self.reading_id}")


@dataclass(frozen=True, kw_only=True)
class EmergencyAsked(EmergencyEvent):
    name: ClassVar[str] = "emergency.asked"

    reason: str


@dataclass(frozen=True, kw_only=True)
class EmergencyAgreed(EmergencyEvent):
    name: ClassVar[str] = "emergency.agreed"

    until: str


@dataclass(frozen=True, kw_only=True)
class EmergencyOpened(EmergencyEvent):
    name: ClassVar[str] = "emergency.opened"


@dataclass(frozen=True, kw_only=True)
class EmergencyEnded(EmergencyEvent):
    """It was ended before its time, or never agreed to: refused, or taken back."""

    name: ClassVar[str] = "emergency.ended"

    was_agreed: bool

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,))
