from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FloorEvent(Event):
    """Somebody asks for the floor, has it, or leaves it. `account_id`: whose it is."""

    meeting_id: str
    item_id: str
    account_id: str
    by_order: bool = False

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"floor:{self.meeting_id}",)


@dataclass(frozen=True, kw_only=True)
class SpeechAsked(FloorEvent):
    name: ClassVar[str] = "speech.asked"


@dataclass(frozen=True, kw_only=True)
class SpeechWithdrawn(FloorEvent):
    name: ClassVar[str] = "speech.withdrawn"


@dataclass(frozen=True, kw_only=True)
class SpeakerCalled(FloorEvent):
    name: ClassVar[str] = "speech.called"


@dataclass(frozen=True, kw_only=True)
class SpeechEnded(FloorEvent):
    name: ClassVar[str] = "speech.ended"


@dataclass(frozen=True, kw_only=True)
class FloorCleared(Event):
    """Another item was called, or the session ended: nobody waits any more."""

    name: ClassVar[str] = "floor.cleared"

    meeting_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"floor:{self.meeting_id}",)
