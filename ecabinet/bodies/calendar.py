"""Working days: Monday to Friday, without the country's public holidays, as the body corrected them.

A year that the table of holidays does not hold is never guessed: what is reckoned in it is refused, and said.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import select

from ecabinet.bodies.models import Body, DayOff
from ecabinet.core.database import session
from ecabinet.core.errors import Refused
from ecabinet.core.words import N_

WEEKEND = 5  # Saturday's number
END_OF_WORK = time(17, 0)


class YearMissing(Refused):
    """The public holidays of a year are not known, so its working days cannot be reckoned."""

    default = N_(
        "The public holidays of the year %(year)s are not in the calendar yet, so working days cannot be reckoned. "
        "Please ask the administrator to enter them under “Working days and holidays”."
    )


class WorkingCalendar:
    """The days on which one body works. Made once where several days are reckoned."""

    def __init__(self, country: str, corrections: Mapping[date, bool]) -> None:
        self._country = country
        self._corrections = corrections
        self._corrected_years = {day.year for day in corrections}

    @classmethod
    def of(cls, body: Body) -> "WorkingCalendar":
        rows = session().execute(select(DayOff.day, DayOff.works).where(DayOff.body_id == body.id))
        return cls(body.country, dict(rows.all()))

    def knows(self, year: int) -> bool:
        """Whether the holidays of a year are known: from the country's table, or because the body entered its own."""
        return bool(_holidays(self._country, year)) or year in self._corrected_years

    def works(self, day: date) -> bool:
        """Whether the body works on that day. YearMissing where nobody can say."""
        if day in self._corrections:
            return self._corrections[day]
        if day.weekday() >= WEEKEND:
            return False
        if not self.knows(day.year):
            raise YearMissing(year=day.year)
        return day not in _holidays(self._country, day.year)

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

    def lacks(self, asked: int, start: date, end: date) -> int:
        """Return how many of `asked` working days are missing after `start` up to and with `end`.

        It looks no further than it must. Days of a year that is not known are not counted: they may be holidays.
        """
        day = start
        while asked > 0 and day < end:
            day += timedelta(days=1)
            try:
                asked -= self.works(day)
            except YearMissing:
                return asked
        return asked

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
    """Return a year's public holidays; none at all where the table does not reach so far."""
    return frozenset(holidays.country_holidays(country, years=year))
