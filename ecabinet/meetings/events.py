from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingEvent(Event):
    meeting_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"meeting:{self.meeting_id}", f"room:{self.meeting_id}")


@dataclass(frozen=True, kw_only=True)
class MeetingCreated(MeetingEvent):
    name: ClassVar[str] = "meeting.created"

    title: str


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(MeetingEvent):
    name: ClassVar[str] = "meeting.changed"


@dataclass(frozen=True, kw_only=True)
class MeetingSubmitted(MeetingEvent):
    name: ClassVar[str] = "meeting.submitted"


@dataclass(frozen=True, kw_only=True)
class MeetingApproved(MeetingEvent):
    name: ClassVar[str] = "meeting.approved"


@dataclass(frozen=True, kw_only=True)
class MeetingReturned(MeetingEvent):
    name: ClassVar[str] = "meeting.returned"

    reason: str


@dataclass(frozen=True, kw_only=True)
class MeetingPublished(MeetingEvent):
    name: ClassVar[str] = "meeting.published"

    version: int
    note: str


@dataclass(frozen=True, kw_only=True)
class MeetingPostponed(MeetingEvent):
    """It will not be held at its time. `starts_at`: when it will be instead, where that is known."""

    name: ClassVar[str] = "meeting.postponed"

    reason: str
    starts_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class MeetingCalledAgain(MeetingEvent):
    """A postponed session has its new time."""

    name: ClassVar[str] = "meeting.called_again"

    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(MeetingEvent):
    name: ClassVar[str] = "meeting.cancelled"

    reason: str


@dataclass(frozen=True, kw_only=True)
class MeetingStarted(MeetingEvent):
    name: ClassVar[str] = "meeting.started"


@dataclass(frozen=True, kw_only=True)
class MeetingPaused(MeetingEvent):
    name: ClassVar[str] = "meeting.paused"


@dataclass(frozen=True, kw_only=True)
class MeetingResumed(MeetingEvent):
    name: ClassVar[str] = "meeting.resumed"


@dataclass(frozen=True, kw_only=True)
class MeetingEnded(MeetingEvent):
    name: ClassVar[str] = "meeting.ended"
    seals: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(MeetingEvent):
    name: ClassVar[str] = "meeting.closed"
    seals: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class InvitationAnswered(MeetingEvent):
    name: ClassVar[str] = "invitation.answered"

    account_id: str
    reply: str


@dataclass(frozen=True, kw_only=True)
class MemberArrived(MeetingEvent):
    name: ClassVar[str] = "attendance.arrived"

    account_id: str
    online: bool
    by_desk: bool

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"presence:{self.meeting_id}",)


@dataclass(frozen=True, kw_only=True)
class MemberLeft(MeetingEvent):
    name: ClassVar[str] = "attendance.left"

    account_id: str
    by_desk: bool

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"presence:{self.meeting_id}",)


@dataclass(frozen=True, kw_only=True)
class SittingsPlanned(MeetingEvent):
    name: ClassVar[str] = "meeting.sittings_planned"

    count: int


@dataclass(frozen=True, kw_only=True)
class RoomChosen(MeetingEvent):
    """`taken` counts the sessions that sit there at the same time, `reason` says why it was chosen all the same."""

    name: ClassVar[str] = "meeting.room_chosen"

    title: str
    taken: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SitesConnected(MeetingEvent):
    name: ClassVar[str] = "meeting.sites_connected"

    count: int


@dataclass(frozen=True, kw_only=True)
class SeatsAssigned(MeetingEvent):
    name: ClassVar[str] = "meeting.seats_assigned"

    count: int
