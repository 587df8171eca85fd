"""Working days are Monday to Friday without the holidays, as the body corrected them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ecabinet.bodies.calendar import WorkingCalendar, end_of_work
from ecabinet.bodies.models import Body, DayOff
from ecabinet.core.database import reading, session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run

PLAIN = WorkingCalendar("VN", {})
THURSDAY = date(2026, 6, 11)
NATIONAL_DAY = date(2026, 9, 2)  # a Wednesday, given with the day before or after it
TET = date(2026, 2, 17)  # the first day of the year of the Horse, a Tuesday
FIRST_OF_MAY = date(2026, 5, 1)


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_a_week_works_from_monday_to_friday():
    week = days(date(2026, 6, 8), date(2026, 6, 14))
    assert [PLAIN.works(day) for day in week] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 30),
        FIRST_OF_MAY,
        NATIONAL_DAY,
        *days(TET - timedelta(days=1), TET + timedelta(days=3)),
    ],
)
def test_nobody_works_on_a_public_holiday(day):
    assert day.weekday() < 5
    assert not PLAIN.works(day)


def test_the_week_around_the_holidays_of_tet_works():
    assert PLAIN.works(date(2026, 2, 12))
    assert PLAIN.works(date(2026, 2, 24))


def test_a_body_corrects_the_calendar_both_ways():
    saturday = date(2026, 8, 22)
    corrected = WorkingCalendar("VN", {THURSDAY: False, saturday: True, NATIONAL_DAY: True})
    assert not corrected.works(THURSDAY)
    assert corrected.works(saturday)
    assert corrected.works(NATIONAL_DAY)
    assert corrected.works(THURSDAY + timedelta(days=1))


def test_corrections_are_one_bodys_own(cabinet):
    off = DayOff(id=new_id(), body_id=cabinet.body, day=THURSDAY, works=False)
    run(lambda: session().add(off))
    with reading():
        calendars = [
            WorkingCalendar.of(session().get_one(Body, each))
            for each in (cabinet.body, cabinet.other_body)
        ]
        assert [each.works(THURSDAY) for each in calendars] == [False, True]


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        (THURSDAY, 0, THURSDAY),
        (THURSDAY, 1, date(2026, 6, 12)),
        (THURSDAY, 2, date(2026, 6, 15)),
        (THURSDAY, 7, date(2026, 6, 22)),
        (date(2026, 6, 13), 1, date(2026, 6, 15)),  # from a Saturday
        (date(2026, 4, 29), 1, date(2026, 5, 4)),  # two holidays and a weekend lie between
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # into a year with holidays of its own
    ],
)
def test_days_are_counted_forward_from_the_day_after(day, count, reached):
    assert PLAIN.after(day, count) == reached


@pytest.mark.parametrize(
    ("day", "count", "reached"),
    [
        (THURSDAY, 0, THURSDAY),
        (THURSDAY, 1, date(2026, 6, 10)),
        (THURSDAY, 4, date(2026, 6, 5)),
        (date(2026, 6, 14), 1, date(2026, 6, 12)),  # from a Sunday
        (date(2026, 5, 4), 1, date(2026, 4, 29)),
        (date(2027, 1, 4), 1, date(2026, 12, 31)),
    ],
)
def test_days_are_counted_back_from_the_day_before(day, count, reached):
    assert PLAIN.before(day, count) == reached


def test_a_correction_moves_what_is_counted():
    corrected = WorkingCalendar("VN", {date(2026, 6, 12): False, date(2026, 6, 13): True})
    assert corrected.after(THURSDAY, 1) == date(2026, 6, 13)
    assert corrected.before(date(2026, 6, 15), 1) == date(2026, 6, 13)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (THURSDAY, THURSDAY, 0),
        (THURSDAY, date(2026, 6, 12), 1),
        (THURSDAY, date(2026, 6, 14), 1),
        (THURSDAY, date(2026, 6, 18), 5),
        (date(2026, 6, 18), THURSDAY, -5),
        (date(2026, 4, 29), date(2026, 5, 4), 1),
        (date(2026, 6, 13), date(2026, 6, 14), 0),
    ],
)
def test_the_days_between_leave_out_the_first_and_count_the_last(start, end, count):
    assert PLAIN.between(start, end) == count


@pytest.mark.parametrize("day", days(date(2026, 2, 9), date(2026, 2, 28)))
@pytest.mark.parametrize("count", [1, 2, 5, 10])
def test_counting_forward_back_and_between_agree(day, count):
    reached = PLAIN.after(day, count)
    assert PLAIN.works(reached)
    assert PLAIN.between(day, reached) == count
    assert PLAIN.before(reached + timedelta(days=1), 1) == reached


def test_the_day_ends_at_five_in_the_bodys_own_time():
    assert end_of_work(THURSDAY, "Asia/Ho_Chi_Minh") == datetime(2026, 6, 11, 10, 0, tzinfo=UTC)
