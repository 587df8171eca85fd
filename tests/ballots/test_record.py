"""What was counted, written down whole: hashed, signed, told in the trail, printed with every name."""

import hashlib
import io
import json
import re

import pypdfium2
import pytest

from ecabinet.audit.models import Entry
from ecabinet.ballots.models import Choice
from ecabinet.ballots.operations import announce_ballot
from ecabinet.ballots.preparing_operations import prepare_free_ballot
from ecabinet.ballots.proof import RECORD, canonical, counted, record_of
from ecabinet.ballots.queries import find_ballot
from ecabinet.ballots.recording_operations import Count, Said, record_by_name, record_by_number
from ecabinet.core import signing
from ecabinet.core.database import reading
from tests.cabinet import MEMBERS

OPINION = "Đề nghị bổ sung nguồn vốn địa phương.\nThời hạn: quý sau."


@pytest.fixture
def ballot(stage):
    """A closed ballot: the chair and two agree, one has another opinion, one is silent."""
    ballot = stage.start().open()
    for username in ("chair", "minister", "finance"):
        stage.cast(username, ballot)
    stage.cast("health", ballot, Choice.OTHER, OPINION)
    stage.close(ballot)
    return ballot


@pytest.fixture
def announced(stage, ballot):
    stage.of_ballot("chair", announce_ballot, ballot)
    return ballot


def words_of(pdf):
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in paper).split())
    finally:
        paper.close()


def test_the_record_holds_what_was_asked_by_which_rules_who_voted_how_and_what_it_came_to(
    stage, ballot
):
    record = stage.row(ballot).record
    assert record["ballot"]["question"] == stage.row(ballot).question
    assert record["about"]["item"]["title"] == "Nhà ở xã hội"
    assert record["rules"]["options"] == "government"
    assert record["basis"] == {"members": 5, "needed": 3, "present": 5, "quorum": 4}
    assert [each["choice"] for each in record["roll"]] == ["for_", "for_", "for_", "other", None]
    assert record["result"]["for_"] == 3
    assert record["result"]["passed"] is True
    assert OPINION not in json.dumps(record, ensure_ascii=False)
    assert record["roll"][3]["text_sha256"] == hashlib.sha256(OPINION.encode()).hexdigest()
    assert all(len(each["signature"]) == 128 for each in record["roll"][:4])


def test_its_hash_is_that_of_its_canonical_spelling_and_its_signature_holds(stage, ballot):
    row = stage.row(ballot)
    message = canonical(row.record)
    assert hashlib.sha256(message).hexdigest() == row.record_hash
    assert signing.is_signed(message, RECORD, row.record_signature, signing.public_key())


def test_a_signature_for_a_record_is_none_for_anything_else(stage, ballot):
    row = stage.row(ballot)
    message = canonical(row.record)
    assert not signing.is_signed(
        message, "e-cabinet vote", row.record_signature, signing.public_key()
    )


def test_the_trail_tells_the_hash_with_the_closing(stage, ballot):
    with reading() as current:
        (closed,) = current.query(Entry).filter_by(event="ballot.closed")
    assert closed.details["record_hash"] == stage.row(ballot).record_hash


def test_the_rows_say_the_same_as_the_record_ever_after(stage, announced):
    with reading() as current:
        row = current.get_one(type(stage.row(announced)), announced)
        said = counted(row)
        assert canonical(record_of(row)) == canonical(row.record)
    assert {name: row.record[name] for name in said} == said


def test_it_is_there_once_it_is_announced_and_before_that_for_who_announces_it(
    stage, sign_in, ballot
):
    address = f"/ballots/{ballot}/record.json"
    answers = {
        name: sign_in(name).get(address).status_code
        for name in ("chair", "officer", "minister", "guest", "stranger")
    }
    assert answers == {"chair": 200, "officer": 200, "minister": 404, "guest": 404, "stranger": 404}
    stage.of_ballot("chair", announce_ballot, ballot)
    answers = {name: sign_in(name).get(address).status_code for name in answers}
    assert answers == {"chair": 200, "officer": 200, "minister": 200, "guest": 404, "stranger": 404}


def test_the_file_is_the_very_bytes_that_were_hashed(stage, sign_in, announced):
    reply = sign_in("minister").get(f"/ballots/{announced}/record.json")
    assert hashlib.sha256(reply.data).hexdigest() == stage.row(announced).record_hash
    assert reply.mimetype == "application/json"


def test_a_question_that_breaks_its_line_before_an_accent_is_readable_in_the_file(stage, sign_in):
    question = "Chọn phương án\n\u0303"
    ballot = stage.start().open(ballot=stage.prepare(question=question))
    stage.close(ballot)
    stage.of_ballot("chair", announce_ballot, ballot)
    reply = sign_in("minister").get(f"/ballots/{ballot}/record.json")
    assert json.loads(reply.data)["ballot"]["question"] == question


