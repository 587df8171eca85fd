"""The count of a question: half and more of all members, silence as the body's rules have it, the head when equal."""

import pytest

from ecabinet.bodies.rules import PRESETS, Silence, Tie
from ecabinet.consultations.counting import Heard, count
from ecabinet.consultations.models import Stand

pytestmark = pytest.mark.once

STANDS = {"a": Stand.AGREE, "d": Stand.DISAGREE, "o": Stand.OTHER, "-": None}
GOVERNMENT, PROVINCE = PRESETS["government"], PRESETS["province"]


def counted(said, rules=GOVERNMENT):
    """Count what is spelled "aado-": the first is the head."""
    heard = [Heard(STANDS[each], is_head=place == 0) for place, each in enumerate(said)]
    return count(heard, rules, rules.silence)


@pytest.mark.parametrize(
    ("said", "adopted"),
    [
        ("aaadd", True),
        ("aaddd", False),
        ("aaooo", False),  # another opinion is no yes
        ("a" * 14 + "d" * 13, True),
        ("a" * 13 + "d" * 13 + "o", False),
        ("a" * 13 + "o" * 14, False),
    ],
)
def test_more_than_half_of_all_members_decide(said, adopted):
    assert counted(said).adopted is adopted


@pytest.mark.parametrize(
    ("rules", "for_", "adopted"), [(GOVERNMENT, 4, True), (PROVINCE, 1, False)]
)
def test_silence_is_what_the_body_says_and_is_always_counted_apart(rules, for_, adopted):
    result = counted("ad---", rules)
    assert (result.for_, result.adopted) == (for_, adopted)
    assert (result.sent, result.answered, result.agree, result.silent) == (5, 2, 1, 3)


@pytest.mark.parametrize(
    ("said", "adopted"), [("aaaddd", True), ("dddaaa", False), ("-aaddd", True), ("-ddd", False)]
)
def test_when_both_sides_are_equal_the_head_decides(said, adopted):
    result = counted(said)
    assert result.adopted is adopted
    assert result.tie is (said != "-ddd")


def test_the_head_does_not_decide_while_others_think_otherwise():
    assert not counted("aaddoo").adopted
    lenient = GOVERNMENT.model_copy(update={"tie_when_abstained": True})
    assert counted("aaddoo", lenient).adopted


def test_a_body_may_leave_a_tie_undecided():
    nobody = GOVERNMENT.model_copy(update={"tie": Tie.NOBODY})
    assert not counted("aaaddd", nobody).adopted
    assert not counted("aaaddd", nobody).tie


def test_nobody_answered_at_all():
    assert counted("-----").adopted
    assert not counted("-----", PROVINCE).adopted
    assert not counted("-----", PROVINCE).tie


def test_silence_follows_what_the_form_said_not_what_the_rules_say_by_now():
    heard = [Heard(None), Heard(None), Heard(Stand.DISAGREE)]
    assert count(heard, PROVINCE, Silence.AGREED).adopted
