"""When items are due, without a database."""

from datetime import datetime, timedelta, timezone

import pytest

from ecabinet.agenda.timing import Span, minutes_over, schedule

pytestmark = pytest.mark.once

HANOI = timezone(timedelta(hours=7))


def at(clock, day=1):
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 12, day, hour, minute, tzinfo=HANOI)


def due(minutes, *spans):
    return [
        f"{each.begins:%d %H:%M}–{each.ends:%H:%M}"
        for each in schedule(minutes, [Span(*span) for span in spans])
    ]


MORNING, AFTERNOON = (at("08:00"), at("11:00")), (at("14:00"), at("17:00"))
NEXT_DAY = (at("08:00", 2), at("11:00", 2))


@pytest.mark.parametrize(
    ("minutes", "spans", "expected"),
    [
        ((30, 0, 45), [(at("08:00"),)], ["01 08:00–08:30", "01 08:30–08:30", "01 08:30–09:15"]),
        ((), [(at("08:00"),)], []),
        ((45,), [(at("23:40"),)], ["01 23:40–00:25"]),
        ((180, 30), [MORNING, AFTERNOON], ["01 08:00–11:00", "01 14:00–14:30"]),
        ((150, 60, 20), [MORNING, AFTERNOON], ["01 08:00–10:30", "01 14:00–15:00", "01 15:00–15:20"]),
        ((240, 10), [MORNING, AFTERNOON], ["01 08:00–12:00", "01 14:00–14:10"]),
        ((400, 10), [MORNING, AFTERNOON], ["01 08:00–14:40", "01 14:40–14:50"]),
        ((10, 240, 10), [MORNING, AFTERNOON, NEXT_DAY], ["01 08:00–08:10", "01 14:00–18:00", "02 08:00–08:10"]),
        ((100, 170, 300), [MORNING, AFTERNOON], ["01 08:00–09:40", "01 14:00–16:50", "01 16:50–21:50"]),
    ],
)  # fmt: skip
def test_items_follow_each_other_and_are_not_torn_by_a_break(minutes, spans, expected):
    assert due(minutes, *spans) == expected


@pytest.mark.parametrize(
    ("ends", "planned", "over"),
    [("11:00", "11:00", 0), ("10:59", "11:00", 0), ("11:25", "11:00", 25), ("11:25", None, 0)],
)
def test_by_how_much_it_passes_the_planned_end(ends, planned, over):
    assert minutes_over(at(ends), at(planned) if planned else None) == over
