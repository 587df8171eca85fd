"""What a person hears when they vote: 303 or a receipt, and in words why it was not counted."""

import re

import pytest

from ecabinet.agenda.models import Item
from ecabinet.ballots.models import Choice, State
from ecabinet.ballots.operations import open_ballot, pause_ballot, resume_ballot
from ecabinet.ballots.preparing_operations import prepare_bloc
from ecabinet.core.database import session
from tests.cabinet import EVERYBODY

JSON = {"Accept": "application/json"}


@pytest.fixture
def ballot(stage):
    return stage.start().open()


def send(client, ballot, headers=None, **sent):
    data = {"choice": "for_", "seq": "1"} | sent
    return client.post(f"/ballots/{ballot}/votes", data=data, headers=headers or {})


def test_without_script_one_comes_back_to_the_room(stage, ballot, sign_in):
    reply = send(sign_in("minister"), ballot)
    assert reply.status_code == 303
    assert reply.location == f"/meetings/{stage.meeting}/room"


def test_a_script_is_given_the_receipt(stage, ballot, sign_in):
    client = sign_in("minister")
    first, again = send(client, ballot, JSON), send(client, ballot, JSON)
    assert first.status_code == 200
    assert first.json == again.json
    assert first.json["receipt"] == stage.place(ballot, "minister").receipt
    assert first.json["at"].endswith("+07:00")


def test_a_part_of_the_page_is_answered_with_that_part(ballot, sign_in):
    reply = send(sign_in("minister"), ballot, {"X-Fragment": "1"})
    page = reply.get_data(as_text=True)
    assert reply.status_code == 200
    assert "<html" not in page
    assert f'id="ballot-{ballot}"' in page


def test_an_older_vote_with_another_choice_is_refused(ballot, sign_in):
    client = sign_in("minister")
    assert send(client, ballot, JSON, seq="2").status_code == 200
    reply = send(client, ballot, JSON, seq="1", choice="against")
    assert reply.status_code == 409
    assert reply.json["sentence"]


