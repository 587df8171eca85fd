"""The order of an agenda and its numbers: 1, 2, 3 … and 4a for what came late after 4. Knows no database."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import count
from string import ascii_lowercase

from ecabinet.agenda.models import Group, Item

ORDER = tuple(Group)


class Way(StrEnum):
    """Where one step leads."""

    UP = "up"
    DOWN = "down"


def arranged(items: Sequence[Item]) -> list[Item]:
    """Return the items group by group, each group in its own order."""
    return sorted(items, key=lambda each: (ORDER.index(each.group), each.place))


def settle(items: Sequence[Item]) -> list[Item]:
    """Give every item the place it is shown at, counted from 1, and return them in that order."""
    in_order = arranged(items)
    for place, item in enumerate(in_order, start=1):
        item.place = place
    return in_order


def move(items: Sequence[Item], item: Item, place: int) -> list[Item]:
    """Put `item` at `place` of the whole agenda, or as near to it as its group reaches."""
    others = [each for each in settle(items) if each is not item]
    before = [each for each in others[: max(place - 1, 0)] if each.group is item.group]
    return put(items, item, item.group, before[-1] if before else None)


def put(items: Sequence[Item], item: Item, group: Group, after: Item | None) -> list[Item]:
    """Put `item` into `group`, after another of that group (None: at its beginning); the rest keep their order."""
    others = [each for each in settle(items) if each is not item]
    own = [each for each in others if each.group is group]
    own.insert(own.index(after) + 1 if after is not None else 0, item)
    item.group = group
    rest = [each for each in others if each.group is not group]
    for place, each in enumerate([*rest, *own], start=1):
        each.place = place
    return settle([*rest, *own])


def step(items: Sequence[Item], item: Item, way: Way) -> tuple[Group, Item | None]:
    """Return where one step up or down leads: past its neighbour, or into the group beside it. `put` takes it there."""
    groups = {group: [each for each in arranged(items) if each.group is group] for group in ORDER}
    own = groups[item.group]
    at = own.index(item)
    if way is Way.UP and at:
        return item.group, own[at - 2] if at > 1 else None
    if way is Way.DOWN and at + 1 < len(own):
        return item.group, own[at + 1]
    beside = ORDER.index(item.group) + (1 if way is Way.DOWN else -1)
    if not 0 <= beside < len(ORDER):
        return item.group, own[at - 1] if at else None  # it is the first of all, or the last
    group = ORDER[beside]
    return group, groups[group][-1] if way is Way.UP and groups[group] else None


def freeze(items: Sequence[Item]) -> None:
    """Number the items in their order. From now on a number belongs to its item."""
    for number, item in enumerate(settle(items), start=1):
        item.number = str(number)


def late_number(items: Sequence[Item], late: Item) -> str:
    """Return the number of an item that came after the numbers were frozen: 4a, 4b … after item 4."""
    before = [each for each in arranged(items) if each is not late and each.number]
    above = [each for each in before if each.place < late.place]
    base = _base((above[-1] if above else before[0]).number) if before else 1
    taken = {each.number for each in before}
    if not before:
        return "1"
    return next(name for name in (f"{base}{_letters(n)}" for n in count()) if name not in taken)


def _base(number: str) -> int:
    return int(number.rstrip(ascii_lowercase))


def _letters(index: int) -> str:
    """a … z, aa, ab …"""
    high, low = divmod(index, len(ascii_lowercase))
    return (_letters(high - 1) if high else "") + ascii_lowercase[low]
