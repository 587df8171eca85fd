from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.bodies.models import Body, Post, Role, Term
from ecabinet.core.clock import now
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Closed, Refused
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.place_models import MeetingPart
from ecabinet.venues.models import Site, Venue


class Kind(StrEnum):
    ORDINARY = "ordinary"
    THEMATIC = "thematic"
    UNSCHEDULED = "unscheduled"


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    IN_SESSION = "in_session"
    PAUSED = "paused"
    ENDED = "ended"
    CLOSED = "closed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


CALLED_OFF = frozenset({State.POSTPONED, State.CANCELLED})
PREPARING = frozenset({State.DRAFT, State.SUBMITTED, State.APPROVED, State.RETURNED})
RUNNING = frozenset({State.IN_SESSION, State.PAUSED})
HELD = frozenset({State.ENDED, State.CLOSED})  # it took place
OVER = HELD | {State.CANCELLED}
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED}),
    State.RETURNED: frozenset({State.SUBMITTED}),
    State.SUBMITTED: frozenset({State.APPROVED, State.RETURNED}),
    State.APPROVED: frozenset({State.PUBLISHED, State.RETURNED}),
    State.PUBLISHED: frozenset({State.IN_SESSION, State.POSTPONED, State.CANCELLED}),
    State.IN_SESSION: frozenset({State.PAUSED, State.ENDED}),
    State.PAUSED: frozenset({State.IN_SESSION, State.ENDED}),
    State.ENDED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
    State.POSTPONED: frozenset({State.PUBLISHED, State.CANCELLED}),
    State.CANCELLED: frozenset(),
}

HALF_A_DAY = timedelta(hours=4)
NOT_PUBLISHED = N_("The session has not been published yet.")
IT_IS_OVER = N_("The session is over.")
NOT_NOW = {
    State.POSTPONED: N_("The session is postponed; a new time has not been set yet."),
    State.CANCELLED: N_("The session is cancelled."),
    State.ENDED: IT_IS_OVER,
    State.CLOSED: IT_IS_OVER,
}


class Reply(StrEnum):
    """The answer to an invitation."""

    NONE = "none"
    IN_PERSON = "in_person"
    ONLINE = "online"
    ABSENT = "absent"
    SUBSTITUTE = "substitute"  # absent, and somebody is named who comes in their place


class Meeting(Model):
    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_body_starts", "body_id", "starts_at", "id"),)

    id: Mapped[Key]
    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"))
    kind: Mapped[Kind] = mapped_column(default=Kind.ORDINARY)
    term_id: Mapped[str | None] = mapped_column(ForeignKey("term.id"))  # the body's own word for it
    title: Mapped[str] = mapped_column(String(300))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]  # when it is meant to be over
    place: Mapped[str] = mapped_column(String(200), default="")
    venue_id: Mapped[str | None] = mapped_column(
        ForeignKey("venue.id"), index=True
    )  # the room, where it is one of the body's own
    chair_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=0)  # how often it was published
    revision: Mapped[int] = mapped_column(
        default=0
    )  # the second writer of a form is shown the conflict
    return_reason: Mapped[str] = mapped_column(Text, default="")
    halt_reason: Mapped[str] = mapped_column(Text, default="")  # why it is postponed or cancelled
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    term: Mapped[Term | None] = relationship(lazy="joined")
    chair: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    invitations: Mapped[list[Invitation]] = relationship(
        back_populates="meeting", order_by="Invitation.rank, Invitation.id"
    )
    venue: Mapped[Venue | None] = relationship()
    parts: Mapped[list[MeetingPart]] = relationship(
        order_by="MeetingPart.begins_at", cascade="all, delete-orphan"
    )  # none: it is held in one piece, from `starts_at` on
    sites: Mapped[list[Site]] = relationship(secondary="meeting_site", order_by="Site.name")

    @property
    def is_published(self) -> bool:
        return self.state not in PREPARING

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """When it sits. A session of which nobody has said how long it takes fills half a day."""
        if self.parts:
            return [each.span for each in self.parts]
        return [(self.starts_at, self.ended_at or self.ends_at or self.starts_at + HALF_A_DAY)]

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_over(self) -> bool:
        """Whether nothing more is expected of it: it was held, or it will not be."""
        return self.state in OVER

    @property
    def was_held(self) -> bool:
        return self.state in HELD

    @property
    def awaits_a_date(self) -> bool:
        return self.state is State.POSTPONED

    @property
    def why_closed(self) -> str:
        """Why it takes nothing now, as a message id; "" while it goes its way."""
        return NOT_NOW.get(self.state, "")

    @property
    def positions_end_at(self) -> datetime:
        """Until when members say where they stand. It moves with the session."""
        return self.starts_at - timedelta(hours=self.body.rules.positions_hours)

    @property
    def takes_positions(self) -> bool:
        return self.state is State.PUBLISHED and now() < self.positions_end_at

    @property
    def positions_have_ended(self) -> bool:
        """Whether they were taken and are no more; while a postponed session awaits its new time they wait with it."""
        late = self.state is State.PUBLISHED and now() >= self.positions_end_at
        return late or self.state in RUNNING | HELD

    def by_its_clock(self, moment: datetime) -> str:
        """Return a moment as the clock of the body shows it, in figures that are read alike in every language."""
        return moment.astimezone(ZoneInfo(self.body.timezone)).strftime("%H:%M, %d/%m/%Y")

    def invitation_of(self, account_id: str) -> Invitation | None:
        """Return how a person was called, if they were."""
        return next((each for each in self.invitations if each.account_id == account_id), None)

    def substituted_by(self, account_ids: Collection[str]) -> frozenset[str]:
        """Return the members in whose place these people come."""
        return frozenset(
            each.substitutes_id
            for each in self.invitations
            if each.substitutes_id and each.account_id in account_ids
        )

    def move(self, state: State) -> None:
        """Go on to `state`. Refused when the life of a session does not lead there from here."""
        if state not in MOVES[self.state]:
            raise Refused(N_("The session is not in a state in which this can be done."))
        self.state = state


