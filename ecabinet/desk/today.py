"""What a day holds for one person, put together from what the features offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ecabinet.agenda.models import Item, Position, State
from ecabinet.agenda.position_queries import left_of
from ecabinet.agenda.queries import (
    Withheld,
    list_items,
    list_items_of_agency,
    list_my_positions,
    list_withheld,
)
from ecabinet.ballots.queries import Panel, list_panels
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import MEMBERS, Role
from ecabinet.consultations.models import Consultation, Form
from ecabinet.consultations.queries import count_answers, list_consultations, list_open_forms
from ecabinet.core.clock import now
from ecabinet.desk.pipeline import Pipeline, find_pipeline
from ecabinet.desk.second_person import SecondPerson, find_what_waits
from ecabinet.meetings.models import Invitation, Meeting
from ecabinet.meetings.queries import (
    find_next_meeting,
    find_running_meeting,
    list_past_meetings,
    list_upcoming_meetings,
)
from ecabinet.papers.queries import Listed, list_papers_of_items
from ecabinet.tasks.models import State as TaskState
from ecabinet.tasks.models import Task
from ecabinet.tasks.queries import URGENT, Count, Filter, count_by_agency, list_tasks

MINUTES_A_PAGE = 1.5  # how long a page of an administrative paper takes to read
FEW = 5
ASKED = MEMBERS | {Role.ASSISTANT}  # whom opinion forms reach, themselves or by their assistant


@dataclass(frozen=True)
class Line:
    """One item of the agenda as one person finds it today."""

    item: Item
    papers: Sequence[Listed]
    position: Position | None

    @property
    def pages(self) -> int:
        return sum(each.ready.pages for each in self.papers if each.ready)

    @property
    def is_opened(self) -> bool:
        """Whether every paper of the item was opened; an item without papers needs no opening."""
        return all(each.reading for each in self.papers if each.ready)

    @property
    def underway(self) -> Listed | None:
        """The paper that was opened last and not gone through to its end."""
        begun = [
            each
            for each in self.papers
            if each.ready and each.reading and each.reading.furthest < each.ready.pages
        ]
        return max(begun, key=lambda each: each.reading.at if each.reading else now(), default=None)

    @property
    def is_renewed(self) -> bool:
        """Whether a new version lies there that was not opened yet."""
        return any(
            each.ready and each.ready.number > 1 and not each.reading for each in self.papers
        )

    @property
    def minutes_left(self) -> int:
        """How long the pages that were not yet seen take to read, about."""
        left = sum(
            each.ready.pages - (each.reading.furthest if each.reading else 0)
            for each in self.papers
            if each.ready
        )
        return round(left * MINUTES_A_PAGE)


@dataclass(frozen=True)
class Session:
    """The session that comes next, or goes on now."""

    meeting: Meeting
    lines: Sequence[Line]
    invitation: Invitation | None
    withheld: Sequence[Withheld] = ()
    left: Sequence[Item] = ()  # items on which this person may take a position and has not
    panels: Sequence[Panel] = ()  # ballots that wait for this person's vote

    @property
    def rows(self) -> Sequence[Line | Withheld]:
        """Return the agenda in its order, with the places that are not open to this person."""
        rows: list[Line | Withheld] = [*self.lines, *self.withheld]
        return sorted(
            rows, key=lambda each: each.item.place if isinstance(each, Line) else each.place
        )

    @property
    def opened(self) -> int:
        return sum(each.is_opened for each in self.lines)

    @property
    def minutes_left(self) -> int:
        return sum(each.minutes_left for each in self.lines)

    @property
    def is_today(self) -> bool:
        return abs(self.meeting.starts_at - now()) < timedelta(hours=14)

    @property
    def underway(self) -> Line | None:
        """Where the reader left off."""
        begun = [each for each in self.lines if each.underway]
        return max(begun, key=_last_read, default=None)


def _last_read(line: Line) -> float:
    paper = line.underway
    return paper.reading.at.timestamp() if paper and paper.reading else 0


@dataclass(frozen=True)
class Day:
    """A person's day."""

    session: Session | None
    is_asked: bool
    forms: Sequence[Form]
    tasks: Count | None
    past: Sequence[Meeting]
    second: SecondPerson | None


@dataclass(frozen=True)
class DeskDay:
    """The secretariat's day."""

    session: Session | None
    meetings: Sequence[Meeting]
    consultations: Sequence[tuple[Consultation, tuple[int, int]]]
    to_confirm: Sequence[Task]
    second: SecondPerson | None
    pipeline: Pipeline


@dataclass(frozen=True)
class AgencyDay:
    """An agency's day."""

    tasks: Sequence[Task]
    items: Sequence[Item]


def find_session(actor: Actor) -> Session | None:
    """Return the session that goes on, else the next one, with what the actor may see of it."""
    meeting = find_running_meeting(actor) or find_next_meeting(actor)
    if meeting is None:
        return None
    items = [each for each in list_items(actor, meeting) if each.state is not State.WITHDRAWN]
    papers = list_papers_of_items(actor, [each.id for each in items])
    positions = list_my_positions(actor, meeting)
    lines = [Line(each, papers.get(each.id, []), positions.get(each.id)) for each in items]
    withheld = list_withheld(actor, meeting)
    invitation = meeting.invitation_of(actor.id)
    left = left_of(actor, meeting, [each.item for each in lines if each.position is None])
    return Session(meeting, lines, invitation, withheld, left, _open_to(actor, meeting))


def _open_to(actor: Actor, meeting: Meeting) -> Sequence[Panel]:
    """Return the ballots on which the actor may vote now."""
    panels = list_panels(actor, meeting, None, None) if meeting.is_running else ()
    return [each for each in panels if each.votes and each.ballot.is_taking_votes]


def member_day(actor: Actor) -> Day:
    return Day(
        session=find_session(actor),
        is_asked=any(each.role in ASKED for each in actor.holdings),
        forms=[each for each in list_open_forms(actor) if not each.is_answered],
        tasks=_tasks_of_ministry(actor),
        past=list_past_meetings(actor)[:3],
        second=find_what_waits(actor),
    )


def desk_day(actor: Actor) -> DeskDay:
    in_hand = [each for each in list_consultations(actor) if each.closed_at is None][:FEW]
    counts = count_answers(actor, [each.id for each in in_hand])
    return DeskDay(
        session=find_session(actor),
        meetings=list_upcoming_meetings(actor)[:FEW],
        consultations=[(each, counts.get(each.id, (0, 0))) for each in in_hand],
        to_confirm=list_tasks(
            actor, Filter(states=frozenset({TaskState.REPORTED_DONE})), limit=FEW
        ),
        second=find_what_waits(actor),
        pipeline=find_pipeline(actor),
    )


def agency_day(actor: Actor) -> AgencyDay:
    urgent = list_tasks(actor, Filter(timings=URGENT), limit=FEW)
    return AgencyDay(tasks=urgent, items=list_items_of_agency(actor, limit=FEW))


def _tasks_of_ministry(actor: Actor) -> Count | None:
    """Count the tasks of the ministry that a member heads."""
    mine = {each.agency_id for each in actor.holdings if each.role in MEMBERS and each.agency_id}
    for body_id in actor.bodies(MEMBERS) if mine else ():
        for each in count_by_agency(actor, body_id):
            if each.agency.id in mine:
                return each.count
    return None
