from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ecabinet.agenda.models import Group, Item, State
from ecabinet.agenda.policy import may_edit, may_see
from ecabinet.agenda.queries import count_positions, list_items, list_voters, list_withheld
from ecabinet.bodies.actors import Actor, load_actor, today
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.bodies.queries import list_agency_officers
from ecabinet.core.clock import day_of
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Kind as MeetingKind
from ecabinet.meetings.models import Meeting
from ecabinet.papers.asking_models import PaperAsk
from ecabinet.papers.models import Kind
from ecabinet.papers.queries import Listed, list_papers_of_items
from ecabinet.papers.readiness import Cell, Sheet, columns, judge


@dataclass(frozen=True)
class Row:
    """An item against the checklist; `asked`: when its agency was last asked for each kind."""

    item: Item
    cells: Mapping[Kind, Cell]
    asked: Mapping[Kind, PaperAsk]
    positions: int
    may_ask: bool

    @property
    def lacking(self) -> tuple[Kind, ...]:
        return tuple(kind for kind, cell in self.cells.items() if cell.lacks)

    @property
    def to_ask(self) -> tuple[Kind, ...]:
        """Return for what its agency can be asked today."""
        return tuple(each for each in self.lacking if self.may_ask and not self.asked_today(each))

    def asked_today(self, kind: Kind) -> bool:
        return kind in self.asked and self.asked[kind].day == today()


@dataclass(frozen=True)
class Readiness:
    """How far a session's papers are there: its items in their order, the kinds that are looked at."""

    columns: Sequence[Kind]
    rows: Sequence[Row]
    withheld: int  # items of which one knows the number alone
    voters: int

    @property
    def unready(self) -> int:
        return sum(bool(each.lacking) for each in self.rows)

    @property
    def blanks(self) -> int:
        return sum(len(each.lacking) for each in self.rows)

    @property
    def to_ask(self) -> int:
        return sum(len(each.to_ask) for each in self.rows)


def find_readiness(actor: Actor, meeting: Meeting) -> Readiness:
    """Hold the papers of a session against the body's checklist, in a constant number of statements."""
    rules = meeting.body.rules
    items = [each for each in list_items(actor, meeting) if each.state is not State.WITHDRAWN]
    papers = list_papers_of_items(actor, [each.id for each in items])
    asked, counts = _asks(actor, items), count_positions(actor, meeting)
    due = find_due_day(actor, meeting)
    rows = [
        Row(
            item=each,
            cells=judge(
                [_sheet(paper) for paper in papers.get(each.id, ())],
                rules,
                due,
                informs=each.group is Group.INFORMATION,
            ),
            asked=asked.get(each.id, {}),
            positions=sum(counts.get(each.id, {}).values()),
            may_ask=each.agency_id is not None and may_edit(actor, each),
        )
        for each in items
    ]
    withheld = len(list_withheld(actor, meeting))
    return Readiness(columns(rules), rows, withheld, len(list_voters(actor, meeting)))


def count_unready(actor: Actor, meeting: Meeting) -> int:
    """Return how many of the items one sees lack a paper that the body's rules ask for."""
    return find_readiness(actor, meeting).unready


def find_row(actor: Actor, meeting: Meeting, item_id: str) -> Row:
    rows = find_readiness(actor, meeting).rows
    if row := next((each for each in rows if each.item.id == item_id), None):
        return row
    raise Missing


def find_due_day(actor: Actor, meeting: Meeting) -> date:  # noqa: ARG001 -- every query is told who asks
    """Return the last day on which papers are in time, by the rules of the body."""
    rules = meeting.body.rules
    extraordinary = meeting.kind is MeetingKind.UNSCHEDULED
    days = rules.extraordinary_ahead_days if extraordinary else rules.papers_ahead_days
    return WorkingCalendar.of(meeting.body).before(day_of(meeting.starts_at), days)


def list_askable(actor: Actor, item: Item) -> list[str]:  # noqa: ARG001 -- every query is told who asks
    """Return the officers of an item's agency who may see it: of a restricted one, those who are named."""
    officers = list_agency_officers([item.agency_id] if item.agency_id else [], today())
    people = dict.fromkeys(each.account_id for each in officers)
    return [each for each in people if may_see(load_actor(each), item)]


def _asks(actor: Actor, items: Sequence[Item]) -> dict[str, dict[Kind, PaperAsk]]:
    """Return the last ask of each kind; who asked is the business of those who prepare."""
    ids = [each.id for each in items if may_edit(actor, each)]
    query = select(PaperAsk).where(PaperAsk.item_id.in_(ids)).order_by(PaperAsk.asked_at)
    found: dict[str, dict[Kind, PaperAsk]] = {}
    for each in session().scalars(query):
        found.setdefault(each.item_id, {})[each.kind] = each
    return found


def _sheet(listed: Listed) -> Sheet:
    return Sheet(listed.paper.kind, listed.label, listed.ready, listed.pending)
