from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event, Narrowed


@dataclass(frozen=True, kw_only=True)
class AgendaEvent(Event):
    """Something about an item. Its title is never told: it may be restricted later, and the trail forgets nothing."""

    meeting_id: str
    item_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"agenda:{self.meeting_id}",)


@dataclass(frozen=True, kw_only=True)
class ItemAdded(AgendaEvent):
    name: ClassVar[str] = "item.added"


@dataclass(frozen=True, kw_only=True)
class ItemChanged(AgendaEvent):
    name: ClassVar[str] = "item.changed"


@dataclass(frozen=True, kw_only=True)
class ItemMoved(AgendaEvent):
    name: ClassVar[str] = "item.moved"

    place: int


@dataclass(frozen=True, kw_only=True)
class ItemRemoved(AgendaEvent):
    """A draft item was taken out, or a published one withdrawn: then it keeps its number."""

    name: ClassVar[str] = "item.removed"


@dataclass(frozen=True, kw_only=True)
class ItemCalled(AgendaEvent):
    name: ClassVar[str] = "item.called"

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"agenda:{self.meeting_id}", f"room:{self.meeting_id}")


@dataclass(frozen=True, kw_only=True)
class ItemConcluded(AgendaEvent):
    name: ClassVar[str] = "item.concluded"

    outcome: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"agenda:{self.meeting_id}", f"room:{self.meeting_id}")


@dataclass(frozen=True, kw_only=True)
class PositionTaken(AgendaEvent):
    name: ClassVar[str] = "position.taken"

    stand: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"positions:{self.item_id}",)


@dataclass(frozen=True, kw_only=True)
class MemberRecused(AgendaEvent):
    name: ClassVar[str] = "item.recused"

    account_id: str

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,))


@dataclass(frozen=True, kw_only=True)
class GuestInvited(AgendaEvent):
    name: ClassVar[str] = "item.guest_invited"

    account_id: str
