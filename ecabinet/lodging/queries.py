"""What of lodged dossiers one may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, false, func, select, true, tuple_
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.bodies.models import Role
from ecabinet.bodies.queries import list_posts
from ecabinet.core.clock import now
from ecabinet.core.database import Model, session
from ecabinet.core.errors import Missing
from ecabinet.core.words import N_
from ecabinet.lodging.models import LateRequest, Lodging, State
from ecabinet.lodging.policy import may_remind, may_see, visible_to
from ecabinet.lodging.timing import papers_due_on
from ecabinet.meetings.models import OVER, Meeting
from ecabinet.meetings.models import State as MeetingState
from ecabinet.papers.checklist import Checklist, checklist
from ecabinet.papers.models import Dossier, Paper, PaperVersion
from ecabinet.papers.models import State as PaperState

M = TypeVar("M", bound=Model)
T = TypeVar("T")
Lodgings = Sequence[Lodging]

PAGE = 30
AHEAD = 20  # sessions to choose from
NEVER = date(9999, 12, 31)  # where a dossier without a due day stands in the order
IN_HAND = frozenset({State.HANDED_IN, State.RETURNED, State.ACCEPTED})
FILL_IN = N_("Please fill this in.")
MISSING_PAPERS = N_("Papers that the rules ask for are missing.")
STILL_READ = N_("A file is still being read. Please wait a moment and send it again.")
NOT_OPENED = N_("A file could not be opened. Please hand it in again, or take it away.")
LONG_SUMMARY = N_("The summary has more pages than the rules allow.")
TEXTS = ("title", "ask", "decision", "why", "cost", "risks", "consulted")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which dossiers a list shows. Nothing said: all that are not withdrawn and that the reader may see."""

    states: frozenset[State] = frozenset()
    mine: bool = False  # of which the reader is in charge
    due: bool = False  # whose next step is due today, or was
    body_id: str | None = None


@dataclass(frozen=True)
class Choice:
    """A session to come, and the last day on which its papers come in time."""

    meeting: Meeting
    due_on: date | None

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and today() > self.due_on


@dataclass(frozen=True)
class Lateness:
    """That a dossier is late for the session it is meant for, and what the chair was asked about it."""

    meeting: Meeting
    was_due_on: date
    request: LateRequest | None


def find_lodging(actor: Actor, lodging_id: str, *, lock: bool = False) -> Lodging:
    """Return a dossier with all that was done with it."""
    query = select(Lodging).where(Lodging.id == lodging_id, visible_to(actor))
    return _one(query.options(*_whole()), Lodging, lock=lock)


def find_by_code(actor: Actor, code: str) -> Lodging:
    """Return the dossier of a code, as it was read out or written down."""
    plain = "".join(each for each in code.upper() if each.isalnum())
    query = select(Lodging).where(Lodging.code == plain, visible_to(actor))
    return _one(query, Lodging, lock=False)


def find_lodging_of_item(actor: Actor, item_id: str) -> Lodging | None:
    """Return the dossier from which an item came, None where it came from nobody, or the reader may not know."""
    query = select(Lodging).where(Lodging.item_id == item_id, visible_to(actor))
    return session().scalars(query).one_or_none()


def list_lodgings(
    actor: Actor, wanted: Filter, after: str | None = None, limit: int = PAGE
) -> Sequence[Lodging]:
    """Return a page of dossiers, the earliest due first; `after` is the last one of the page before."""
    due = func.coalesce(Lodging.due_on, NEVER)
    query = _matching(select(Lodging), actor, wanted)
    if after and (last := session().get(Lodging, after)):
        query = query.where(tuple_(due, Lodging.id) > (last.due_on or NEVER, last.id))
    query = query.options(joinedload(Lodging.item).joinedload(Item.meeting))
    return session().scalars(query.order_by(due, Lodging.id).limit(limit)).unique().all()


def count_lodgings(actor: Actor, wanted: Filter) -> int:
    query = _matching(select(func.count()).select_from(Lodging), actor, wanted)
    return session().scalars(query).one()


def count_by_state(actor: Actor) -> Mapping[State, int]:
    """Count the dossiers one sees, by where they are."""
    query = select(Lodging.state, func.count()).where(visible_to(actor)).group_by(Lodging.state)
    return dict(session().execute(query).all())


def find_checklist(actor: Actor, lodging: Lodging) -> Checklist:
    """Return what its dossier holds of what the body asks for, also what only its sender sees yet."""
    query = (
        select(Paper)
        .join(Lodging, Lodging.dossier_id == Paper.dossier_id)
        .where(Lodging.id == lodging.id, visible_to(actor))
        .options(selectinload(Paper.versions))
        .order_by(Paper.place)
        .execution_options(populate_existing=True)
    )
    return checklist(lodging.body.rules, session().scalars(query))


def find_problems(actor: Actor, lodging: Lodging) -> Mapping[str, str]:
    """Return what keeps a dossier from being handed in, by the field in which it is mended."""
    found = find_checklist(actor, lodging)
    problems = {name: FILL_IN for name in TEXTS if not getattr(lodging, name).strip()}
    faults = (
        (found.waiting, STILL_READ),
        (found.refused, NOT_OPENED),
        (found.missing, MISSING_PAPERS),
        (found.is_summary_too_long, LONG_SUMMARY),
    )
    if sentence := next((sentence for fault, sentence in faults if fault), ""):
        problems["papers"] = sentence
    return problems


