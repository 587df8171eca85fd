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
class ItemsAdded(Event):
    """A whole list was added in one deed."""

    name: ClassVar[str] = "item.list_added"

    meeting_id: str
    item_ids: tuple[str, ...]
    count: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"agenda:{self.meeting_id}",)


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
    """That a member wrote an opinion, never which."""

    name: ClassVar[str] = "position.taken"

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"positions:{self.item_id}",)


@dataclass(frozen=True, kw_only=True)
class DraftEvent(AgendaEvent):
    """Something about what an assistant prepares for their member, never what."""

    member_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, kw_only=True)
class PositionDrafted(DraftEvent):
    name: ClassVar[str] = "position.drafted"


@dataclass(frozen=True, kw_only=True)
class DraftWithdrawn(DraftEvent):
    name: ClassVar[str] = "position.draft_withdrawn"


@dataclass(frozen=True, kw_only=True)
class KnownToFewer(AgendaEvent):
    """Somebody no longer sees the item. `shut_out`: who may have until now, those who assist them among them."""

    shut_out: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"item:{self.item_id}", f"agenda:{self.meeting_id}", f"room:{self.meeting_id}")

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=self.shut_out)


@dataclass(frozen=True, kw_only=True)
class MemberRecused(KnownToFewer):
    name: ClassVar[str] = "item.recused"

    account_id: str


@dataclass(frozen=True, kw_only=True)
class ItemRestricted(KnownToFewer):
    """How far the item is known was said anew. `reader_ids`: who is named; `let_in`: who was not before."""

    name: ClassVar[str] = "item.restricted"

    secrecy: str
    reader_ids: tuple[str, ...] = ()
    let_in: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GuestInvited(AgendaEvent):
    name: ClassVar[str] = "item.guest_invited"

    account_id: str
