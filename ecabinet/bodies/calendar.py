"""Working days: Monday to Friday, without the country's public holidays, as the body corrected them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import select

from ecabinet.bodies.models import Body, DayOff
from ecabinet.core.database import session

WEEKEND = 5  # Saturday's number
END_OF_WORK = time(17, 0)


class WorkingCalendar:
    """The days on which one body works. Made once where several days are reckoned."""

    def __init__(self, country: str, corrections: Mapping[date, bool]) -> None:
        self._country = country
        self._corrections = corrections

    @classmethod
    def of(cls, body: Body) -> "WorkingCalendar":
        rows = session().execute(select(DayOff.day, DayOff.works).where(DayOff.body_id == body.id))
        return cls(body.country, dict(rows.all()))

    def works(self, day: date) -> bool:
        """Whether the body works on that day."""
        if day in self._corrections:
            return self._corrections[day]
        return day.weekday() < WEEKEND and day not in _holidays(self._country, day.year)

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def before(self, day: date, count: int) -> date:
        """Return the `count`-th working day before `day`."""
        while count > 0:
            day -= timedelta(days=1)
            count -= self.works(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and with `end`; negative when `end` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def end_of_work(day: date, zone: str) -> datetime:
    """Return the moment a due date passes: 17:00 in the body's own time."""
    return datetime.combine(day, END_OF_WORK, ZoneInfo(zone))


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))
