from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ConsentEvent(Event):
    """Something about the list of a session. No position is told, and no title."""

    meeting_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"agenda:{self.meeting_id}", f"room:{self.meeting_id}")


@dataclass(frozen=True, kw_only=True)
class PositionsReminded(ConsentEvent):
    """Those who had items left were told until when."""

    name: ClassVar[str] = "consent.reminded"

    left: dict[str, int]  # by account: how many items each has said nothing on

    @property
    def topics(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, kw_only=True)
class ConsentListClosed(ConsentEvent):
    """Positions have ended. Nothing joins the list any more."""

    name: ClassVar[str] = "consent.closed"

    count: int


@dataclass(frozen=True, kw_only=True)
class ConsentListReopened(ConsentEvent):
    """The session was moved, and the end of positions with it."""

    name: ClassVar[str] = "consent.reopened"


@dataclass(frozen=True, kw_only=True)
class ItemTakenOff(ConsentEvent):
    name: ClassVar[str] = "consent.taken_off"

    item_id: str


@dataclass(frozen=True, kw_only=True)
class ConsentListAdopted(ConsentEvent):
    """Adopted together without debate, on the positions taken before the session. It was no ballot."""

    name: ClassVar[str] = "consent.adopted"

    count: int
    item_ids: tuple[str, ...]
