"""What a voter is handed, and several votes at one press."""

import base64

import pytest

from ecabinet.ballots.casting_operations import cast_votes
from ecabinet.ballots.models import Choice
from ecabinet.ballots.operations import close_ballot
from ecabinet.ballots.proof import Statement
from ecabinet.core import events, signing
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused
from tests.ballots.stage import said

JSON = {"Accept": "application/json"}
OPINION = "Đề nghị bổ sung nguồn vốn"


def statement(stage, ballot, receipt, **more):
    """Return what must have been signed when the minister voted."""
    voter = stage.cabinet.id("minister")
    spoken = {"choice": "for_", "text": "", "seq": 1} | more
    return Statement(
        ballot_id=ballot, account_id=voter, receipt=receipt.code, at=receipt.at, **spoken
    )


def is_signed(claimed, signature):
    return claimed.signer(signature, {"key": signing.public_key()}) == "key"


def test_a_receipt_is_signed_over_the_vote_and_no_other(stage):
    ballot = stage.start().open()
    receipt = stage.cast("minister", ballot, Choice.OTHER, OPINION, seq=3)
    vote = {"choice": "other", "text": OPINION, "seq": 3}
    assert is_signed(statement(stage, ballot, receipt, **vote), receipt.signature)
    for lie in ({"choice": "for_"}, {"text": "Khác"}, {"seq": 4}):
        assert not is_signed(statement(stage, ballot, receipt, **(vote | lie)), receipt.signature)


def test_the_signature_lies_under_the_seal_until_the_closing_and_beside_the_choice_after(stage):
    ballot = stage.start().open()
    receipt = stage.cast("minister", ballot)
    place = stage.place(ballot, "minister")
    assert place.signature is None
    assert receipt.signature not in place.sealed
    stage.close(ballot)
    assert stage.place(ballot, "minister").signature == receipt.signature


@pytest.fixture
def bloc(stage):
    """Two ballots of one session, both open."""
    first, second = stage.start().item, stage.add_item("Giá điện")
    return stage.open_together([first, second])


def press(stage, username, votes):
    return stage.cabinet.act(username, lambda actor: cast_votes(actor, votes))


def test_one_press_votes_on_several_ballots_each_with_its_own_receipt(stage, bloc):
    first, second = bloc
    votes = {second: said(Choice.OTHER, OPINION), first: said(Choice.AGAINST)}
    receipts = press(stage, "minister", votes)
    assert list(receipts) == [second, first]
    assert len({each.code for each in receipts.values()}) == 2
    assert {each: stage.place(each, "minister").receipt for each in bloc} == {
        each: receipts[each].code for each in bloc
    }
    assert press(stage, "minister", votes) == receipts
    stage.close(first)
    assert press(stage, "minister", votes) == receipts
    stage.close(second)
    assert stage.place(second, "minister").text == OPINION


def test_all_are_recorded_or_none_and_the_one_that_was_refused_is_named(stage, bloc):
    first, second = bloc
    question = stage.row(second).question
    with pytest.raises(Invalid) as no:
        press(stage, "minister", {first: said(), second: said(Choice.OTHER, " \u200b\u3164")})
    assert set(no.value.problems) == {f"text-{second}"}
    assert no.value.values == {"question": question}
    stage.cast("minister", second, Choice.FOR, seq=5)
    with pytest.raises(Refused) as late:
        press(stage, "minister", {first: said(), second: said(Choice.AGAINST)})
    assert not isinstance(late.value, Closed)
    stage.close(second)
    with pytest.raises(Closed) as gone:
        press(stage, "minister", {first: said(), second: said(Choice.AGAINST, seq=6)})
    assert gone.value.values["question"] == question
    assert stage.place(first, "minister").seq == 0


def test_of_a_bloc_nothing_is_voted_on_without_a_place_in_its_roll(stage, bloc):
    votes = {each: said() for each in bloc}
    for username, told in (("officer", Denied), ("stranger", Missing), ("guest", Missing)):
        with pytest.raises(told):
            press(stage, username, votes)
    assert all(stage.row(each).cast == 0 for each in bloc)


def test_what_a_vote_moves_is_the_ballot_the_desk_and_ones_own_devices(stage, monkeypatch):
    ballot = stage.start().open()
    told = []
    monkeypatch.setattr(events, "_afterwards", [told.append])
    stage.cast("minister", ballot)
    (settled,) = told
    own = f"vote:{ballot}.{stage.cabinet.id('minister')}"
    assert set(settled.topics) == {f"ballot:{ballot}", f"turnout:{ballot}", own}


def form_of(votes, seq=1):
    fields = {}
    for ballot, choice in votes.items():
        fields |= {f"choice-{ballot}": choice, f"seq-{ballot}": str(seq), f"text-{ballot}": ""}
    return fields


def test_a_plain_form_votes_on_all_of_a_session_at_one_press(stage, bloc, sign_in):
    client, address = sign_in("minister"), f"/meetings/{stage.meeting}/votes"
    votes = dict.fromkeys(bloc, "for_")
    reply = client.post(address, data=form_of(votes))
    assert (reply.status_code, reply.location) == (303, f"/meetings/{stage.meeting}/room")
    receipts = client.post(address, data=form_of(votes), headers=JSON).json["receipts"]
    for ballot in bloc:
        assert receipts[ballot]["receipt"] == stage.place(ballot, "minister").receipt
        assert len(base64.b64decode(receipts[ballot]["signature"])) == 64


def test_what_is_wrong_in_a_bloc_is_said_beside_its_field_and_nothing_is_recorded(
    stage, bloc, sign_in
):
    client, address = sign_in("minister"), f"/meetings/{stage.meeting}/votes"
    first, second = bloc
    reply = client.post(address, data=form_of({first: "for_", second: "other"}))
    page = reply.get_data(as_text=True)
    assert reply.status_code == 422
    assert f'id="f-text-{second}-error"' in page
    assert stage.row(second).question in page
    assert client.post(address, data=form_of(dict.fromkeys(bloc, ""))).status_code == 422
    assert client.post(address, data={}).status_code == 422
    assert stage.place(first, "minister").seq == 0
    elsewhere = client.post("/meetings/none/votes", data=form_of({first: "for_"}))
    assert elsewhere.status_code == 404


def test_the_socket_takes_a_bloc(stage, bloc, socket):
    client = socket("minister")
    first, second = bloc
    votes = {each: {"choice": "for_", "seq": 1} for each in bloc}
    answer = client.emit("cast_bloc", {"votes": votes}, callback=True)
    assert answer["ok"]
    assert set(answer["receipts"]) == set(bloc)
    assert client.emit("cast_bloc", {"votes": votes}, callback=True) == answer
    stage.of_ballot("chair", close_ballot, second)
    later = {each: {"choice": "against", "seq": 2} for each in bloc}
    refused = client.emit("cast_bloc", {"votes": later}, callback=True)
    assert refused["error"] == 410
    assert stage.row(second).question in refused["sentence"]
    assert stage.place(first, "minister").seq == 1
    for wrong in ({}, {first: {"choice": "for_", "seq": 1, "more": 1}}, {first: "for_"}):
        assert client.emit("cast_bloc", {"votes": wrong}, callback=True)["error"] == 422
