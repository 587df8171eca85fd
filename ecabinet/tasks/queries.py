from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, extract, func, select, tuple_
from sqlalchemy.orm import selectinload

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Agency
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.papers.models import Paper, PaperVersion
from ecabinet.papers.models import State as PaperState
from ecabinet.tasks.models import TO_DO, ReportKind, State, Task, Timing
from ecabinet.tasks.policy import counted_for, visible_to
from ecabinet.tasks.timing import timing_on

T = TypeVar("T")

PAGE = 30
URGENT = frozenset({Timing.OVERDUE, Timing.DUE_SOON})
NEVER = date(9999, 12, 31)  # where a task without a due date stands in the order
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which tasks a list shows. Nothing said: all that the reader may see."""

    body_id: str | None = None
    agency_id: str | None = None
    timings: frozenset[Timing] = frozenset()
    states: frozenset[State] = frozenset()
    to_do: bool = False  # the next step is the agency's


@dataclass(frozen=True)
class Count:
    """How many tasks stand how. The rate is never shown without the parts it is made of."""

    on_time: int = 0
    late: int = 0
    in_time: int = 0
    due_soon: int = 0
    overdue: int = 0
    no_deadline: int = 0
    suspended: int = 0  # beside the total: their clock stands still

    @property
    def done(self) -> int:
        return self.on_time + self.late

    @property
    def total(self) -> int:
        return self.done + self.in_time + self.due_soon + self.overdue + self.no_deadline

    @property
    def rate(self) -> float | None:
        """done ÷ (done + overdue) in percent, None while there is nothing to divide."""
        answered = self.done + self.overdue
        return round(100 * self.done / answered, 1) if answered else None


@dataclass(frozen=True)
class AgencyCount:
    """One agency's tasks, by how they stand."""

    agency: Agency
    count: Count


@dataclass(frozen=True)
class Month:
    """What fell due in a month, and what became of it."""

    first: date
    on_time: int
    late: int
    overdue: int

    @property
    def rate(self) -> float | None:
        """Which share of what fell due was done in time, in percent."""
        due = self.on_time + self.late + self.overdue
        return round(100 * self.on_time / due, 1) if due else None


def find_task(actor: Actor, task_id: str, *, lock: bool = False) -> Task:
    """Return a task with all that was said of it."""
    query = (
        select(Task)
        .where(Task.id == task_id, visible_to(actor))
        .options(
            selectinload(Task.coordinating),
            selectinload(Task.reports),
            selectinload(Task.replans),
        )
    )
    if lock:
        query = query.with_for_update(of=Task)
    if task := session().scalars(query).one_or_none():
        return task
    raise Missing


def list_tasks(
    actor: Actor, wanted: Filter, after: str | None = None, limit: int = PAGE
) -> Sequence[Task]:
    """Return a page of tasks, the earliest due first; `after` is the last task of the page before."""
    due = func.coalesce(Task.due_on, NEVER)
    query = _matching(select(Task), actor, wanted)
    if after:
        last = find_task(actor, after)
        query = query.where(tuple_(due, Task.id) > (last.due_on or NEVER, last.id))
    return session().scalars(query.order_by(due, Task.id).limit(limit)).all()


def count_tasks(actor: Actor, wanted: Filter) -> int:
    query = _matching(select(func.count()).select_from(Task), actor, wanted)
    return session().scalars(query).one()


def count_by_agency(actor: Actor, body_id: str) -> Sequence[AgencyCount]:
    """Return how the tasks of a body stand, agency by agency, those with most tasks first."""
    stood = _standing(actor, Task.body_id == body_id)
    query = select(stood.c.lead_id, stood.c.timing, func.count()).group_by(
        stood.c.lead_id, stood.c.timing
    )
    found: dict[str, dict[str | None, int]] = {}
    for lead_id, timing, count in session().execute(query):
        found.setdefault(lead_id, {})[timing] = count
    agencies = session().scalars(select(Agency).where(Agency.id.in_(found))).all()
    counts = [AgencyCount(each, _count(found[each.id])) for each in agencies]
    return sorted(counts, key=lambda each: (-each.count.total, each.agency.name))


def tally(counts: Sequence[AgencyCount]) -> Count:
    """Add up the agencies: the lead is exactly one, so no task is counted twice."""
    return Count(*(sum(getattr(each.count, part) for each in counts) for part in _PARTS.values()))


def list_months(actor: Actor, body_id: str) -> Sequence[Month]:
    """Return the last twelve months, the oldest first: what fell due in each up to today, and how it was done."""
    day = today()
    first = _month(day, 1 - MONTHS)
    due = (Task.body_id == body_id) & Task.due_on.between(first, day)
    stood = _standing(actor, due)
    year, month = extract("year", stood.c.due_on), extract("month", stood.c.due_on)
    query = select(year, month, stood.c.timing, func.count()).group_by(year, month, stood.c.timing)
    found = {
        (int(each_year), int(each_month), timing): count
        for each_year, each_month, timing, count in session().execute(query)
    }
    firsts = [_month(first, ahead) for ahead in range(MONTHS)]
    told = (Timing.DONE_ON_TIME, Timing.DONE_LATE, Timing.OVERDUE)
    return [Month(at, *(found.get((at.year, at.month, each), 0) for each in told)) for at in firsts]


def count_evidence(actor: Actor, task: Task) -> int:
    """Return how much shows that a task is done: files that could be read, and what the newest report names."""
    files = (
        select(func.count(Paper.id.distinct()))
        .join(PaperVersion)
        .where(
            Paper.dossier_id == task.dossier_id,
            Paper.removed_at.is_(None),
            PaperVersion.state != PaperState.REFUSED,
            select(Task.id).where(Task.id == task.id, visible_to(actor)).exists(),
        )
    )
    newest = [each for each in task.reports if each.kind is ReportKind.DONE][-1:]
    named = sum(bool(each.document) + bool(each.link) for each in newest)
    return session().scalars(files).one() + named


_PARTS: dict[str | None, str] = {
    Timing.DONE_ON_TIME.value: "on_time",
    Timing.DONE_LATE.value: "late",
    Timing.IN_TIME.value: "in_time",
    Timing.DUE_SOON.value: "due_soon",
    Timing.OVERDUE.value: "overdue",
    Timing.NO_DEADLINE.value: "no_deadline",
    None: "suspended",
}


def _count(found: dict[str | None, int]) -> Count:
    return Count(**{_PARTS[timing]: count for timing, count in found.items()})


def _standing(actor: Actor, where: ColumnElement[bool]) -> Subquery:
    """Return the tasks of a board with their timing; the cancelled are no longer anybody's."""
    query = select(Task.lead_id, Task.due_on, timing_on(today()).label("timing"))
    return query.where(where, Task.state != State.CANCELLED, counted_for(actor)).subquery()


def _matching(query: Select[T], actor: Actor, wanted: Filter) -> Select[T]:
    query = query.where(visible_to(actor))
    if wanted.body_id:
        query = query.where(Task.body_id == wanted.body_id)
    if wanted.agency_id:
        query = query.where(Task.lead_id == wanted.agency_id)
    if wanted.timings:
        query = query.where(timing_on(today()).in_([each.value for each in wanted.timings]))
    if wanted.states:
        query = query.where(Task.state.in_(wanted.states))
    if wanted.to_do:
        query = query.where(Task.state.in_(TO_DO))
    return query


def _month(day: date, ahead: int) -> date:
    """Return the first day of the month that lies `ahead` months after that of `day`."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)