class Invitation(Model):
    """One person's call to one session, what they answered, and whether they are there."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "account_id"),
        UniqueConstraint("meeting_id", "substitutes_id"),  # one comes for a member, not two
        UniqueConstraint("meeting_id", "seat"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"))
    account_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    votes: Mapped[bool]  # members vote; guests and substitutes do not
    substitutes_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id")
    )  # the member in whose place they come, with the chair's consent
    is_head: Mapped[bool] = mapped_column(
        default=False
    )  # the head of the body, whose vote breaks a tie
    title: Mapped[str] = mapped_column(String(200))  # the post held on the day they were called
    agency_name: Mapped[str] = mapped_column(String(200), default="")
    rank: Mapped[int] = mapped_column(default=100)
    reply: Mapped[Reply] = mapped_column(default=Reply.NONE)
    reply_reason: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    online: Mapped[bool] = mapped_column(default=False)
    seat: Mapped[str | None] = mapped_column(String(12))  # the label of a seat of the room
    site_id: Mapped[str | None] = mapped_column(
        ForeignKey("site.id"), index=True
    )  # whence they take part, if not from the room

    meeting: Mapped[Meeting] = relationship(back_populates="invitations")
    account: Mapped[Account] = relationship(
        foreign_keys=[account_id], lazy="joined", innerjoin=True
    )

    @classmethod
    def calling(cls, post: Post, *, votes: bool) -> Invitation:
        """Return a call of whoever holds `post`."""
        return cls(
            id=new_id(),
            account_id=post.account_id,
            votes=votes,
            is_head=votes and post.role is Role.CHAIR,
            title=post.title,
            agency_name=post.agency.name if post.agency else "",
            rank=post.rank,
        )

    @property
    def follows_all(self) -> bool:
        """Whether the whole agenda concerns them: members, and who comes in a member's place."""
        return self.votes or self.substitutes_id is not None

    @property
    def substituted(self) -> Invitation | None:
        """Return the call of the member in whose place they come."""
        return self.meeting.invitation_of(self.substitutes_id) if self.substitutes_id else None

    @property
    def is_remote(self) -> bool:
        """Whether they are not in the room: by network, or not arrived."""
        return self.online or not self.is_present

    @property
    def is_present(self) -> bool:
        return self.arrived_at is not None and self.left_at is None

    def arrive(self, *, online: bool) -> bool:
        """Be here, in the room or online; return whether that is new. Who had sent an apology may still come."""
        self._refuse_outside()
        if self.is_present and self.online == online:
            return False
        if not self.is_present:
            self.arrived_at, self.left_at = now(), None
        self.online = online
        return True

    def leave(self) -> None:
        self._refuse_outside()
        if not self.is_present:
            raise Refused(N_("This person is not checked in."))
        self.left_at = now()

    def _refuse_outside(self) -> None:
        if self.meeting.state in PREPARING:
            raise Refused(NOT_PUBLISHED)
        if self.meeting.why_closed:
            raise Closed(self.meeting.why_closed)