def list_choices(actor: Actor, lodging: Lodging) -> Sequence[Choice]:
    """Return the sessions for which its agency may say that it is meant, and whether it is late for each."""
    calendar = WorkingCalendar.of(lodging.body)
    meetings = list_open_meetings(actor, lodging)
    return [Choice(each, papers_due_on(each, calendar)) for each in meetings]


def list_open_meetings(actor: Actor, lodging: Lodging) -> Sequence[Meeting]:
    """Return the published sessions of its body to come; what is still being prepared is not told to agencies."""
    query = select(Meeting).where(
        Meeting.body_id == lodging.body_id,
        Meeting.state == MeetingState.PUBLISHED,
        Meeting.starts_at > now(),
        select(Lodging.id).where(Lodging.id == lodging.id, visible_to(actor)).exists(),
    )
    return session().scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(AHEAD)).all()


def list_places(actor: Actor, lodging: Lodging) -> Sequence[Meeting]:
    """Return the sessions on whose agenda the secretariat may place it: those of its body that are not over."""
    query = select(Meeting).where(
        Meeting.body_id == lodging.body_id,
        Meeting.state.not_in(OVER),
        Meeting.starts_at > now(),
        Meeting.body_id.in_(actor.bodies({Role.OFFICER, Role.HEAD})),
    )
    return session().scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(AHEAD)).all()


def find_lateness(actor: Actor, lodging: Lodging) -> Lateness | None:
    """Return that a dossier is late for the session it is meant for, None where it is not."""
    return find_lateness_for(actor, lodging, lodging.meeting) if lodging.meeting else None


def find_lateness_for(actor: Actor, lodging: Lodging, meeting: Meeting) -> Lateness | None:
    """Return that a dossier would be late for a session. Missing for whoever does not see the dossier."""
    if not may_see(actor, lodging):
        raise Missing
    due_on = papers_due_on(meeting, WorkingCalendar.of(meeting.body))
    if due_on is None or today() <= due_on:
        return None
    return Lateness(meeting, due_on, lodging.request_for(meeting.id))


def list_marked(actor: Actor, lodging: Lodging) -> Sequence[tuple[Paper, int]]:
    """Return the papers that can be read, each with its pages: on one of them a return may lay its finger."""
    query = (
        select(Paper, func.max(PaperVersion.pages))
        .join(PaperVersion, PaperVersion.paper_id == Paper.id)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .join(Lodging, Lodging.dossier_id == Dossier.id)
        .where(
            Lodging.id == lodging.id,
            visible_to(actor),
            Paper.removed_at.is_(None),
            PaperVersion.state == PaperState.READY,
        )
        .group_by(Paper.id)
        .order_by(Paper.place)
    )
    return [(paper, pages) for paper, pages in session().execute(query)]


def list_officers(actor: Actor, lodging: Lodging) -> Sequence[tuple[str, str]]:
    """Return who may be put in charge, to whoever sees the dossier: account and name."""
    find_lodging(actor, lodging.id)
    posts = list_posts(lodging.body_id, frozenset({Role.OFFICER, Role.HEAD}), today())
    return list({each.account_id: (each.account_id, each.account.name) for each in posts}.values())


def list_to_remind(actor: Actor) -> Sequence[str]:
    """Return the dossiers of which somebody is to be reminded by now; only the clock is told."""
    query = select(Lodging.id).where(Lodging.remind_at <= now(), _is_clock(actor))
    return session().scalars(query.order_by(Lodging.remind_at).limit(PAGE)).all()


def find_to_remind(actor: Actor, lodging_id: str) -> Lodging:
    """Return one of them, locked; Missing where somebody else has reminded of it meanwhile."""
    due = Lodging.remind_at <= now()
    query = select(Lodging).where(Lodging.id == lodging_id, due, _is_clock(actor))
    return _one(query, Lodging, lock=True)


def _is_clock(actor: Actor) -> ColumnElement[bool]:
    return true() if may_remind(actor) else false()


def _matching(query: Select[T], actor: Actor, wanted: Filter) -> Select[T]:
    query = query.where(visible_to(actor))
    states = wanted.states or set(State) - {State.WITHDRAWN}
    query = query.where(Lodging.state.in_(states))
    if wanted.body_id:
        query = query.where(Lodging.body_id == wanted.body_id)
    if wanted.mine:
        query = query.where(Lodging.officer_id == actor.id)
    if wanted.due:
        query = query.where(Lodging.due_on <= today())
    return query


def _whole() -> tuple[ORMOption, ...]:
    return (
        selectinload(Lodging.steps),
        selectinload(Lodging.late_requests),
        joinedload(Lodging.dossier).selectinload(Dossier.readers),
        joinedload(Lodging.meeting),
        joinedload(Lodging.item).joinedload(Item.meeting),
        joinedload(Lodging.marked_paper),
        joinedload(Lodging.handed_in_by),
    )


def _one(query: Select[M], kind: type[M], *, lock: bool) -> M:
    query = query.with_for_update(of=kind) if lock else query
    if (found := session().scalars(query).unique().one_or_none()) is not None:
        return found
    raise Missing
