"""Majority and tie, as domain.md and art. 46 have them, in numbers."""

import pytest

from ecabinet.ballots.counting import count
from ecabinet.ballots.models import Choice
from ecabinet.bodies.rules import PRESETS, Tie

pytestmark = pytest.mark.once

RULES = PRESETS["government"]
F, A, T, X, N = Choice.FOR, Choice.AGAINST, Choice.OTHER, Choice.ABSTAIN, None


def roll(for_=0, against=0, other=0, abstain=0, unanswered=0):
    return [F] * for_ + [A] * against + [T] * other + [X] * abstain + [N] * unanswered


TABLE = [
    # members, votes, head, passed, tie, decided by head
    pytest.param(27, roll(14, 13), A, True, False, False, id="14 of 27 are enough"),
    pytest.param(27, roll(13, 1, 0, 0, 13), F, False, False, False, id="13 of 27 are not"),
    pytest.param(27, roll(27), F, True, False, False, id="all of them"),
    pytest.param(27, roll(0, 0, 0, 0, 27), N, False, False, False, id="nobody answered"),
    pytest.param(10, roll(5, 5), F, True, True, True, id="5 to 5, the head for it"),
    pytest.param(10, roll(5, 5), A, False, True, True, id="5 to 5, the head against it"),
    pytest.param(10, roll(5, 5), N, False, True, False, id="5 to 5 in a body without its head"),
    pytest.param(10, roll(6, 4), A, True, False, False, id="6 of 10, whatever the head said"),
    pytest.param(10, roll(4, 6), F, False, False, False, id="4 of 10, whatever the head said"),
    pytest.param(27, roll(13, 13, 0, 1), F, False, True, False, id="13 to 13 and an abstention"),
    pytest.param(27, roll(13, 13, 1), F, False, True, False, id="13 to 13 and another opinion"),
    pytest.param(10, roll(4, 4, 0, 0, 2), F, False, True, False, id="4 to 4 and two unanswered"),
    pytest.param(1, roll(1), F, True, False, False, id="a body of one"),
    pytest.param(2, roll(1, 1), F, True, True, True, id="a body of two"),
]


@pytest.mark.parametrize(("members", "votes", "head", "passed", "tie", "by_head"), TABLE)
def test_what_votes_come_to(members, votes, head, passed, tie, by_head):
    result = count(votes, head, members, RULES)
    assert (result.passed, result.tie, result.decided_by_head) == (passed, tie, by_head)


@pytest.mark.parametrize(("head", "passed"), [(F, True), (A, False), (T, False)])
def test_a_body_may_let_the_head_decide_although_some_abstained(head, passed):
    rules = RULES.model_copy(update={"tie_when_abstained": True})
    result = count(roll(13, 13, 1), head, 27, rules)
    assert (result.passed, result.decided_by_head) == (passed, head in {F, A})


def test_a_body_may_give_nobody_the_casting_vote():
    rules = RULES.model_copy(update={"tie": Tie.NOBODY, "tie_when_abstained": True})
    result = count(roll(5, 5), F, 10, rules)
    assert (result.passed, result.tie, result.decided_by_head) == (False, True, False)


def test_everybody_is_somewhere_in_the_count():
    result = count(roll(10, 5, 3, 2, 6), F, 27, RULES)
    assert (result.for_, result.against, result.other, result.abstain) == (10, 5, 3, 2)
    assert (result.unanswered, result.recused) == (6, 1)


def test_nothing_against_nothing_is_no_tie():
    assert not count(roll(0, 0, 0, 0, 4), N, 4, RULES).tie
