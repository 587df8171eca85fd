"""How long is left for a dossier in working days, and when somebody is reminded. Knows no database.

The secretariat checks what was handed in within 2 working days, it is on an agenda within 5, and who is asked answers
within 3 (Decree 191/2026 art. 14–15); each number is a rule of the body. Where the public holidays of a year are not
known no day is guessed: it stays open, and the year is said.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ecabinet.bodies.calendar import WorkingCalendar, end_of_work
from ecabinet.core.clock import day_of, now
from ecabinet.core.errors import Refused
from ecabinet.lodging.models import Lodging
from ecabinet.meetings.models import Kind, Meeting

MORNING = time(8, 0)  # when the day before a due day is told of


@dataclass(frozen=True)
class Left:
    """What is left of a time: working days after today, negative once it is over."""

    days: int
    due_on: date

    @property
    def is_over(self) -> bool:
        return self.days < 0

    @property
    def is_short(self) -> bool:
        return self.days <= 1


def start_clock(lodging: Lodging, calendar: WorkingCalendar) -> None:
    """Reckon from today when what was handed in is to be checked, and when it is to be on an agenda."""
    rules, day = lodging.body.rules, day_of(now())
    lodging.due_on = ahead(calendar, day, rules.check_days)
    lodging.submit_on = ahead(calendar, day, rules.submit_days)
    remind_of(lodging, calendar)


def go_on_to_submit(lodging: Lodging, calendar: WorkingCalendar) -> None:
    """Once it is accepted, what is due is its place on an agenda."""
    lodging.due_on = lodging.submit_on
    remind_of(lodging, calendar)


def remind_of(lodging: Lodging, calendar: WorkingCalendar) -> None:
    """Say when somebody is next reminded: a working day before the due day, and when it is over."""
    lodging.remind_at = None
    if due_on := lodging.due_on:
        zone = lodging.body.timezone
        before = back(calendar, due_on, 1) or due_on
        moments = (datetime.combine(before, MORNING, ZoneInfo(zone)), end_of_work(due_on, zone))
        lodging.remind_at = next((each for each in moments if each > now()), None)


def remind_of_return(lodging: Lodging, calendar: WorkingCalendar) -> None:
    """An agency is reminded of what came back once, after as long as the secretariat has for checking."""
    lodging.remind_at = None
    if day := ahead(calendar, day_of(now()), lodging.body.rules.check_days):
        lodging.remind_at = datetime.combine(day, MORNING, ZoneInfo(lodging.body.timezone))


def left(calendar: WorkingCalendar, due_on: date | None) -> Left | None:
    """Return how many working days lie between today and `due_on`; None where there is no such day."""
    if due_on is None:
        return None
    day = day_of(now())
    try:
        days = calendar.between(day, due_on)
    except Refused:
        return None
    return Left(days or (-1 if day > due_on else 0), due_on)


def papers_due_on(meeting: Meeting, calendar: WorkingCalendar) -> date | None:
    """Return the last day on which papers for a session come in time."""
    rules = meeting.body.rules
    extraordinary = meeting.kind is Kind.UNSCHEDULED
    asked = rules.extraordinary_ahead_days if extraordinary else rules.papers_ahead_days
    return back(calendar, day_of(meeting.starts_at), asked)


def ahead(calendar: WorkingCalendar, day: date, count: int) -> date | None:
    """Return the `count`-th working day after `day`; None where the holidays of its year are not known."""
    try:
        return calendar.after(day, count)
    except Refused:
        return None


def back(calendar: WorkingCalendar, day: date, count: int) -> date | None:
    """Return the `count`-th working day before `day`; None where the holidays of its year are not known."""
    try:
        return calendar.before(day, count)
    except Refused:
        return None
