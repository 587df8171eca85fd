"""What the minutes say of ballots: on items and on questions of their own, in words, marked where counted by hand."""

import io

import pypdfium2
import pytest

from ecabinet.ballots.models import Choice
from ecabinet.ballots.operations import announce_ballot, annul_ballot
from ecabinet.ballots.preparing_operations import prepare_free_ballot
from ecabinet.ballots.recording_operations import Count, record_by_number
from ecabinet.meetings import operations as meetings


@pytest.fixture
def page(stage):
    """The address of the minutes of a session that voted on its item, on two questions and on a list."""
    stage.start()
    on_item = stage.open()
    for username in ("chair", "minister", "finance"):
        stage.cast(username, on_item)
    stage.cast("health", on_item, Choice.AGAINST)
    _close(stage, on_item)
    listed = stage.open(ballot=_ask(stage, "Nơi họp phiên sau", "Hà Nội", "Huế"))
    for username in ("chair", "minister", "finance"):
        stage.cast(username, listed, "2")
    _close(stage, listed)
    by_hand = _ask(stage, "Họp thêm ngày thứ Bảy")
    stage.of_ballot("officer", record_by_number, by_hand, Count({"for_": 2, "against": 3}))
    stage.of_ballot("chair", announce_ballot, by_hand)
    stage.of_ballot("chair", annul_ballot, _ask(stage, "Câu hỏi bỏ"), "Trùng câu hỏi.")
    stage.of_meeting("chair", meetings.end_meeting)
    return f"/meetings/{stage.meeting}/minutes"


def _ask(stage, question, *labels):
    return stage.of_meeting(
        "chair", lambda actor, meeting: prepare_free_ballot(actor, meeting, question, labels).id
    )


def _close(stage, ballot):
    stage.close(ballot)
    stage.of_ballot("chair", announce_ballot, ballot)


SAID = (
    "Cần 3 phiếu tán thành (quá nửa của 5 thành viên); tán thành 3: đã thông qua.",
    "Chưa biểu quyết: 1; vẫn tính trong tổng số thành viên.",
    "Cần 3 phiếu (quá nửa của 5 thành viên); phương án “Huế” được 3 phiếu: đã được lựa chọn.",
    "Ghi nhận thủ công: đếm bằng hình thức giơ tay",
    "Biểu quyết “Câu hỏi bỏ”: đã hủy (Trùng câu hỏi.).",
)


def test_the_page_says_why_each_came_out_so_and_has_a_place_for_questions_of_their_own(
    page, sign_in
):
    text = sign_in("minister").get(page).text
    plain = " ".join(text.replace("<strong>", "").replace("</strong>", "").split())
    for words in SAID:
        assert words in plain, words
    others = plain[plain.index('id="questions"') :]
    assert "Biểu quyết khác" in others
    assert "Nơi họp phiên sau" in others
    assert others.count("minutes__ballot") == 3


def test_the_printed_minutes_say_the_same(page, sign_in):
    document = pypdfium2.PdfDocument(io.BytesIO(sign_in("minister").get(f"{page}.pdf").data))
    text = " ".join(" ".join(each.get_textpage().get_text_range().split()) for each in document)
    for words in (*SAID, "Biểu quyết khác", "đồng ý: 3, không đồng ý: 1", "Hà Nội: 0, Huế: 3"):
        assert words in text, words


def test_minutes_of_a_session_without_such_questions_have_no_place_for_them(stage, sign_in):
    stage.start()
    text = sign_in("officer").get(f"/meetings/{stage.meeting}/minutes").text
    assert "Biểu quyết khác" not in text
