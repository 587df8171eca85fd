"""A seat map, without a database: what may be drawn, and in which order its seats are taken."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_

MOST_ROWS, MOST_COLUMNS = 30, 30
LABEL_LENGTH = 12
Place = tuple[int, int]  # row and column, counted from 1

TOO_LARGE = N_("A seat map has from 1 to 30 rows and from 1 to 30 columns.")
TWICE = N_("Two seats have the same label. Please give each seat its own.")
OUTSIDE = N_("There is a seat outside the map.")
LONG_LABEL = N_("The label of a seat has at most 12 characters.")
NO_SEAT = N_("Please draw at least one seat.")


class Placed(Protocol):
    @property
    def row(self) -> int: ...

    @property
    def column(self) -> int: ...


S = TypeVar("S", bound=Placed)


def checked(size: Place, labels: Mapping[Place, str]) -> dict[Place, str]:
    """Return what is drawn, labels without spaces around them; Invalid says what cannot be kept.

    A place without a label holds no seat.
    """
    rows, columns = size
    if not (1 <= rows <= MOST_ROWS and 1 <= columns <= MOST_COLUMNS):
        raise Invalid(rows=TOO_LARGE)
    drawn = {place: label.strip() for place, label in labels.items() if label.strip()}
    if not drawn:
        raise Invalid(seats=NO_SEAT)
    if any(not (1 <= row <= rows and 1 <= column <= columns) for row, column in drawn):
        raise Invalid(seats=OUTSIDE)
    if any(len(label) > LABEL_LENGTH for label in drawn.values()):
        raise Invalid(seats=LONG_LABEL)
    if any(count > 1 for count in Counter(map(str.casefold, drawn.values())).values()):
        raise Invalid(seats=TWICE)
    return drawn


def full(rows: int, columns: int) -> dict[Place, str]:
    """Return a map in which every place is a seat: A1, A2 … in the first row, B1 in the second."""
    return {
        (row, column): f"{_letters(row)}{column}"
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
    }


def by_precedence(seats: Sequence[S]) -> list[S]:
    """Return the seats in the order in which rank takes them.

    The first row comes before the second; in a row the middle comes first, then by turns to the right and the left.
    """
    width = max((each.column for each in seats), default=0)
    middle = (width + 1) / 2
    return sorted(seats, key=lambda each: (each.row, abs(each.column - middle), -each.column))


def _letters(row: int) -> str:
    """Return A … Z, AA … for a row's number."""
    before, letter = divmod(row - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + letter)
