"""The numbers by which a body decides."""

from math import ceil

import pytest
from pydantic import ValidationError

from ecabinet.bodies.rules import PRESETS, Options, Rules, Silence, Tie

GOVERNMENT, PROVINCE = PRESETS["government"], PRESETS["province"]
TABLE = [
    # members, quorum, majority
    (1, 1, 1),
    (2, 2, 2),
    (3, 2, 2),
    (4, 3, 3),
    (5, 4, 3),
    (9, 6, 5),
    (10, 7, 6),
    (11, 8, 6),
    (26, 18, 14),
    (27, 18, 14),
    (28, 19, 15),
]


@pytest.mark.parametrize("rules", PRESETS.values(), ids=PRESETS)
@pytest.mark.parametrize(("members", "quorum", "majority"), TABLE)
def test_two_thirds_are_present_and_more_than_half_are_for(rules, members, quorum, majority):
    assert (rules.quorum(members), rules.majority(members)) == (quorum, majority)


def test_no_rounding_lets_too_few_decide():
    for members in range(1, 1000):
        quorum, majority = GOVERNMENT.quorum(members), GOVERNMENT.majority(members)
        assert quorum * 3 >= members * 2 > (quorum - 1) * 3
        assert majority * 2 > members >= (majority - 1) * 2


def test_a_body_may_ask_for_another_quorum():
    half = GOVERNMENT.model_copy(update={"quorum_of": (1, 2)})
    assert [half.quorum(members) for members in (1, 10, 27)] == [1, 5, ceil(27 / 2)]


def test_the_government_decides_as_its_decrees_say():
    assert GOVERNMENT.options is Options.GOVERNMENT
    assert GOVERNMENT.silence is Silence.AGREED
    assert (GOVERNMENT.papers_ahead_days, GOVERNMENT.extraordinary_ahead_days) == (5, 1)
    assert GOVERNMENT.form_days == (2, 5)


def test_a_province_decides_as_its_law_says():
    assert PROVINCE.options is Options.PROVINCE
    assert PROVINCE.silence is Silence.NO_ANSWER
    assert (PROVINCE.papers_ahead_days, PROVINCE.extraordinary_ahead_days) == (3, 1)
    assert PROVINCE.form_days == (3, 5)


@pytest.mark.parametrize("rules", PRESETS.values(), ids=PRESETS)
def test_in_both_the_head_decides_a_tie_and_a_recusal_lowers_nothing(rules):
    assert rules.tie is Tie.HEAD
    assert not rules.tie_when_abstained
    assert not rules.recusal_lowers
    assert rules.source


@pytest.mark.parametrize("rules", PRESETS.values(), ids=PRESETS)
def test_rules_are_kept_whole_and_never_changed_in_place(rules):
    assert Rules.model_validate_json(rules.model_dump_json()) == rules
    with pytest.raises(ValidationError):
        rules.papers_ahead_days = 0