def test_a_vote_after_the_closing_is_gone(stage, ballot, sign_in):
    stage.close(ballot)
    assert send(sign_in("minister"), ballot, JSON).status_code == 410


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"choice": "other"}, "text"),
        ({"choice": ""}, "choice"),
        ({"choice": "maybe"}, "choice"),
        ({"choice": "other", "text": "ế" * 1001}, "text"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(ballot, sign_in, sent, field):
    client = sign_in("minister")
    for headers in ({}, {"X-Fragment": "1"}):
        reply = send(client, ballot, headers, **sent)
        assert reply.status_code == 422
        said = reply.get_data(as_text=True)
        assert f'id="f-{field}-{ballot}-error"' in said
        assert f'href="#f-{field}-{ballot}"' in said
    assert send(client, ballot, JSON, **sent).status_code == 422


@pytest.mark.parametrize("seq", ["0", "-1", "9999999999", "một"])
def test_a_number_that_is_none_is_no_fault_of_ours(ballot, sign_in, seq):
    assert send(sign_in("minister"), ballot, JSON, seq=seq).status_code == 422


@pytest.mark.parametrize("username", EVERYBODY)
def test_who_may_vote_and_who_does_not_even_know(stage, sign_in, username):
    stage.recuse("finance")
    ballot = stage.start().open()
    votes = {"chair", "minister", "health", "justice"}
    knows = votes | {"officer", "head", "assistant"}
    reply = send(sign_in(username), ballot, JSON)
    assert reply.status_code == (200 if username in votes else 403 if username in knows else 404)


@pytest.mark.parametrize("username", EVERYBODY)
def test_who_sees_a_ballot_and_its_panel(ballot, sign_in, username):
    client = sign_in(username)
    inside = username in {
        "chair", "minister", "finance", "health", "justice", "officer", "head", "assistant"
    }  # fmt: skip
    for address in (f"/ballots/{ballot}", f"/ballots/{ballot}/panel"):
        assert client.get(address).status_code == (200 if inside else 404)


def test_the_life_of_a_ballot_by_its_buttons(stage, sign_in):
    ballot = stage.start().prepare()
    chair = sign_in("chair")
    for deed, state in (
        ("open", State.OPEN),
        ("pause", State.PAUSED),
        ("resume", State.OPEN),
        ("close", State.CLOSED),
        ("close", State.CLOSED),
        ("announce", State.ANNOUNCED),
    ):
        assert chair.post(f"/ballots/{ballot}/{deed}").status_code == 303, deed
        assert stage.row(ballot).state is state
    assert chair.post(f"/ballots/{ballot}/annul", data={"reason": ""}).status_code == 422
    assert chair.post(f"/ballots/{ballot}/annul", data={"reason": "Nhầm"}).status_code == 303
    assert "Nhầm" in sign_in("minister").get(f"/ballots/{ballot}").get_data(as_text=True)


@pytest.mark.parametrize("deed", ["open", "pause", "resume", "close", "announce", "annul"])
def test_a_member_does_not_run_a_ballot(ballot, sign_in, deed):
    reply = sign_in("minister").post(f"/ballots/{ballot}/{deed}", data={"reason": "Thử"})
    assert reply.status_code == 403


def test_ones_own_choice_is_shown_again_and_nobody_elses(stage, ballot, sign_in):
    stage.cast("minister", ballot, Choice.AGAINST)
    drawn = 'value="against" checked'
    assert drawn in sign_in("minister").get(f"/ballots/{ballot}").get_data(as_text=True)
    for username in ("finance", "chair", "officer"):
        page = sign_in(username).get(f"/ballots/{ballot}").get_data(as_text=True)
        assert drawn not in page
        assert stage.place(ballot, "minister").receipt not in page


def test_who_has_voted_is_drawn_for_those_who_run_it_alone(stage, ballot, sign_in):
    stage.cast("minister", ballot)
    for username, status in (("chair", 200), ("officer", 200), ("minister", 403)):
        reply = sign_in(username).get(f"/ballots/{ballot}/turnout")
        assert reply.status_code == status, username
    page = sign_in("officer").get(f"/ballots/{ballot}/turnout").get_data(as_text=True)
    assert page.count("note--agree") == 1


def test_what_was_chosen_and_typed_waits_out_of_sight_while_a_ballot_is_paused(
    stage, bloc, sign_in
):
    """A page that is drawn anew finds the fields it had, under the same names, and nothing of them is sent."""
    minister = sign_in("minister")
    held = {"panel": '<form method="post" id="ask-ID" action="/ballots/ID/votes" hidden>'}
    held["panel?drawn=row"] = 'id="ask-ID" disabled hidden>'
    fields = ('id="f-choice-ID"', 'id="f-text-ID"')
    for deed, is_held in ((None, False), (pause_ballot, True), (resume_ballot, False)):
        if deed:
            stage.of_ballot("chair", deed, bloc[0])
        for drawn, mark in held.items():
            page = minister.get(f"/ballots/{bloc[0]}/{drawn}").get_data(as_text=True)
            assert (mark.replace("ID", bloc[0]) in page) is is_held, (deed, drawn)
            assert all(each.replace("ID", bloc[0]) in page for each in fields)
    stage.of_ballot("chair", pause_ballot, bloc[0])
    sent = {f"choice-{bloc[0]}": "for_", f"seq-{bloc[0]}": 1}
    assert minister.post(f"/meetings/{stage.meeting}/votes", data=sent).status_code == 409
    assert stage.place(bloc[0], "minister").seq == 0


def test_who_voted_not_is_told_so_once_it_is_closed(stage, ballot, sign_in):
    stage.cast("minister", ballot)
    stage.close(ballot)
    none = "không có phiếu được ghi nhận"
    assert none not in sign_in("minister").get(f"/ballots/{ballot}").get_data(as_text=True)
    assert none in sign_in("finance").get(f"/ballots/{ballot}").get_data(as_text=True)
    assert none not in sign_in("officer").get(f"/ballots/{ballot}").get_data(as_text=True)


@pytest.fixture
def bloc(stage):
    """Two ballots put together, and open."""
    stage.add_item("Đường sắt đô thị")
    stage.start()
    ids = stage.cabinet.act("chair", lambda actor: _prepare_together(actor, stage))
    for ballot in ids:
        stage.of_ballot("chair", open_ballot, ballot)
    return ids


def _prepare_together(actor, stage):
    items = session().query(Item).filter_by(meeting_id=stage.meeting).order_by(Item.place)
    asked = {each: each.title for each in items}
    return [each.id for each in prepare_bloc(actor, items[0].meeting, asked)]


def _form_of_bloc(page):
    """What a browser without a script sends of the form as it is drawn."""
    form = page[page.index("<bloc-form") : page.index("</bloc-form>")]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_without_script_several_are_voted_on_by_the_form_as_it_is_drawn(stage, bloc, sign_in):
    client = sign_in("minister")
    room = f"/meetings/{stage.meeting}/room"
    sent = _form_of_bloc(client.get(room).get_data(as_text=True))
    assert {"once", *(f"seq-{each}" for each in bloc)} <= set(sent)
    sent |= {
        f"choice-{bloc[0]}": "for_",
        f"choice-{bloc[1]}": "other",
        f"text-{bloc[1]}": "Bổ sung",
    }
    for _ in range(2):
        reply = client.post(f"/meetings/{stage.meeting}/votes", data=sent)
        assert (reply.status_code, reply.location) == (303, room)
    page = client.get(room).get_data(as_text=True)
    for ballot in bloc:
        place = stage.place(ballot, "minister")
        assert place.seq == 1
        assert place.receipt in page


def test_nothing_of_a_bloc_is_chosen_beforehand(stage, bloc, sign_in):
    page = sign_in("minister").get(f"/meetings/{stage.meeting}/room").get_data(as_text=True)
    form = page[page.index("<bloc-form") : page.index("</bloc-form>")]
    assert 'name="all"' in form
    assert " checked" not in form


def test_who_has_no_place_in_the_roll_sees_no_form(stage, bloc, sign_in):
    page = sign_in("officer").get(f"/meetings/{stage.meeting}/room").get_data(as_text=True)
    assert f'id="ballot-{bloc[0]}"' in page
    assert "<bloc-form" not in page


def test_an_open_ballot_stands_on_today_for_those_who_may_vote(stage, ballot, sign_in):
    drawn = f'id="vote-{ballot}"'
    assert drawn in sign_in("minister").get("/").get_data(as_text=True)
    assert drawn not in sign_in("officer").get("/").get_data(as_text=True)
    stage.close(ballot)
    assert f'id="ballot-{ballot}"' not in sign_in("minister").get("/").get_data(as_text=True)
