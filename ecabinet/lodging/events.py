from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event, Narrowed


@dataclass(frozen=True, kw_only=True)
class LodgingEvent(Event):
    """Something about a lodged dossier. Its title is never told: the trail forgets nothing; its code is."""

    lodging_id: str
    agency_id: str
    code: str

    @property
    def topics(self) -> tuple[str, ...]:
        lists = (f"lodgings:{self.agency_id}", f"lodgings:{self.body_id}")
        return (f"lodging:{self.lodging_id}", *lists)


@dataclass(frozen=True, kw_only=True)
class DraftEvent(LodgingEvent):
    """Something that the secretariat does not learn: what is drafted is the agency's own."""

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"lodging:{self.lodging_id}", f"lodgings:{self.agency_id}")


@dataclass(frozen=True, kw_only=True)
class LodgingBegun(DraftEvent):
    name: ClassVar[str] = "lodging.begun"


@dataclass(frozen=True, kw_only=True)
class LodgingSaved(DraftEvent):
    """A step was written down. `restricted`: how far it is to be known."""

    name: ClassVar[str] = "lodging.saved"

    restricted: bool = False

    @property
    def narrows(self) -> Narrowed:
        """What became restricted is no longer watched by those who are not named."""
        return Narrowed(topics=(f"lodging:{self.lodging_id}",) if self.restricted else ())


@dataclass(frozen=True, kw_only=True)
class LodgingHandedIn(LodgingEvent):
    name: ClassVar[str] = "lodging.handed_in"

    due_on: str


@dataclass(frozen=True, kw_only=True)
class LodgingTaken(LodgingEvent):
    """Somebody is in charge of checking it."""

    name: ClassVar[str] = "lodging.taken"

    account_id: str

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(topics=(f"lodging:{self.lodging_id}",))


@dataclass(frozen=True, kw_only=True)
class LodgingReturned(LodgingEvent):
    name: ClassVar[str] = "lodging.returned"


@dataclass(frozen=True, kw_only=True)
class LodgingAccepted(LodgingEvent):
    name: ClassVar[str] = "lodging.accepted"


@dataclass(frozen=True, kw_only=True)
class LodgingPlaced(LodgingEvent):
    name: ClassVar[str] = "lodging.placed"

    meeting_id: str
    item_id: str


@dataclass(frozen=True, kw_only=True)
class LodgingTakenOff(LodgingEvent):
    """Its item was taken out of a draft agenda: it waits for another one."""

    name: ClassVar[str] = "lodging.taken_off"

    item_id: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalAsked(LodgingEvent):
    name: ClassVar[str] = "lodging.withdrawal_asked"


@dataclass(frozen=True, kw_only=True)
class WithdrawalRefused(LodgingEvent):
    name: ClassVar[str] = "lodging.withdrawal_refused"


@dataclass(frozen=True, kw_only=True)
class LodgingWithdrawn(LodgingEvent):
    name: ClassVar[str] = "lodging.withdrawn"


@dataclass(frozen=True, kw_only=True)
class DraftDropped(DraftEvent):
    name: ClassVar[str] = "lodging.dropped"


@dataclass(frozen=True, kw_only=True)
class LodgingReminded(LodgingEvent):
    """Somebody was reminded: the time for the next step is short, or over."""

    name: ClassVar[str] = "lodging.reminded"

    overdue: bool


@dataclass(frozen=True, kw_only=True)
class LatenessAsked(LodgingEvent):
    name: ClassVar[str] = "lodging.late_asked"

    meeting_id: str
    request_id: str


@dataclass(frozen=True, kw_only=True)
class LatenessAnswered(LodgingEvent):
    name: ClassVar[str] = "lodging.late_answered"

    meeting_id: str
    request_id: str
    granted: bool


@dataclass(frozen=True, kw_only=True)
class LatenessReminded(LodgingEvent):
    name: ClassVar[str] = "lodging.late_reminded"

    meeting_id: str
    request_id: str
