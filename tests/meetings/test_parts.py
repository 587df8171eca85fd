"""Sittings of a session: what may stand, what each is called, whether two sessions meet."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from ecabinet.core.errors import Invalid
from ecabinet.meetings.parts import LONGEST_IN_ALL, MOST, Half, checked, named, overlap, span_of

pytestmark = pytest.mark.once
HANOI, BERLIN = "Asia/Ho_Chi_Minh", "Europe/Berlin"
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


def at(day, begins, ends, zone=HANOI):
    return span_of(day, time.fromisoformat(begins), time.fromisoformat(ends), zone)


MORNING, AFTERNOON = at(MONDAY, "08:00", "11:30"), at(MONDAY, "14:00", "17:00")
NIGHT, NEXT = at(MONDAY, "22:00", "01:00"), at(TUESDAY, "08:00", "11:00")


def test_sittings_stand_in_their_order_however_they_were_written():
    assert checked([NEXT, AFTERNOON, MORNING]) == [MORNING, AFTERNOON, NEXT]
    assert checked([]) == []


@pytest.mark.parametrize(
    ("spans", "field"),
    [
        ([MORNING, at(MONDAY, "11:00", "12:00")], "begins-2"),
        ([at(MONDAY, "11:00", "12:00"), MORNING], "begins-1"),
        ([MORNING, MORNING], "begins-2"),
        ([NIGHT, at(TUESDAY, "00:30", "02:00")], "begins-2"),
        ([at(MONDAY, "08:00", "08:00")], "ends-1"),  # read as a whole day
        ([at(MONDAY, "08:00", "07:00")], "ends-1"),
        ([MORNING, at(MONDAY + LONGEST_IN_ALL, "08:00", "11:00")], "day-2"),
        ([MORNING] * (MOST + 1), "parts"),
    ],
)
def test_what_cannot_stand_says_in_which_row(spans, field):
    with pytest.raises(Invalid) as no:
        checked(spans)
    assert list(no.value.problems) == [field]


def test_one_may_begin_when_the_other_ends_and_a_night_sitting_goes_over_midnight():
    follows = at(MONDAY, "11:30", "12:00")
    assert checked([MORNING, follows, NIGHT, NEXT])[2][1].date() == TUESDAY
    assert not overlap([MORNING], [follows])
    assert overlap([NIGHT], [at(TUESDAY, "00:59", "02:00")])


def test_a_session_of_several_days_leaves_its_breaks_to_others():
    assert not overlap([MORNING, NEXT], [AFTERNOON])
    assert overlap([MORNING, NEXT], [AFTERNOON, at(TUESDAY, "10:00", "12:00")])


def test_sittings_are_called_by_day_and_half_by_the_bodys_clock():
    called = named([MORNING, AFTERNOON, NIGHT, NEXT], HANOI)
    assert [(each.number, each.half, each.is_first_of_day) for each in called] == [
        (1, Half.MORNING, True),
        (1, Half.AFTERNOON, False),
        (1, Half.EVENING, False),
        (2, Half.MORNING, True),
    ]
    early = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # half past six in Hà Nội, on Tuesday
    assert named([(early, early + timedelta(hours=1))], HANOI)[0].half is Half.MORNING


def test_a_time_that_the_clocks_leave_out_is_refused_and_one_they_show_twice_is_the_first():
    with pytest.raises(Invalid):
        at(date(2027, 3, 28), "02:30", "04:00", BERLIN)
    begins, ends = at(date(2026, 10, 25), "01:30", "03:30", BERLIN)
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=3)
