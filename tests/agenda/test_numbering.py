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


def put(groups, title, group, after):
    items = agenda(*groups)
    by = {each.title: each for each in items}
    numbering.put(items, by[title], group, by.get(after))
    assert sorted(each.place for each in items) == list(range(1, len(items) + 1))
    return titles(items)


A, D, N = Group.ADOPT, Group.DISCUSS, Group.INFORMATION


@pytest.mark.parametrize(
    ("title", "group", "after", "order"),
    [
        ("4", D, None, ["1", "4", "2", "3", "5"]),
        ("2", D, "4", ["1", "3", "4", "2", "5"]),
        ("2", D, "3", ["1", "3", "2", "4", "5"]),
        ("3", A, None, ["3", "1", "2", "4", "5"]),
        ("3", A, "1", ["1", "3", "2", "4", "5"]),
        ("1", N, "5", ["2", "3", "4", "5", "1"]),
    ],
)
def test_an_item_is_put_beside_another_in_any_group(title, group, after, order):
    assert put((A, D, D, D, N), title, group, after) == order


@pytest.mark.parametrize(
    ("title", "way", "order"),
    [
        ("3", "up", [("1", A), ("3", D), ("2", D), ("4", D)]),
        ("3", "down", [("1", A), ("2", D), ("4", D), ("3", D)]),
        ("2", "up", [("1", A), ("2", A), ("3", D), ("4", D)]),
        ("4", "down", [("1", A), ("2", D), ("3", D), ("4", N)]),
        ("1", "down", [("1", D), ("2", D), ("3", D), ("4", D)]),
        ("1", "up", [("1", A), ("2", D), ("3", D), ("4", D)]),
    ],
)
def test_a_step_leads_past_the_neighbour_or_into_the_next_group(title, way, order):
    items = agenda(A, D, D, D)
    item = next(each for each in items if each.title == title)
    numbering.put(items, item, *numbering.step(items, item, numbering.Way(way)))
    assert [(each.title, each.group) for each in numbering.arranged(items)] == order
