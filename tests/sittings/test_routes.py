"""The room as people see it, without script."""

import pytest

from ecabinet.agenda.models import ItemGuest
from ecabinet.ballots.operations import announce_ballot
from ecabinet.core.database import session
from ecabinet.core.transaction import run
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.models import Invitation
from tests.ballots.stage import QUESTION
from tests.cabinet import EVERYBODY, MEMBERS
from tests.sittings.room import RoomOf

PARTS = ("agenda", "main", "side", "status")


@pytest.fixture
def room(stage):
    return RoomOf(stage)


def invite_guest(stage, item):
    def invite():
        guest = stage.cabinet.id("guest")
        session().add(
            Invitation(meeting_id=stage.meeting, account_id=guest, votes=False, title="Khách mời")
        )
        session().add(ItemGuest(item_id=item, account_id=guest))

    run(invite)


def text(reply):
    assert reply.status_code == 200, reply.status
    return reply.get_data(as_text=True)


@pytest.mark.parametrize("username", EVERYBODY)
def test_who_enters_the_room(room, sign_in, username):
    inside = {*MEMBERS, "officer", "head", "assistant"}
    client = sign_in(username)
    expected = 200 if username in inside else 404
    assert client.get(room.url).status_code == expected
    for part in PARTS:
        assert client.get(f"{room.url}/{part}").status_code == expected


def test_a_part_that_is_none_is_not_found(room, sign_in):
    assert sign_in("minister").get(f"{room.url}/kitchen").status_code == 404


def test_before_the_session_a_member_checks_in_and_the_quorum_follows(room, sign_in):
    client = sign_in("minister")
    assert "0/5" in text(client.get(room.url))
    assert client.post(f"{room.url}/check-in", data={"online": "yes"}).status_code == 303
    page = text(client.get(room.url))
    assert "1/5" in page
    assert f"{room.url}/check-in" not in page


def test_the_desk_checks_a_member_in_and_out(room, sign_in, cabinet):
    client = sign_in("officer")
    address = f"{room.url}/members/{cabinet.id('minister')}"
    assert client.post(f"{address}/check-in").status_code == 303
    assert room.seen_by("officer", lambda seen: seen.attendance.present) == 1
    assert client.post(f"{address}/check-out").status_code == 303
    assert room.seen_by("officer", lambda seen: seen.attendance.present) == 0
    assert sign_in("minister").post(f"{address}/check-in").status_code == 403


def test_only_the_chair_and_the_desk_are_given_the_controls(room, sign_in, stage):
    stage.start()
    room.call()
    for username in (*MEMBERS, "officer", "head", "assistant"):
        page = text(sign_in(username).get(room.url))
        assert ("room__control" in page) == (username in {"chair", "officer", "head"}), username


def test_a_session_from_its_first_item_to_its_end(room, sign_in, stage):
    stage.start()
    chair, member = sign_in("chair"), sign_in("minister")
    assert chair.post(f"{room.url}/item", data={"item_id": stage.item}).status_code == 303
    assert "Nhà ở xã hội" in text(member.get(f"{room.url}/main"))
    put = {"item_id": stage.item, "question": QUESTION, "opens": "yes"}
    assert chair.post(f"{room.url}/ballots", data=put).status_code == 303
    ballot = room.seen_by("minister", lambda seen: seen.panel.ballot.id)
    page = text(member.get(room.url))
    assert QUESTION in page
    assert f"/ballots/{ballot}/votes" in page
    vote = {"choice": "for_", "seq": "1"}
    assert member.post(f"/ballots/{ballot}/votes", data=vote).status_code == 303
    assert chair.post(f"/ballots/{ballot}/close").status_code == 303
    assert "tally" not in text(member.get(room.url))
    assert chair.post(f"/ballots/{ballot}/announce").status_code == 303
    assert "tally" in text(member.get(room.url))
    stage.of_meeting("chair", meetings.end_meeting)
    assert f"/meetings/{stage.meeting}/minutes" in text(member.get(room.url))


def test_a_missing_quorum_is_said_where_a_vote_is_put_and_taken(room, sign_in, stage):
    stage.start(present=MEMBERS[:3])
    room.call()
    said, chair = "Có mặt 3 trên 5 thành viên; cần 4", sign_in("chair")
    assert said in text(chair.get(f"{room.url}/main"))
    put = {"item_id": stage.item, "question": QUESTION, "opens": "yes"}
    assert chair.post(f"{room.url}/ballots", data=put).status_code == 303
    assert said in text(chair.get(f"{room.url}/main"))
    assert said not in text(sign_in("minister").get(f"{room.url}/main"))


