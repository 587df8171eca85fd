"""The floor: one queue, one speaker, and what the session and its agenda do to it."""

import pytest

from ecabinet.audit.models import Entry
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Missing, Refused
from ecabinet.meetings import operations as meetings
from ecabinet.sittings import operations, policy
from ecabinet.sittings.models import Sitting, Speech, SpeechRequest
from tests.cabinet import EVERYBODY, MEMBERS
from tests.sittings.room import RoomOf


@pytest.fixture
def room(stage):
    stage.start()
    found = RoomOf(stage)
    found.call()
    return found


def state_of(request):
    with reading() as current:
        return current.get_one(SpeechRequest, request).state


def facts(name):
    with reading() as current:
        return [
            each.details
            for each in current.query(Entry).filter_by(event=name).order_by(Entry.position)
        ]


def test_the_room_is_there_when_the_session_begins(stage):
    stage.start()
    with reading() as current:
        assert current.get_one(Sitting, stage.meeting).item_id is None


def test_a_called_item_is_on_the_table_at_once(room, stage):
    assert room.seen_by("minister", lambda seen: seen.item.id) == stage.item
    other = stage.add_item("Nội dung khác")
    room.call(other, "officer")
    assert room.seen_by("minister", lambda seen: seen.item.id) == other


def test_an_item_of_another_session_is_not_called(room, stage, cabinet):
    other = type(stage)(cabinet)
    with pytest.raises(Missing):
        room.call(other.item)


def test_who_asks_twice_stands_in_the_queue_once(room):
    assert room.ask("minister") == room.ask("minister")
    assert len(facts("speech.asked")) == 1


def test_the_queue_is_in_the_order_of_asking(room):
    for username in ("finance", "minister"):
        room.ask(username)
    names = room.seen_by(
        "chair", lambda seen: [each.account.username for each in seen.floor.waiting]
    )
    assert names == ["finance", "minister"]


def test_one_speaks_at_a_time(room):
    first, second = room.ask("minister"), room.ask("finance")
    room.give_floor(first)
    room.give_floor(second, "officer")
    assert (state_of(first), state_of(second)) == (Speech.DONE, Speech.SPEAKING)
    assert [each["by_order"] for each in facts("speech.called")] == [False, True]


def test_called_twice_is_called_once(room):
    request = room.ask("minister")
    room.give_floor(request)
    room.give_floor(request)
    assert len(facts("speech.called")) == 1


def test_a_request_is_taken_back_and_a_speech_is_ended_by_oneself(room):
    request = room.ask("minister")
    room.withdraw("minister")
    assert state_of(request) is Speech.WITHDRAWN
    with pytest.raises(Refused):
        room.give_floor(request)
    again = room.ask("minister")
    room.give_floor(again)
    room.withdraw("minister")
    assert state_of(again) is Speech.DONE


def test_nobody_takes_back_anothers_request(room):
    request = room.ask("minister")
    with reading() as current:
        row = current.get_one(SpeechRequest, request)
    with pytest.raises(Denied):
        room.do("finance", operations.withdraw_request, row)


def test_the_floor_is_taken_back_whoever_was_first(room):
    room.give_floor(room.ask("minister"))
    room.do("chair", operations.end_speech)
    room.do("officer", operations.end_speech)
    assert len(facts("speech.ended")) == 1
    with pytest.raises(Denied):
        room.do("minister", operations.end_speech)


def test_another_item_dissolves_the_queue(room, stage):
    speaking, waiting = room.ask("minister"), room.ask("finance")
    room.give_floor(speaking)
    room.call(stage.add_item("Nội dung khác"))
    assert (state_of(speaking), state_of(waiting)) == (Speech.DONE, Speech.WITHDRAWN)
    assert len(facts("floor.cleared")) == 1


def test_the_end_of_the_session_ends_the_speech(room, stage):
    request = room.ask("minister")
    room.give_floor(request)
    stage.of_meeting("chair", meetings.end_meeting)
    assert state_of(request) is Speech.DONE


def test_nobody_asks_while_the_session_is_paused(room, stage):
    stage.of_meeting("chair", meetings.pause_meeting)
    with pytest.raises(Refused):
        room.ask("minister")


def test_who_is_recused_hears_nothing_of_the_floor(room, stage):
    room.ask("minister")
    stage.recuse("finance")
    floor = room.seen_by("finance", lambda seen: seen.floor)
    assert (floor.speaking, list(floor.waiting)) == (None, [])
    with pytest.raises(Denied):
        room.ask("finance")


def test_who_may_what_in_the_room(room, stage):
    def who(rule):
        def asked(actor):
            return rule(actor, session().get_one(Sitting, stage.meeting))

        return {name for name in EVERYBODY if stage.cabinet.look(name, asked)}

    assert who(policy.may_see) == {*MEMBERS, "officer", "head", "assistant"}
    assert who(policy.may_run) == {"chair", "officer", "head"}
    assert who(policy.may_ask) == set(MEMBERS)


def test_the_rule_and_its_query_agree_on_everybody(room, stage):
    for name in EVERYBODY:
        with reading() as current:
            actor = stage.cabinet.look(name, lambda actor: actor)
            pure = policy.may_see(actor, current.get_one(Sitting, stage.meeting))
            queried = current.query(Sitting).filter(policy.visible_to(actor)).count() == 1
            assert pure == queried, name


def test_the_socket_asks_withdraws_and_checks_in(room, stage, socket):
    client = socket("minister")
    sent = {"meeting": stage.meeting}
    assert client.emit("ask_to_speak", sent, callback=True)["ok"]
    assert room.seen_by("chair", lambda seen: len(seen.floor.waiting)) == 1
    assert client.emit("withdraw", sent, callback=True)["ok"]
    assert client.emit("withdraw", sent, callback=True)["ok"]
    assert room.seen_by("chair", lambda seen: len(seen.floor.waiting)) == 0
    assert client.emit("check_in", sent | {"online": True}, callback=True)["ok"]
    assert room.seen_by("minister", lambda seen: seen.invitation.online)
    assert socket("stranger").emit("ask_to_speak", sent, callback=True)["error"] == 404


def test_the_room_and_its_floor_are_watched_only_by_who_enters(room, stage, socket):
    topics = {f"{kind}:{stage.meeting}": 0 for kind in ("room", "floor", "presence", "agenda")}
    inside = socket("minister").emit("watch", {"topics": topics}, callback=True)
    outside = socket("stranger").emit("watch", {"topics": topics}, callback=True)
    assert set(inside["topics"]) == set(topics)
    assert outside["topics"] == {}
