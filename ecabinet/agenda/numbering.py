"""The order of an agenda and its numbers: 1, 2, 3 … and 4a for what came late after 4. Knows no database."""

from collections.abc import Sequence
from itertools import count
from string import ascii_lowercase

from ecabinet.agenda.models import Group, Item

ORDER = tuple(Group)


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
    own = [n for n, each in enumerate(others) if each.group is item.group]
    if own:
        others.insert(min(max(place - 1, own[0]), own[-1] + 1), item)
    else:
        others.append(item)
    for new, each in enumerate(others, start=1):
        each.place = new
    return settle(others)


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
