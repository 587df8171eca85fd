"""A calendar of sessions by week or month: a person's, a room's or a body's, and what clashes in it."""

import calendar as months
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor, current_on, today
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.bodies.calendar_year import holiday_names
from ecabinet.bodies.models import SECRETARIAT, Body, Post
from ecabinet.core.clock import day_of, local, now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import CALLED_OFF, PREPARING, Invitation, Meeting
from ecabinet.meetings.parts import LONGEST_IN_ALL, Span, overlap
from ecabinet.meetings.policy import is_called, visible_to
from ecabinet.venues.queries import find_venue

DAYS = 7


class View(StrEnum):
    WEEK = "week"
    MONTH = "month"


class Clash(StrEnum):
    """Why two sessions cannot both be as they are planned."""

    ROOM = "room"
    PERSON = "person"


@dataclass(frozen=True)
class Whose:
    """Whose calendar: `kind` is me, body, room or person; `name` stands in its head."""

    kind: str
    id: str
    name: str = ""


@dataclass
class Entry:
    """One sitting on one day. `meeting` None: somebody is busy, and with what is not for this reader to know."""

    meeting: Meeting | None
    begins_at: datetime
    ends_at: datetime
    clashes: set[Clash] = field(default_factory=set)


@dataclass(frozen=True)
class Day:
    day: date
    inside: bool  # of the month that is shown
    works: bool | None  # None: the year's holidays are not known
    holiday: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Calendar:
    """The days of a view, and the years of which nobody can say which days are worked."""

    view: View
    whose: Whose
    first: date
    days: Sequence[Day]
    missing_years: Sequence[int]
    before: date
    after: date

    @property
    def clashes(self) -> int:
        return sum(bool(each.clashes) for day in self.days for each in day.entries)


def look_at_calendar(
    actor: Actor, whose: Whose, view: View, day: date, language: str
) -> Calendar:
    """Return what `actor` may see of a week or a month, in a constant number of statements."""
    days = _days(view, day)
    start, end = _midnight(days[0]), _midnight(days[-1] + timedelta(days=1))
    meetings = _meetings(actor, whose, start, end)
    entries = [
        Entry(each, *span) for each in meetings for span in each.spans if overlap([span], [(start, end)])
    ]
    entries += [Entry(None, *span) for span in _busy(actor, whose, (start, end), meetings)]
    _mark_clashes(actor, entries, whose)
    return _calendar(actor, (view, day, days), whose, entries, language)


def choose_whose(actor: Actor, asked: str) -> Whose:
    """Return whose calendar was asked for, as `kind:id`; Missing where it is not the actor's to look at."""
    kind, _, thing_id = asked.partition(":")
    if kind in {"", "me"}:
        return Whose("me", actor.id)
    if kind == "room":
        return Whose(kind, thing_id, find_venue(actor, thing_id).name)
    if kind == "body" and thing_id in actor.bodies():
        return Whose(kind, thing_id, session().get_one(Body, thing_id).name)
    if kind == "person":
        return Whose(kind, thing_id, _person(actor, thing_id))
    raise Missing


def list_people(actor: Actor) -> Sequence[tuple[str, str]]:
    """Return whose calendars the secretariat may look at: those who hold a post in its bodies; id and name."""
    held = Post.body_id.in_(actor.bodies(SECRETARIAT)) & current_on(today())
    query = select(Account.id, Account.name).join(Post, Post.account_id == Account.id).where(held)
    return [(each.id, each.name) for each in session().execute(query.distinct().order_by(Account.name))]


def _person(actor: Actor, account_id: str) -> str:
    for found, name in list_people(actor):
        if found == account_id:
            return name
    raise Missing


def _days(view: View, day: date) -> list[date]:
    if view is View.WEEK:
        monday = day - timedelta(days=day.weekday())
        return [monday + timedelta(days=n) for n in range(DAYS)]
    weeks = months.Calendar().monthdatescalendar(day.year, day.month)
    return [each for week in weeks for each in week]


