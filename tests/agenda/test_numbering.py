"""Order and numbers of an agenda, without a database."""

import pytest

from ecabinet.agenda import numbering
from ecabinet.agenda.models import Group, Item

pytestmark = pytest.mark.once


def agenda(*groups):
    return [
        Item(title=f"{n}", group=group, place=n, number="") for n, group in enumerate(groups, 1)
    ]


def titles(items):
    return [each.title for each in numbering.arranged(items)]


def test_groups_come_in_their_order():
    items = agenda(Group.INFORMATION, Group.DISCUSS, Group.ADOPT, Group.DISCUSS)
    assert titles(items) == ["3", "2", "4", "1"]
    numbering.settle(items)
    assert sorted(each.place for each in items) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("place", "order"),
    [
        (1, ["1", "3", "2", "4", "5"]),
        (2, ["1", "3", "2", "4", "5"]),
        (4, ["1", "2", "4", "3", "5"]),
        (99, ["1", "2", "4", "3", "5"]),
    ],
)
def test_an_item_moves_within_its_group(place, order):
    items = agenda(Group.ADOPT, Group.DISCUSS, Group.DISCUSS, Group.DISCUSS, Group.INFORMATION)
    numbering.move(items, items[2], place)
    assert titles(items) == order


def test_an_item_alone_in_its_group_stays():
    items = agenda(Group.ADOPT, Group.DISCUSS, Group.INFORMATION)
    numbering.move(items, items[1], 1)
    assert titles(items) == ["1", "2", "3"]


def late_after(items, group):
    late = Item(title="late", group=group, place=len(items) + 1, number="")
    numbering.settle([*items, late])
    late.number = numbering.late_number([*items, late], late)
    items.append(late)
    return late.number


def test_a_late_item_takes_a_letter():
    items = agenda(Group.DISCUSS, Group.DISCUSS, Group.INFORMATION)
    numbering.freeze(items)
    assert [late_after(items, Group.DISCUSS) for _ in range(3)] == ["2a", "2b", "2c"]
    assert late_after(items, Group.INFORMATION) == "3a"
    assert [each.number for each in items[:3]] == ["1", "2", "3"]


def test_a_late_item_before_all_others_has_a_number_of_its_own():
    items = agenda(Group.DISCUSS, Group.INFORMATION)
    numbering.freeze(items)
    assert late_after(items, Group.ADOPT) == "1a"
    assert late_after(items, Group.DISCUSS) == "1b"


def test_the_first_item_of_an_empty_agenda_is_the_first():
    assert late_after([], Group.DISCUSS) == "1"


def test_after_z_comes_aa():
    items = agenda(Group.DISCUSS)
    numbering.freeze(items)
    assert [late_after(items, Group.DISCUSS) for _ in range(28)][25:] == ["1z", "1aa", "1ab"]
