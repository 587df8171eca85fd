from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.agenda.models import Item, Secrecy
from ecabinet.bodies.models import Agency, Body
from ecabinet.core.clock import now
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Closed, Refused
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.papers.models import Dossier, Paper


class State(StrEnum):
    """Where a dossier is on its way from an agency to an agenda."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PLACED = "placed"
    WITHDRAWN = "withdrawn"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.HANDED_IN, State.WITHDRAWN}),
    State.HANDED_IN: frozenset({State.RETURNED, State.ACCEPTED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.HANDED_IN, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.PLACED, State.RETURNED, State.WITHDRAWN}),
    State.PLACED: frozenset({State.ACCEPTED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}
WRITTEN = frozenset({State.DRAFT, State.RETURNED})  # in which its agency writes it
WRONG_STATE = N_("The dossier is not in a state in which this can be done.")
WITHDRAWN = N_("This dossier has been withdrawn.")


class Lodging(Model):
    """A dossier as an agency lodges it: what is asked, why, its papers, and how far it has come."""

    __tablename__ = "lodging"
    __table_args__ = (
        Index("ix_lodging_body_state", "body_id", "state", "due_on", "id"),
        Index("ix_lodging_agency_state", "agency_id", "state", "id"),
        Index("ix_lodging_remind_at", "remind_at"),
    )

    id: Mapped[Key]
    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(8), unique=True)
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    title: Mapped[str] = mapped_column(String(500))
    ask: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(Text, default="")  # the draft of what would be decided
    why: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[str] = mapped_column(Text, default="")
    risks: Mapped[str] = mapped_column(Text, default="")
    consulted: Mapped[str] = mapped_column(Text, default="")
    secrecy: Mapped[Secrecy] = mapped_column(default=Secrecy.INTERNAL)
    # The session it is meant for; None: the next ordinary one.
    meeting_id: Mapped[str | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), unique=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("item.id"), unique=True)
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    begun_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    begun_at: Mapped[datetime]
    handed_in_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    handed_in_at: Mapped[datetime | None]  # the last time; None: it never left its agency
    due_on: Mapped[date | None]  # when the next step of the secretariat is due
    submit_on: Mapped[date | None]  # when it is to be on an agenda
    remind_at: Mapped[datetime | None]
    marked_paper_id: Mapped[str | None] = mapped_column(ForeignKey("paper.id"))
    marked_page: Mapped[int | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")  # asked for, not yet confirmed
    revision: Mapped[int] = mapped_column(default=0)

    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
    officer: Mapped[Account | None] = relationship(foreign_keys=[officer_id], lazy="joined")
    handed_in_by: Mapped[Account | None] = relationship(foreign_keys=[handed_in_by_id])
    dossier: Mapped[Dossier] = relationship()
    # A list of dossiers needs none of these: they draw a whole session behind them.
    item: Mapped[Item | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    marked_paper: Mapped[Paper | None] = relationship()
    steps: Mapped[list[LodgingStep]] = relationship(
        back_populates="lodging", order_by="LodgingStep.at, LodgingStep.id"
    )
    late_requests: Mapped[list[LateRequest]] = relationship(
        back_populates="lodging", order_by="LateRequest.asked_at, LateRequest.id"
    )

    @property
    def is_restricted(self) -> bool:
        return self.secrecy is Secrecy.RESTRICTED

    @property
    def was_handed_in(self) -> bool:
        """Whether the secretariat knows of it: a draft is its agency's alone."""
        return self.handed_in_at is not None

    @property
    def is_written(self) -> bool:
        """Whether its agency may change it now."""
        return self.state in WRITTEN

    @property
    def spoken_code(self) -> str:
        """Its code as it is read out: "K7QX-34AC"."""
        return f"{self.code[:4]}-{self.code[4:]}"

    @property
    def named(self) -> str:
        """What it is called where anybody may read over a shoulder: a restricted one by its code alone."""
        return self.spoken_code if self.is_restricted else f"{self.spoken_code} · {self.title}"

    @property
    def return_step(self) -> LodgingStep | None:
        """Why it was last returned."""
        returned = [each for each in self.steps if each.kind is StepKind.RETURNED]
        return returned[-1] if returned else None

    def move(self, state: State) -> None:
        """Go on to `state`. Refused when the life of a dossier does not lead there from here."""
        if self.state is State.WITHDRAWN:
            raise Closed(WITHDRAWN)
        if state not in MOVES[self.state]:
            raise Refused(WRONG_STATE)
        self.state = state

    @property
    def whereabouts(self) -> dict[str, Any]:
        """What every fact about it says."""
        return {
            "body_id": self.body_id,
            "lodging_id": self.id,
            "agency_id": self.agency_id,
            "code": self.spoken_code,
        }

    def say(self, by_id: str, kind: StepKind, text: str = "") -> None:
        """Write one step of its life down."""
        step = LodgingStep(id=new_id(), kind=kind, by_id=by_id, at=now(), text=text.strip())
        self.steps.append(step)

    def stop_clock(self) -> None:
        """Let no step of the secretariat be due."""
        self.due_on, self.remind_at = None, None

    def refuse_unless_written(self) -> None:
        if self.state is State.WITHDRAWN:
            raise Closed(WITHDRAWN)
        if not self.is_written:
            raise Refused(WRONG_STATE)

    def request_for(self, meeting_id: str) -> LateRequest | None:
        """Return what the chair was asked about being late for a session."""
        asked = (each for each in self.late_requests if each.meeting_id == meeting_id)
        return next(asked, None)


class StepKind(StrEnum):
    """What was done with a dossier."""

    HANDED_IN = "handed_in"
    TAKEN = "taken"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PLACED = "placed"
    TAKEN_OFF = "taken_off"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    WITHDRAWN = "withdrawn"


class LodgingStep(Model):
    """One step in the life of a dossier, as it was taken by somebody."""

    __tablename__ = "lodging_step"

    id: Mapped[Key]
    lodging_id: Mapped[Ref] = mapped_column(ForeignKey("lodging.id"))
    kind: Mapped[StepKind]
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, default="")

    lodging: Mapped[Lodging] = relationship(back_populates="steps")
    by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class LateRequest(Model):
    """That an agency is late for a session, why, and whether the chair lets it."""

    __tablename__ = "late_request"
    __table_args__ = (UniqueConstraint("lodging_id", "meeting_id"),)

    id: Mapped[Key]
    lodging_id: Mapped[str] = mapped_column(ForeignKey("lodging.id"))
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meeting.id"))
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date | None]  # None: the year's holidays are not known
    granted: Mapped[bool | None]  # None: not answered yet
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    lodging: Mapped[Lodging] = relationship(
        back_populates="late_requests", lazy="joined", innerjoin=True
    )
    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id], lazy="joined")

    @property
    def is_open(self) -> bool:
        return self.granted is None and self.lodging.state is not State.WITHDRAWN
