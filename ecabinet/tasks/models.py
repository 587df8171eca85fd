from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ecabinet.accounts.models import Account
from ecabinet.bodies.models import Agency
from ecabinet.core.database import Key, Model, Ref
from ecabinet.core.errors import Refused
from ecabinet.core.words import N_
from ecabinet.minutes.models import Conclusion
from ecabinet.papers.models import Dossier


class State(StrEnum):
    """Where the work is; how it stands to its due date is its timing."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    REPORTED_DONE = "reported_done"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


MOVES: dict[State, frozenset[State]] = {
    State.ASSIGNED: frozenset(
        {State.ACCEPTED, State.IN_PROGRESS, State.REPORTED_DONE, State.SUSPENDED, State.CANCELLED}
    ),
    State.ACCEPTED: frozenset(
        {State.IN_PROGRESS, State.REPORTED_DONE, State.SUSPENDED, State.CANCELLED}
    ),
    State.IN_PROGRESS: frozenset(
        {State.IN_PROGRESS, State.REPORTED_DONE, State.SUSPENDED, State.CANCELLED}
    ),
    State.REPORTED_DONE: frozenset({State.CONFIRMED, State.RETURNED, State.CANCELLED}),
    State.RETURNED: frozenset(
        {State.IN_PROGRESS, State.REPORTED_DONE, State.SUSPENDED, State.CANCELLED}
    ),
    State.SUSPENDED: frozenset({State.CANCELLED}),  # or it goes on: see resume
    State.CONFIRMED: frozenset(),
    State.CANCELLED: frozenset(),
}
WRONG_STATE = N_("The task is not in a state in which this can be done.")
OVER = frozenset({State.CONFIRMED, State.CANCELLED})
# The next step is the lead agency's.
TO_DO = frozenset({State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.RETURNED})


class Timing(StrEnum):
    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NO_DEADLINE = "no_deadline"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"


class Task(Model):
    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_body_due", "body_id", "due_on", "id"),
        Index("ix_task_agency_state", "lead_id", "state"),
    )

    id: Mapped[Key]
    body_id: Mapped[str] = mapped_column(ForeignKey("body.id"))
    title: Mapped[str] = mapped_column(String(500))
    result_expected: Mapped[str] = mapped_column(Text, default="")
    lead_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    conclusion_id: Mapped[str | None] = mapped_column(ForeignKey("conclusion.id"), index=True)
    source: Mapped[str] = mapped_column(
        String(300), default=""
    )  # "KL 412/TB-VPCP", said as it is cited
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), unique=True)  # its evidence
    state: Mapped[State] = mapped_column(default=State.ASSIGNED)
    first_due_on: Mapped[date | None]  # never edited
    due_on: Mapped[date | None]
    assigned_at: Mapped[datetime]
    assigned_by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    done_on: Mapped[date | None]  # the day it was reported done, once that is confirmed
    reported_on: Mapped[date | None]  # the day of the newest report that it is done
    confirmed_at: Mapped[datetime | None]
    last_report_at: Mapped[datetime | None]
    percent: Mapped[int] = mapped_column(default=0)

    lead: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
    # A list of tasks needs neither: they draw a whole session behind them.
    conclusion: Mapped[Conclusion | None] = relationship()
    dossier: Mapped[Dossier] = relationship()
    coordinating: Mapped[list[Coordination]] = relationship(back_populates="task")
    reports: Mapped[list[Report]] = relationship(
        back_populates="task", order_by="Report.at, Report.id"
    )
    replans: Mapped[list[Replan]] = relationship(
        back_populates="task", order_by="Replan.at, Replan.id"
    )

    @property
    def agency_ids(self) -> tuple[str, ...]:
        """Return the agencies it concerns, the lead first."""
        return (self.lead_id, *(each.agency_id for each in self.coordinating))

    @property
    def drift(self) -> int:
        """Return by how many days the due date has moved since it was first set; negative when brought forward."""
        if self.first_due_on is None or self.due_on is None:
            return 0
        return (self.due_on - self.first_due_on).days

    def move(self, state: State) -> None:
        """Go on to `state`. Refused when the life of a task does not lead there from here."""
        if state not in MOVES[self.state]:
            raise Refused(WRONG_STATE)
        self.state = state

    def resume(self) -> None:
        """Go on from where the work was before it was suspended."""
        if self.state is not State.SUSPENDED:
            raise Refused(WRONG_STATE)
        said = {each.kind for each in self.reports}
        accepted = State.ACCEPTED if ReportKind.ACCEPTED in said else State.ASSIGNED
        self.state = State.IN_PROGRESS if ReportKind.PROGRESS in said else accepted


class Coordination(Model):
    __tablename__ = "coordination"

    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), primary_key=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)

    task: Mapped[Task] = relationship(back_populates="coordinating")
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class ReportKind(StrEnum):
    ACCEPTED = "accepted"
    PROGRESS = "progress"
    DONE = "done"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    COMMENT = "comment"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    CANCELLED = "cancelled"


class Report(Model):
    """One step in the life of a task, said by somebody."""

    __tablename__ = "task_report"

    id: Mapped[Key]
    task_id: Mapped[Ref] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[ReportKind]
    by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    percent: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str] = mapped_column(
        String(200), default=""
    )  # the number of an issued document, as evidence
    link: Mapped[str] = mapped_column(String(500), default="")

    task: Mapped[Task] = relationship(back_populates="reports")
    by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Replan(Model):
    """A new due date, with the old one beside it."""

    __tablename__ = "replan"

    id: Mapped[Key]
    task_id: Mapped[Ref] = mapped_column(ForeignKey("task.id"))
    at: Mapped[datetime]
    by_id: Mapped[Ref] = mapped_column(ForeignKey("account.id"))
    old_due_on: Mapped[date | None]
    new_due_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    task: Mapped[Task] = relationship(back_populates="replans")
