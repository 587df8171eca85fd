"""What became of people, their posts, and what members let their assistants into."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ecabinet.core.events import Event, Narrowed


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    """A name or an address was corrected. Which one, not what it says."""

    name: ClassVar[str] = "person.changed"

    account_id: str
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AccountReactivated(Event):
    name: ClassVar[str] = "account.reactivated"

    account_id: str


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """An administrator, or the last day of an office, ended all sessions of a person."""

    name: ClassVar[str] = "account.sessions_ended"

    account_id: str
    count: int

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,))


@dataclass(frozen=True, kw_only=True)
class PostChanged(Event):
    name: ClassVar[str] = "post.changed"

    post_id: str
    account_id: str
    role: str
    changed: tuple[str, ...]

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,))


@dataclass(frozen=True, kw_only=True)
class OfficeLeft(Event):
    """Somebody leaves office: all their posts end with that day."""

    name: ClassVar[str] = "person.office_left"

    account_id: str
    last_day: date


@dataclass(frozen=True, kw_only=True)
class FaceChosen(Event):
    """Of several posts, the one acted in first."""

    name: ClassVar[str] = "person.face_chosen"

    post_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class DelegationEvent(Event):
    """What a member lets an assistant into became another."""

    post_id: str
    account_id: str  # the assistant
    member_id: str
    scopes: tuple[str, ...]
    until: date | None

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,))


@dataclass(frozen=True, kw_only=True)
class DelegationGiven(DelegationEvent):
    name: ClassVar[str] = "delegation.given"


@dataclass(frozen=True, kw_only=True)
class DelegationChanged(DelegationEvent):
    name: ClassVar[str] = "delegation.changed"


@dataclass(frozen=True, kw_only=True)
class DelegationTakenBack(DelegationEvent):
    name: ClassVar[str] = "delegation.taken_back"


@dataclass(frozen=True, kw_only=True)
class ImportPrepared(Event):
    """A sheet of people was read; nothing of it is carried out yet."""

    name: ClassVar[str] = "people.import_prepared"

    rows: int


@dataclass(frozen=True, kw_only=True)
class PeopleImported(Event):
    name: ClassVar[str] = "people.imported"

    made: int
    changed: int
    bodies: tuple[str, ...] = ()  # in which posts were given


@dataclass(frozen=True, kw_only=True)
class PeopleExported(Event):
    name: ClassVar[str] = "people.exported"

    rows: int
    form: str  # xlsx, csv
