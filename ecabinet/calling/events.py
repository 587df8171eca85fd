from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event, Narrowed
from ecabinet.meetings.events import MeetingEvent


@dataclass(frozen=True, kw_only=True)
class AbsenceEvent(MeetingEvent):
    """Something about a member's absence. `account_id`: who comes in their place, where they have an account."""

    member_id: str
    account_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class SubstituteNamed(AbsenceEvent):
    name: ClassVar[str] = "substitute.named"


@dataclass(frozen=True, kw_only=True)
class SubstituteDropped(AbsenceEvent):
    """The member said something else, or came: nobody comes in their place any more."""

    name: ClassVar[str] = "substitute.dropped"

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,) if self.account_id else ())


@dataclass(frozen=True, kw_only=True)
class AbsenceAccepted(AbsenceEvent):
    name: ClassVar[str] = "absence.accepted"


@dataclass(frozen=True, kw_only=True)
class AbsenceRefused(AbsenceEvent):
    name: ClassVar[str] = "absence.refused"

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=(self.account_id,) if self.account_id else ())


@dataclass(frozen=True, kw_only=True)
class PeopleCalled(MeetingEvent):
    """The desk called people to a session, beyond the members whom publishing calls."""

    name: ClassVar[str] = "call.made"

    account_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleCalledOff(MeetingEvent):
    name: ClassVar[str] = "call.taken_back"

    account_ids: tuple[str, ...]

    @property
    def narrows(self) -> Narrowed:
        return Narrowed(account_ids=self.account_ids)


@dataclass(frozen=True, kw_only=True)
class AgencyCalled(MeetingEvent):
    name: ClassVar[str] = "call.agency_asked"

    agency_id: str
    call_id: str


@dataclass(frozen=True, kw_only=True)
class AgencyCalledOff(MeetingEvent):
    name: ClassVar[str] = "call.agency_taken_back"

    agency_id: str


@dataclass(frozen=True, kw_only=True)
class AgencyAnswered(MeetingEvent):
    """An agency named who comes. `account_id`: where they have an account."""

    name: ClassVar[str] = "call.agency_named"

    agency_id: str
    account_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class AnswersAsked(MeetingEvent):
    """Those who have not answered were reminded."""

    name: ClassVar[str] = "call.reminded"

    account_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FeedMade(Event):
    name: ClassVar[str] = "feed.made"


@dataclass(frozen=True, kw_only=True)
class FeedRemoved(Event):
    name: ClassVar[str] = "feed.removed"


@dataclass(frozen=True, kw_only=True)
class RollChanged(MeetingEvent):
    """Members joined or left since the session was published; the desk says who is called."""

    name: ClassVar[str] = "call.roll_changed"

    joined: int
    left: int
