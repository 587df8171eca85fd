"""The sittings of a session that has several, without a database: what may stand, and what each is called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_
from ecabinet.meetings.place_models import MeetingPart

Span = tuple[datetime, datetime]

MOST = 40
LONGEST = timedelta(hours=12)
LONGEST_IN_ALL = timedelta(days=31)
NOON, EVENING = 12, 18

TOO_MANY = N_("A session has at most 40 sittings.")
NO_END = N_("A sitting ends after it begins, at most twelve hours later.")
OVERLAP = N_("This sitting begins before the one before it has ended.")
TOO_FAR = N_("All sittings of a session lie within 31 days.")
NO_SUCH_TIME = N_("The clocks are put forward then: this time does not exist on that day.")


class Half(StrEnum):
    """Which part of a day it is."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True)
class Sitting:
    """One sitting as it is named: on which day of the session, and in which part of that day."""

    number: int  # of the day, counted from 1
    half: Half
    begins_at: datetime
    ends_at: datetime
    is_first_of_day: bool


def span_of(day: date, begins: time, ends: time, zone: str) -> Span:
    """Return a sitting as it was written down. One that ends no later by the clock than it begins ends the next day."""
    here = ZoneInfo(zone)
    last = day + timedelta(days=1) if ends <= begins else day
    span = (datetime.combine(day, begins, here), datetime.combine(last, ends, here))
    if not all(map(_exists, span)):
        raise Invalid(NO_SUCH_TIME)
    return span


def checked(spans: Sequence[Span]) -> list[Span]:
    """Return the sittings in their order. Invalid says which row cannot stand: `begins-2` is that of the second."""
    if len(spans) > MOST:
        raise Invalid(parts=TOO_MANY)
    rows = sorted(enumerate(spans, 1), key=lambda each: each[1])
    problems: dict[str, str] = {}
    for place, (number, span) in enumerate(rows):
        problems |= _problem(number, span, [each for _, each in rows[:place]])
    if problems:
        raise Invalid(**problems)
    return [span for _, span in rows]


def named(spans: Sequence[Span], zone: str) -> list[Sitting]:
    """Return what sittings are called where the people are: the first day, in the morning."""
    here, days = ZoneInfo(zone), []
    sittings = []
    for begins, ends in spans:
        local = begins.astimezone(here)
        is_first = local.date() not in days
        if is_first:
            days.append(local.date())
        number = days.index(local.date()) + 1
        sittings.append(Sitting(number, _half(local.hour), begins, ends, is_first))
    return sittings


def shift(sittings: Iterable[MeetingPart], by: timedelta) -> None:
    """Let sittings keep their distance from the beginning of a session that is moved."""
    for each in sittings:
        each.begins_at += by
        each.ends_at += by


def overlap(some: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether two sessions sit at the same time at any moment; one may begin when the other ends."""
    return any(
        begins < their_end and their_begin < ends
        for begins, ends in some
        for their_begin, their_end in others
    )


def _problem(number: int, span: Span, before: Sequence[Span]) -> dict[str, str]:
    begins, ends = span
    if not timedelta(0) < ends - begins <= LONGEST:
        return {f"ends-{number}": NO_END}
    if before and begins < max(each for _, each in before):
        return {f"begins-{number}": OVERLAP}
    if before and ends - before[0][0] > LONGEST_IN_ALL:
        return {f"day-{number}": TOO_FAR}
    return {}


def _half(hour: int) -> Half:
    if hour < NOON:
        return Half.MORNING
    return Half.AFTERNOON if hour < EVENING else Half.EVENING


def _exists(moment: datetime) -> bool:
    """Whether that day's clocks show the time at all: going round by UTC leads back to it."""
    there = moment.astimezone(ZoneInfo("UTC")).astimezone(moment.tzinfo)
    return there.replace(tzinfo=None) == moment.replace(tzinfo=None)