def test_with_a_quorum_nothing_is_missed_and_the_number_is_in_sight(room, sign_in, stage):
    stage.start()
    room.call()
    chair = sign_in("chair")
    assert "cần 4: chưa đủ" not in text(chair.get(f"{room.url}/main"))
    assert "thành viên có mặt; cần 4." in text(sign_in("minister").get(f"{room.url}/main"))
    assert "5 trên 5 có mặt; cần 4" in text(chair.get(f"{room.url}/status"))


def test_a_question_that_is_empty_is_asked_for_again(room, sign_in, stage):
    stage.start()
    room.call()
    chair = sign_in("chair")
    sent = {"item_id": stage.item, "question": " ", "opens": "yes"}
    for headers in ({}, {"X-Fragment": "1"}):
        reply = chair.post(f"{room.url}/ballots", data=sent, headers=headers)
        assert reply.status_code == 422
        assert 'id="f-question-error"' in reply.get_data(as_text=True)


def test_a_ballot_is_put_only_on_an_item_of_this_session(room, sign_in, stage, cabinet):
    other = type(stage)(cabinet)
    stage.start()
    sent = {"item_id": other.item, "question": QUESTION}
    assert sign_in("chair").post(f"{room.url}/ballots", data=sent).status_code == 404


def test_who_is_recused_sees_a_polite_sentence_and_nothing_of_the_item(room, sign_in, stage):
    stage.recuse("finance")
    stage.start()
    room.call()
    stage.open()
    client = sign_in("finance")
    for address in (room.url, *(f"{room.url}/{part}" for part in PARTS)):
        page = text(client.get(address))
        assert "Nhà ở xã hội" not in page
        assert QUESTION not in page
    assert room.seen_by("finance", lambda seen: seen.hidden)


def test_a_guest_sees_only_their_item(room, sign_in, stage):
    other = stage.add_item("Nội dung mời khách")
    invite_guest(stage, other)
    stage.start()
    room.call()
    guest = sign_in("guest")
    assert "Nhà ở xã hội" not in text(guest.get(room.url))
    room.call(other)
    page = text(guest.get(room.url))
    assert "Nội dung mời khách" in page
    assert f"{room.url}/floor/ask" in page


def test_the_floor_by_forms(room, sign_in, stage):
    stage.start()
    room.call()
    member, chair = sign_in("minister"), sign_in("chair")
    assert member.post(f"{room.url}/floor/ask").status_code == 303
    request = room.seen_by("chair", lambda seen: seen.floor.waiting[0].id)
    assert member.post(f"{room.url}/floor/call", data={"request_id": request}).status_code == 403
    reply = chair.post(
        f"{room.url}/floor/call", data={"request_id": request}, headers={"X-Fragment": "1"}
    )
    assert f"speech-{request}" in text(reply)
    assert chair.post(f"{room.url}/floor/end").status_code == 303
    assert member.post(f"{room.url}/floor/ask").status_code == 303
    assert member.post(f"{room.url}/floor/withdraw").status_code == 303
    assert room.seen_by("chair", lambda seen: len(seen.floor.waiting)) == 0


def test_nobody_speaks_before_an_item_is_called(room, sign_in, stage):
    stage.start()
    assert sign_in("minister").post(f"{room.url}/floor/ask").status_code == 409


def statements_of(statements, client, url):
    client.get(url)
    with statements() as count:
        assert client.get(url).status_code == 200
    return count()


def test_the_room_takes_as_many_statements_for_a_long_agenda_as_for_a_short_one(
    room, sign_in, stage, statements
):
    stage.start()
    room.call()
    ballot = stage.open()
    for username in MEMBERS:
        stage.cast(username, ballot)
    stage.close(ballot)
    stage.of_ballot("chair", announce_ballot, ballot)
    client = sign_in("minister")
    few = statements_of(statements, client, room.url)
    for number in range(20):
        stage.add_item(f"Nội dung {number}")
    for username in ("finance", "health"):
        room.ask(username)
    assert statements_of(statements, client, room.url) == few
