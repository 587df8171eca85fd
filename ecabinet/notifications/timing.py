"""When a letter may go out: by quiet hours, and by the hour at which somebody wants them all together."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR_M = 60
SATURDAY = 5
WEEK = 7


@dataclass(frozen=True)
class Hours:
    """What somebody wants, in minutes after midnight by the clock of `zone`."""

    zone: str
    quiet: tuple[int, int] | None = None  # from, until; it may cross midnight
    digest_at: int | None = None
    every_day: bool = False  # else from Monday to Friday


def when(at: datetime, hours: Hours) -> datetime:
    """Return when a letter about what happened `at` goes out; `at` itself: at once."""
    due = at if hours.digest_at is None else _next_digest(at, hours, hours.digest_at)
    return end_of_quiet(due, hours) or due


def end_of_quiet(at: datetime, hours: Hours) -> datetime | None:
    """Return when the quiet hours end that `at` lies in; None outside of them."""
    if hours.quiet is None:
        return None
    begin, end = hours.quiet
    local = at.astimezone(ZoneInfo(hours.zone))
    minute = local.hour * HOUR_M + local.minute
    crosses = begin > end
    inside = (minute >= begin or minute < end) if crosses else begin <= minute < end
    if not inside:
        return None
    return _moment(local, end, days=int(crosses and minute >= begin))


def _next_digest(at: datetime, hours: Hours, minute: int) -> datetime:
    local = at.astimezone(ZoneInfo(hours.zone))
    for days in range(WEEK + 1):
        due = _moment(local, minute, days)
        if due > at and (hours.every_day or due.weekday() < SATURDAY):
            return due
    raise AssertionError  # a week has a working day


def _moment(local: datetime, minute: int, days: int) -> datetime:
    """Return that minute of the day so many days after `local`, whatever the clocks do in between."""
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, time(minute // HOUR_M, minute % HOUR_M), local.tzinfo)
