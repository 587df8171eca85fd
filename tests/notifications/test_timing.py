"""When a letter goes out: across midnight, over a weekend, where the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ecabinet.notifications.timing import Hours, when

pytestmark = pytest.mark.once

HANOI, BERLIN = "Asia/Ho_Chi_Minh", "Europe/Berlin"
NIGHT = (21 * 60, 6 * 60)
SIESTA = (12 * 60, 13 * 60 + 30)


def at(words, zone=HANOI):
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("happened", "hours", "goes_out"),
    [
        # the 23rd of November 2026 is a Monday
        ("2026-11-23T20:59", Hours(HANOI, NIGHT), "2026-11-23T20:59"),
        ("2026-11-23T21:00", Hours(HANOI, NIGHT), "2026-11-24T06:00"),
        ("2026-11-24T00:30", Hours(HANOI, NIGHT), "2026-11-24T06:00"),
        ("2026-11-24T05:59", Hours(HANOI, NIGHT), "2026-11-24T06:00"),
        ("2026-11-24T06:00", Hours(HANOI, NIGHT), "2026-11-24T06:00"),
        ("2026-11-24T12:10", Hours(HANOI, SIESTA), "2026-11-24T13:30"),
        ("2026-11-24T13:30", Hours(HANOI, SIESTA), "2026-11-24T13:30"),
        ("2026-11-23T06:59", Hours(HANOI, digest_at=7 * 60), "2026-11-23T07:00"),
        ("2026-11-23T07:00", Hours(HANOI, digest_at=7 * 60), "2026-11-24T07:00"),
        ("2026-11-27T08:00", Hours(HANOI, digest_at=7 * 60), "2026-11-30T07:00"),  # Friday
        ("2026-11-27T08:00", Hours(HANOI, None, 7 * 60, every_day=True), "2026-11-28T07:00"),
        ("2026-11-23T08:00", Hours(HANOI, NIGHT, 5 * 60), "2026-11-24T06:00"),
        ("2026-12-31T22:00", Hours(HANOI, NIGHT), "2027-01-01T06:00"),
    ],
)
def test_it_goes_out_when_it_may(happened, hours, goes_out):
    assert when(at(happened), hours) == at(goes_out)


def test_a_persons_own_clock_counts():
    """At midnight in Hanoi it is six in the evening in Berlin: nobody sleeps there."""
    happened = at("2026-11-24T00:00")
    assert when(happened, Hours(BERLIN, NIGHT)) == happened
    assert when(happened, Hours(HANOI, NIGHT)) > happened


def test_an_hour_that_the_clocks_skip_or_repeat_ends_the_night_all_the_same():
    spring = when(at("2026-03-29T01:30", BERLIN), Hours(BERLIN, NIGHT))
    assert spring == at("2026-03-29T06:00", BERLIN)
    autumn = when(at("2026-10-24T22:00", BERLIN), Hours(BERLIN, NIGHT))
    assert autumn == at("2026-10-25T06:00", BERLIN)