def test_while_votes_are_taken_there_is_no_record_for_anybody(stage, sign_in):
    ballot = stage.start().open()
    for name in (*MEMBERS, "officer", "head"):
        for address in ("record", "record.json", "sheet.pdf"):
            assert sign_in(name).get(f"/ballots/{ballot}/{address}").status_code == 404


def test_a_recused_member_finds_no_record(stage, sign_in, announced):
    stage.recuse("justice")
    assert sign_in("justice").get(f"/ballots/{announced}/record").status_code == 404


def test_the_page_says_why_it_came_out_so_and_that_the_signature_holds(stage, sign_in, announced):
    text = sign_in("minister").get(f"/ballots/{announced}/record").text
    assert "Cần 3 phiếu tán thành (quá nửa của 5 thành viên); tán thành 3: đã thông qua." in text
    assert "Chữ ký hợp lệ" in text
    assert stage.row(announced).record_hash in text


def test_a_changed_record_is_shown_as_such(stage, sign_in, announced):
    def change(actor):
        ballot = find_ballot(actor, announced)
        ballot.record = ballot.record | {"by_hand": True}

    stage.cabinet.act("chair", change)
    text = sign_in("minister").get(f"/ballots/{announced}/record").text
    assert "Chữ ký không hợp lệ" in text


def test_the_sheet_names_every_member_with_their_vote_and_gives_other_opinions_in_full(
    stage, sign_in, announced
):
    reply = sign_in("minister").get(f"/ballots/{announced}/sheet.pdf")
    assert reply.mimetype == "application/pdf"
    text = words_of(reply.data)
    for words in (
        "BIÊN BẢN",
        f"Vấn đề đưa ra biểu quyết: {stage.row(announced).question}. Mở biểu quyết",
        "Trần Minh Đức, Thủ tướng Chính phủ Đồng ý",
        "Lê Duy Giang, Bộ trưởng Bộ Tư pháp Chưa biểu quyết",
        "Đề nghị bổ sung nguồn vốn địa phương. Thời hạn: quý sau.",
        "Cần 3 phiếu tán thành (quá nửa của 5 thành viên); tán thành 3: đã thông qua.",
        " ".join(re.findall(".{8}", stage.row(announced).record_hash)),
        *(stage.place(announced, name).receipt for name in ("chair", "health")),
    ):
        assert words in text, words


def test_the_same_ballot_always_gives_the_same_sheet(sign_in, announced):
    sheets = [sign_in(name).get(f"/ballots/{announced}/sheet.pdf").data for name in MEMBERS[:2]]
    assert sheets[0] == sheets[1]
    assert io.BytesIO(sheets[0]).read(5) == b"%PDF-"


def test_a_count_by_hand_is_marked_and_tells_of_members_only_what_was_written_down(stage, sign_in):
    stage.start()
    numbered, named = stage.prepare(), stage.prepare(item=stage.add_item("Khác"))
    who = {stage.cabinet.id(name): Said("for_") for name in ("chair", "minister", "finance")}
    stage.of_ballot("officer", record_by_number, numbered, Count({"for_": 3, "against": 1}))
    stage.of_ballot("officer", record_by_name, named, who)
    sheets = {}
    for ballot in (numbered, named):
        stage.of_ballot("chair", announce_ballot, ballot)
        sheets[ballot] = words_of(sign_in("minister").get(f"/ballots/{ballot}/sheet.pdf").data)
        assert "GHI NHẬN THỦ CÔNG" in sheets[ballot]
        assert "Chữ ký hợp lệ" in sign_in("minister").get(f"/ballots/{ballot}/record").text
    assert "Lý Thanh Bình, Bộ trưởng Bộ Y tế —" in sheets[numbered]
    assert "không ghi phiếu của từng thành viên" in sheets[numbered]
    assert "Lý Thanh Bình, Bộ trưởng Bộ Y tế Chưa biểu quyết" in sheets[named]


def test_a_list_is_shown_and_printed_in_its_own_words(stage, sign_in):
    stage.start()
    options = ["Hà Nội", "Huế", "Đà Nẵng"]
    ballot = stage.of_meeting(
        "chair", lambda actor, meeting: prepare_free_ballot(actor, meeting, "Nơi họp", options).id
    )
    stage.open(ballot=ballot)
    for username in ("chair", "minister", "finance"):
        stage.cast(username, ballot, "2")
    stage.close(ballot)
    stage.of_ballot("chair", announce_ballot, ballot)
    browser = sign_in("health")
    sentence = "phương án “Huế” được 3 phiếu: đã được lựa chọn."
    for address in (f"/ballots/{ballot}", f"/ballots/{ballot}/record"):
        assert sentence in browser.get(address).text
    sheet = words_of(browser.get(f"/ballots/{ballot}/sheet.pdf").data)
    assert sentence in sheet
    assert "Đặng Thục Quyên, Bộ trưởng Bộ Tài chính Huế" in sheet
