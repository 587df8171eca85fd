"""Whether nobody objects, why not, and what that saves. Knows no database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ecabinet.agenda.models import Group, Item, Stand, State

AGREES = frozenset({Stand.NO_OBJECTION, Stand.NOT_MY_FIELD})
ADOPTING_MINUTES = 5  # what reading the list out and adopting it takes, however long it is


@dataclass(frozen=True)
class Gathered:
    """What was said of one item: who said nothing, who wants to be heard, how many agreed or left it to others."""

    silent: tuple[str, ...]
    heard: tuple[tuple[str, Stand], ...]
    agreed: int
    elsewhere: int

    @property
    def is_unanimous(self) -> bool:
        """Whether everybody asked has spoken, nobody wants to be heard, and somebody whose field it is agrees."""
        return not self.silent and not self.heard and self.agreed > 0

    @property
    def basis(self) -> dict[str, int]:
        return {Stand.NO_OBJECTION: self.agreed, Stand.NOT_MY_FIELD: self.elsewhere}


@dataclass(frozen=True)
class Forecast:
    """How long the session takes, in minutes: as it was planned, and with the list adopted together."""

    planned: int
    expected: int

    @property
    def saves(self) -> bool:
        return self.expected < self.planned


def gather(
    voters: Iterable[str], recused: Collection[str], stands: Mapping[str, Stand]
) -> Gathered:
    """Look at what those said who are called to vote and take part. What others said is not asked."""
    asked = [each for each in voters if each not in recused]
    said = [(each, stands[each]) for each in asked if each in stands]
    return Gathered(
        silent=tuple(each for each in asked if each not in stands),
        heard=tuple((who, stand) for who, stand in said if stand not in AGREES),
        agreed=sum(stand is Stand.NO_OBJECTION for _, stand in said),
        elsewhere=sum(stand is Stand.NOT_MY_FIELD for _, stand in said),
    )


def is_asked(item: Item) -> bool:
    """Whether the body is asked for something: what is for information is not adopted."""
    return item.group is not Group.INFORMATION


def may_stand(item: Item) -> bool:
    """Whether an item may be adopted without debate as things are.

    It is open, not on the table, known to everybody, and the chair who would put it takes part in it.
    """
    waits = item.state is State.PLACED and item.outcome is None
    known = not item.is_restricted and not item.is_recused(item.meeting.chair_id)
    return is_asked(item) and waits and known


def forecast(items: Iterable[tuple[int, bool]]) -> Forecast:
    """Reckon from each item's minutes, and whether it stands on the list."""
    lengths = list(items)
    planned = sum(minutes for minutes, _ in lengths)
    left = sum(minutes for minutes, listed in lengths if not listed)
    together = ADOPTING_MINUTES if any(listed for _, listed in lengths) else 0
    return Forecast(planned, min(planned, left + together))
