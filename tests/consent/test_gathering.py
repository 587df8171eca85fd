"""Whether nobody objects, and how long the session takes then: without a database."""

import pytest

from ecabinet.agenda.models import Stand
from ecabinet.consent.gathering import Forecast, forecast, gather

YES, FIELD, SPEAK = Stand.NO_OBJECTION, Stand.NOT_MY_FIELD, Stand.SPEAK


@pytest.mark.parametrize(
    ("recused", "stands", "unanimous"),
    [
        ((), {"a": YES, "b": YES, "c": YES}, True),
        ((), {"a": YES, "b": FIELD, "c": FIELD}, True),
        ((), {"a": FIELD, "b": FIELD, "c": FIELD}, False),  # nobody whose field it is agreed
        ((), {"a": YES, "b": YES}, False),
        (("c",), {"a": YES, "b": YES}, True),
        (("c",), {"a": YES, "b": YES, "c": SPEAK}, True),  # who takes no part is not asked
        ((), {"a": YES, "b": YES, "c": Stand.COMMENT}, False),
        ((), {"a": YES, "b": YES, "c": Stand.OBJECT}, False),
        ((), {"a": YES, "b": YES, "c": SPEAK}, False),
        (("a", "b", "c"), {}, False),
    ],
)
def test_what_keeps_an_item_off(recused, stands, unanimous):
    assert gather("abc", recused, stands).is_unanimous is unanimous


def test_it_says_who():
    said = gather("abcd", ("d",), {"a": YES, "b": SPEAK, "z": SPEAK})
    assert (said.silent, said.heard) == (("c",), (("b", SPEAK),))
    assert said.basis == {YES: 1, FIELD: 0}


@pytest.mark.parametrize(
    ("items", "planned", "expected"),
    [
        ([], 0, 0),
        ([(20, False), (30, False)], 50, 50),
        ([(20, True), (30, False), (70, True)], 120, 35),
        ([(2, True)], 2, 2),  # adopting it takes no longer than debating it
        ([(60, True), (60, True)], 120, 5),
    ],
)
def test_what_it_saves(items, planned, expected):
    assert forecast(items) == Forecast(planned, expected)
