from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Narrowed
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