def _meetings(actor: Actor, whose: Whose, start: datetime, end: datetime) -> Sequence[Meeting]:
    query = (
        select(Meeting)
        .where(visible_to(actor), _of(actor, whose))
        .where(Meeting.starts_at >= start - LONGEST_IN_ALL, Meeting.starts_at < end)
        .options(selectinload(Meeting.parts))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return session().scalars(query).all()


def _of(actor: Actor, whose: Whose) -> ColumnElement[bool]:
    if whose.kind == "room":
        return Meeting.venue_id == whose.id
    if whose.kind == "body":
        return Meeting.body_id == whose.id
    if whose.kind == "me":
        return or_(is_called(actor), Meeting.chair_id == actor.id)
    return or_(_calls(whose.id), Meeting.chair_id == whose.id)


def _calls(account_id: str) -> ColumnElement[bool]:
    return Meeting.invitations.any(Invitation.account_id == account_id)


def _busy(
    actor: Actor, whose: Whose, inside: Span, seen: Sequence[Meeting]
) -> Sequence[Span]:
    """Return when a person sits in sessions that this reader may not see; the desk learns no more than that."""
    if whose.kind != "person":
        return []
    query = (
        select(Meeting)
        .where(_calls(whose.id), ~visible_to(actor))
        .where(Meeting.state.not_in(PREPARING | CALLED_OFF))
        .where(Meeting.starts_at >= inside[0] - LONGEST_IN_ALL, Meeting.starts_at < inside[1])
        .options(selectinload(Meeting.parts))
    )
    known = {each.id for each in seen}
    hidden = [each for each in session().scalars(query) if each.id not in known]
    return [span for each in hidden for span in each.spans if overlap([span], [inside])]


def _mark_clashes(actor: Actor, entries: Sequence[Entry], whose: Whose) -> None:
    stands = [each for each in entries if each.meeting is None or each.meeting.state not in CALLED_OFF]
    pairs = [
        (some, other)
        for some, other in combinations(stands, 2)
        if (some.meeting is None or some.meeting is not other.meeting)
        and overlap([(some.begins_at, some.ends_at)], [(other.begins_at, other.ends_at)])
    ]
    called = _called_to([each.meeting for pair in pairs for each in pair if each.meeting], whose)
    for some, other in pairs:
        found = _clashes_of(some.meeting, other.meeting, whose, called)
        some.clashes |= found
        other.clashes |= found


def _clashes_of(
    some: Meeting | None, other: Meeting | None, whose: Whose, called: Mapping[str, set[str]]
) -> set[Clash]:
    found = set()
    if whose.kind in {"me", "person"}:
        found.add(Clash.PERSON)
    if some and other:
        if some.venue_id and some.venue_id == other.venue_id:
            found.add(Clash.ROOM)
        if called.get(some.id, set()) & called.get(other.id, set()):
            found.add(Clash.PERSON)
    return found


def _called_to(meetings: Sequence[Meeting], whose: Whose) -> Mapping[str, set[str]]:
    """Return who is called to sessions that overlap, by session; nobody asks where one person's day is shown."""
    called: dict[str, set[str]] = defaultdict(set)
    if not meetings or whose.kind in {"me", "person"}:
        return called
    query = select(Invitation.meeting_id, Invitation.account_id).where(
        Invitation.meeting_id.in_({each.id for each in meetings})
    )
    for meeting_id, account_id in session().execute(query):
        called[meeting_id].add(account_id)
    return called


def _calendar(
    actor: Actor,
    shown: tuple[View, date, Sequence[date]],
    whose: Whose,
    entries: Sequence[Entry],
    language: str,
) -> Calendar:
    view, day, days = shown
    body = _working_body(actor, whose)
    working = WorkingCalendar.of(body) if body else None
    years = sorted({each.year for each in days})
    missing = [each for each in years if working and not working.knows(each)]
    names: dict[date, str] = {}
    for year in years:
        names |= holiday_names(body.country, year, language) if body else {}
    by_day = _by_day(entries)
    made = [
        Day(
            each,
            view is View.WEEK or each.month == day.month,
            None if working is None or each.year in missing else working.works(each),
            names.get(each, ""),
            by_day.get(each, []),
        )
        for each in days
    ]
    before, after = _around(view, day)
    return Calendar(view, whose, day, made, missing, before, after)


def _by_day(entries: Sequence[Entry]) -> Mapping[date, list[Entry]]:
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda each: (each.begins_at, each.ends_at)):
        by_day[day_of(entry.begins_at)].append(entry)
    return by_day


def _working_body(actor: Actor, whose: Whose) -> Body | None:
    """Return the body whose working days are shown: the one asked for, or in which the actor acts first."""
    face = actor.face.body_id if actor.face else None
    body_id = whose.id if whose.kind == "body" else face or min(actor.bodies(), default=None)
    return session().get(Body, body_id) if body_id else None


def _around(view: View, day: date) -> tuple[date, date]:
    if view is View.WEEK:
        return day - timedelta(days=DAYS), day + timedelta(days=DAYS)
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)


def _midnight(day: date) -> datetime:
    """Return when a day begins where the people are."""
    return datetime.combine(day, time(), local(now()).tzinfo)
