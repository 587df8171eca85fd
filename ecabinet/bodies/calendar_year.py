"""A year as a body works it: its public holidays by name, and what the body corrected."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays
from sqlalchemy import select

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.calendar import WEEKEND, WorkingCalendar
from ecabinet.bodies.models import DayOff
from ecabinet.bodies.queries import find_body
from ecabinet.core.database import session

LANGUAGES = {"vi": "vi", "en": "en_US"}  # as the library names them


@dataclass(frozen=True)
class CalendarDay:
    """One day of a month's page."""

    day: date
    works: bool
    holiday: str = ""  # its name, in the reader's language where that is known
    correction: DayOff | None = None

    @property
    def is_weekend(self) -> bool:
        return self.day.weekday() >= WEEKEND

    @property
    def is_special(self) -> bool:
        """Whether it is other than its weekday says."""
        return bool(self.holiday) or self.correction is not None


@dataclass(frozen=True)
class Month:
    first: date
    weeks: Sequence[Sequence[CalendarDay | None]]  # from Monday; None belongs to another month

    @property
    def special(self) -> list[CalendarDay]:
        return [day for week in self.weeks for day in week if day and day.is_special]


def list_months(actor: Actor, body_id: str, year: int, language: str) -> list[Month]:
    """Return a body's year."""
    body = find_body(actor, body_id)
    rows = session().scalars(
        select(DayOff).where(
            DayOff.body_id == body.id, DayOff.day.between(date(year, 1, 1), date(year, 12, 31))
        )
    )
    corrections = {each.day: each for each in rows}
    names = holiday_names(body.country, year, language)
    works = WorkingCalendar(body.country, {day: each.works for day, each in corrections.items()})

    def look(day: date) -> CalendarDay:
        known = day in corrections or works.knows(day.year)
        works_then = works.works(day) if known else day.weekday() < WEEKEND
        return CalendarDay(day, works_then, names.get(day, ""), corrections.get(day))

    weeks = calendar.Calendar().monthdatescalendar
    return [
        Month(
            date(year, month, 1),
            [
                [look(day) if day.month == month else None for day in week]
                for week in weeks(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def knows_year(actor: Actor, body_id: str, year: int) -> bool:
    """Whether a year's public holidays are known; a page that shows one that is not has to say so."""
    return WorkingCalendar.of(find_body(actor, body_id)).knows(year)


@cache
def holiday_names(country: str, year: int, language: str) -> dict[date, str]:
    """Return the public holidays of a year; in the country's own language where the reader's is not known."""
    known = holidays.country_holidays(country).supported_languages
    wanted = LANGUAGES.get(language, language)
    spoken = wanted if wanted in known else None
    return dict(holidays.country_holidays(country, years=year, language=spoken))
