"""What may be drawn as a seat map, and in which order its seats are taken."""

from types import SimpleNamespace

import pytest

from ecabinet.core.errors import Invalid
from ecabinet.venues.seat_map import by_precedence, checked, full

pytestmark = pytest.mark.once
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("size", "labels", "field"),
    [
        ((0, 5), {(1, 1): "A1"}, "rows"),
        ((5, 0), {(1, 1): "A1"}, "rows"),
        ((200, 200), {(1, 1): "A1"}, "rows"),
        ((-1, 5), {(1, 1): "A1"}, "rows"),
        ((2, 2), {}, "seats"),
        ((2, 2), {(1, 1): "  "}, "seats"),
        ((2, 2), {(1, 1): "A1", (2, 2): "a1 "}, "seats"),
        ((2, 2), {(3, 1): "A1"}, "seats"),
        ((2, 2), {(0, 1): "A1"}, "seats"),
        ((2, 2), {(1, 1): SCRIPT}, "seats"),
        ((2, 2), {(1, 1): "G" * 13}, "seats"),
    ],
)
def test_what_cannot_be_drawn(size, labels, field):
    with pytest.raises(Invalid) as no:
        checked(size, labels)
    assert list(no.value.problems) == [field]


def test_the_largest_map_there_is():
    assert len(checked((30, 30), full(30, 30))) == 900
    assert full(28, 1)[(28, 1)] == "AB1"


def test_rank_takes_the_middle_of_the_first_row_first():
    seats = [SimpleNamespace(row=row, column=column) for row in (2, 1) for column in range(1, 6)]
    order = [(each.row, each.column) for each in by_precedence(seats)]
    assert order[:5] == [(1, 3), (1, 4), (1, 2), (1, 5), (1, 1)]
    assert order[5] == (2, 3)
