"""Why a ballot came out as it did, in words that a member reads."""

from dataclasses import asdict

import pytest

from ecabinet.ballots import reasons
from ecabinet.ballots.counting import count, count_list
from ecabinet.ballots.models import Choice
from ecabinet.bodies.rules import PRESETS, Tie
from ecabinet.web.language import say

pytestmark = pytest.mark.once

RULES = PRESETS["government"]
F, A, T, X, N = Choice.FOR, Choice.AGAINST, Choice.OTHER, Choice.ABSTAIN, None
HEAD = "Trần Minh Đức, Thủ tướng Chính phủ"


def record(votes, members, head=F, rules=RULES, **changes):
    """Return the record of a proposal. The first of the roll is the head of the body."""
    votes = [head, *votes]
    result = asdict(count(votes, head, members, rules))
    return _whole(votes, members, rules, result, {"kind": "proposal"}) | changes


def listed(votes, members, labels):
    options = [str(each) for each in range(1, len(labels) + 1)]
    result = asdict(count_list(votes, options, members, RULES))
    asked = {"kind": "list", "options": options, "labels": labels}
    return _whole(votes, members, RULES, result, asked)


def _whole(votes, members, rules, result, asked):
    names = [("Trần Minh Đức", "Thủ tướng Chính phủ"), *([("Vũ An Khang", "Bộ trưởng")] * 99)]
    return {
        "ballot": asked,
        "rules": rules.model_dump(mode="json"),
        "about": {"recused": [{"name": "Vũ An Khang"}] * (members - len(votes))},
        "basis": {
            "members": members,
            "needed": rules.majority(members),
            "present": members,
            "quorum": rules.quorum(members),
        },
        "roll": [
            {"name": name, "title": title, "head": place == 0, "choice": choice}
            for place, (choice, (name, title)) in enumerate(zip(votes, names, strict=False))
        ],
        "result": result,
        "by_hand": False,
    }


def said(reason, language="vi"):
    return say(language, reason.message, reason.values)


NOBODY = RULES.model_copy(update={"tie": Tie.NOBODY})
ABSTAINED = RULES.model_copy(update={"tie_when_abstained": True})
VERDICTS = [
    pytest.param(
        record([F] * 22 + [A] * 4, 27),
        "Cần 14 phiếu tán thành (quá nửa của 27 thành viên); tán thành 23: đã thông qua.",
        id="passed",
    ),
    pytest.param(
        record([F] * 12 + [N] * 14, 27),
        "Cần 14 phiếu tán thành (quá nửa của 27 thành viên); tán thành 13: không được thông qua.",
        id="one too few",
    ),
    pytest.param(
        record([F] * 4 + [A] * 5, 10),
        "Số phiếu tán thành và không tán thành ngang nhau (mỗi bên 5). Theo quy chế làm việc, kết quả theo bên có "
        f"phiếu của người đứng đầu; {HEAD} tán thành: đã thông qua.",
        id="the head for it",
    ),
    pytest.param(
        record([F] * 5 + [A] * 4, 10, A),
        "Số phiếu tán thành và không tán thành ngang nhau (mỗi bên 5). Theo quy chế làm việc, kết quả theo bên có "
        f"phiếu của người đứng đầu; {HEAD} không tán thành: không được thông qua.",
        id="the head against it",
    ),
    pytest.param(
        record([F] * 4 + [A] * 5, 10, rules=NOBODY),
        "Số phiếu tán thành và không tán thành ngang nhau (mỗi bên 5); theo quy chế làm việc, không phiếu nào có "
        "quyền quyết định: không được thông qua.",
        id="nobody decides",
    ),
    pytest.param(
        record([F] * 12 + [A] * 13 + [T], 27),
        "Số phiếu tán thành và không tán thành ngang nhau (mỗi bên 13), chưa đạt một nửa của 27 thành viên; theo quy "
        "chế làm việc, phiếu của người đứng đầu không quyết định trong trường hợp này: không được thông qua.",
        id="others keep both below half",
    ),
    pytest.param(
        record([F] * 13 + [A] * 13, 27, T, ABSTAINED),
        "Số phiếu tán thành và không tán thành ngang nhau (mỗi bên 13); người đứng đầu không biểu quyết theo bên "
        "nào: không được thông qua.",
        id="the head on neither side",
    ),
    pytest.param(
        listed(["1"] * 4 + ["2"] * 10 + ["3"] * 4, 18, ["Hà Nội", "Huế", "Đà Nẵng"]),
        "Cần 10 phiếu (quá nửa của 18 thành viên); phương án “Huế” được 10 phiếu: đã được lựa chọn.",
        id="an option won",
    ),
    pytest.param(
        listed(["1"] * 4 + ["2"] * 9 + ["3"] * 5, 18, ["Hà Nội", "Huế", "Đà Nẵng"]),
        "Cần 10 phiếu (quá nửa của 18 thành viên); phương án cao nhất được 9 phiếu: không phương án nào được lựa chọn.",
        id="no option won",
    ),
]


@pytest.mark.parametrize(("given", "sentence"), VERDICTS)
def test_the_verdict_is_said_with_its_numbers(given, sentence):
    assert said(reasons.verdict_of(given)) == sentence
    assert said(reasons.reasons_of(given)[0]) == sentence


def test_a_reader_of_english_reads_it_in_english():
    verdict = reasons.verdict_of(record([F] * 22 + [A] * 4, 27))
    assert said(verdict, "en") == (
        "14 votes in favour are needed (more than half of 27 members); in favour: 23. Passed."
    )


def test_a_plain_result_needs_no_remarks():
    assert len(reasons.reasons_of(record([F] * 4, 5))) == 1


def test_whoever_did_not_vote_took_no_part_or_was_not_there_is_told():
    given = record([F] * 3 + [N] * 2, 8)
    given["basis"]["present"] = 5
    assert [said(each) for each in reasons.reasons_of(given)[1:]] == [
        "Chưa biểu quyết: 2; vẫn tính trong tổng số thành viên.",
        "Không tham gia do xung đột lợi ích: 2; vẫn tính trong tổng số thành viên.",
        "Khi mở biểu quyết có 5 thành viên dự họp, cần 6: chưa đủ túc số.",
    ]


def test_a_rule_that_takes_the_recused_out_is_told_as_such():
    rules = RULES.model_copy(update={"recusal_lowers": True})
    given = record([F] * 4, 5, rules=rules) | {"about": {"recused": [{"name": "Vũ An Khang"}]}}
    assert [said(each) for each in reasons.reasons_of(given)[1:]] == [
        "Không tham gia do xung đột lợi ích: 1; theo quy chế làm việc, không tính trong tổng số thành viên."
    ]


def test_what_was_recorded_by_hand_says_so():
    given = record([F] * 4, 5, by_hand=True)
    assert said(reasons.reasons_of(given)[-1]).startswith("Ghi nhận thủ công")


def test_by_number_the_tie_names_the_head_though_their_choice_stands_nowhere():
    given = record([F] * 4 + [A] * 5, 10, by_hand=True)
    for place in given["roll"]:
        place["choice"] = None
    assert HEAD in said(reasons.verdict_of(given))
