"""One's own votes, for ever, and nobody else's."""

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy import update

from ecabinet.accounts.models import Account
from ecabinet.ballots import receipt_queries
from ecabinet.ballots.models import Choice, Voter
from ecabinet.ballots.operations import announce_ballot, annul_ballot
from ecabinet.ballots.receipt_queries import find_receipt, list_receipts
from ecabinet.bodies.models import Post
from ecabinet.bodies.people import deactivate_account
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing
from ecabinet.core.transaction import run
from tests.cabinet import EVERYBODY, LONG_AGO

OPINION = "Đề nghị lùi sang quý sau"


@pytest.fixture
def ballot(stage):
    ballot = stage.start().open()
    stage.cast("minister", ballot, Choice.OTHER, OPINION)
    stage.cast("finance", ballot, Choice.AGAINST)
    return ballot


def downloaded(browser, ballot):
    return json.loads(browser.get(f"/receipts/{ballot}/receipt.json").data)


def verify(receipt):
    """Check a receipt with nothing but the file itself, as docs/ballots.md says."""
    message = receipt["purpose"].encode() + b"\0" + receipt["statement"].encode()
    key = load_pem_public_key(receipt["key"].encode())
    key.verify(base64.b64decode(receipt["signature"]), message)
    return json.loads(receipt["statement"])


@pytest.mark.parametrize("username", EVERYBODY)
def test_while_the_ballot_is_open_each_finds_their_own_vote_and_nobody_anothers(
    stage, ballot, username
):
    own = {"minister": (Choice.OTHER, OPINION), "finance": (Choice.AGAINST, "")}

    def look(actor):
        kept = find_receipt(actor, ballot)
        assert [each.statement for each in list_receipts(actor)] == [kept.statement]
        return kept.statement.choice, kept.statement.text

    if username in own:
        assert stage.cabinet.look(username, look) == own[username]
        return
    with pytest.raises(Missing):
        stage.cabinet.look(username, look)
    assert stage.cabinet.look(username, list_receipts) == []


def test_the_page_says_choice_moment_code_and_that_the_signature_holds(stage, sign_in, ballot):
    text = sign_in("minister").get(f"/receipts/{ballot}").text
    for words in (OPINION, "Ý kiến khác", stage.place(ballot, "minister").receipt, "chữ ký hợp lệ"):
        assert words in text
    assert "đã thông qua" not in text


def test_the_list_is_linked_from_ones_own_page_and_tells_the_result_once_announced(
    stage, sign_in, ballot
):
    browser = sign_in("minister")
    assert 'href="/receipts"' in browser.get("/me").text
    stage.close(ballot)
    assert "Cần 3 phiếu" not in browser.get("/receipts").text
    stage.of_ballot("chair", announce_ballot, ballot)
    text = browser.get("/receipts").text
    assert "Cần 3 phiếu tán thành (quá nửa của 5 thành viên)" in text
    assert "Chữ ký hợp lệ" in text


def test_a_receipt_is_the_same_before_the_closing_and_after_it(stage, sign_in, ballot):
    browser = sign_in("minister")
    before = downloaded(browser, ballot)
    stage.close(ballot)
    assert downloaded(browser, ballot) == before
    assert verify(before)["choice"] == "other"


def test_the_file_is_checked_without_asking_us_and_a_changed_one_fails(sign_in, ballot):
    receipt = downloaded(sign_in("finance"), ballot)
    assert verify(receipt)["choice"] == "against"
    receipt["statement"] = receipt["statement"].replace("against", "for_")
    with pytest.raises(InvalidSignature):
        verify(receipt)


def test_the_vote_of_an_annulled_ballot_is_still_ones_own_to_see(stage, sign_in, ballot):
    stage.of_ballot("chair", annul_ballot, ballot, "Câu hỏi chưa rõ.")
    text = sign_in("minister").get(f"/receipts/{ballot}").text
    assert OPINION in text
    assert "Câu hỏi chưa rõ." in text


def test_a_vote_that_was_changed_in_the_database_no_longer_has_a_valid_signature(
    stage, sign_in, ballot
):
    stage.close(ballot)

    def change():
        place = session().query(Voter).filter_by(choice="against").one()
        place.choice = "for_"

    run(change)
    assert "Chữ ký không hợp lệ" in sign_in("finance").get(f"/receipts/{ballot}").text


def test_the_list_goes_on_page_by_page_without_a_gap(stage, sign_in, ballot, monkeypatch):
    monkeypatch.setattr(receipt_queries, "PAGE", 2)
    ballots = [ballot]
    for _ in range(4):
        ballots.append(stage.open(ballot=stage.prepare(item=stage.add_item("Khác"))))
        stage.cast("minister", ballots[-1])
    seen, before = [], None
    while page := stage.cabinet.look("minister", lambda actor, at=before: list_receipts(actor, at)):
        seen += [each.ballot.id for each in page]
        before = seen[-1]
    assert seen == ballots[::-1]


def test_whoever_left_office_still_has_their_receipt_and_the_record_their_vote(
    stage, sign_in, ballot
):
    stage.close(ballot)
    stage.of_ballot("chair", announce_ballot, ballot)
    record = stage.row(ballot).record
    browser = sign_in("minister")
    own = Post.account_id == stage.cabinet.id("minister")
    run(lambda: session().execute(update(Post).where(own).values(ends_on=LONG_AGO)))
    assert OPINION in browser.get(f"/receipts/{ballot}").text
    assert stage.row(ballot).record == record
    assert {"name": "Vũ An Khang", "choice": "other"}.items() <= record["roll"][1].items()


def test_a_deactivated_account_finds_nothing(stage, sign_in, ballot):
    browser = sign_in("minister")
    assert browser.get(f"/receipts/{ballot}").status_code == 200
    stage.cabinet.act(
        "admin",
        lambda actor: deactivate_account(
            actor, session().get_one(Account, stage.cabinet.id("minister"))
        ),
    )
    reply = browser.get(f"/receipts/{ballot}")
    assert reply.status_code in {302, 401}
    with reading() as current:
        assert current.query(Voter).filter_by(ballot_id=ballot, seq=1).count() == 2
