"""A ballot over the socket: the same vote, and what everybody hears of it."""

import pytest

from ecabinet.ballots.models import Choice
from ecabinet.ballots.operations import annul_ballot
from ecabinet.ballots.preparing_operations import repeat_ballot
from ecabinet.ballots.queries import find_panel
from tests.realtime.test_gateway import heard, until


@pytest.fixture
def ballot(stage):
    return stage.start().open()


def test_the_socket_takes_the_same_vote(stage, ballot, socket):
    client = socket("minister")
    sent = {"ballot": ballot, "choice": "other", "text": "Bổ sung nguồn vốn", "seq": 1}
    first = client.emit("cast", sent, callback=True)
    assert first["ok"]
    assert first["receipt"] == stage.place(ballot, "minister").receipt
    assert client.emit("cast", sent, callback=True) == first
    assert client.emit("cast", sent | {"choice": "for_"}, callback=True)["error"] == 409
    assert client.emit("cast", sent | {"seq": 2, "text": ""}, callback=True)["error"] == 422
    assert client.emit("cast", sent | {"more": 1}, callback=True)["error"] == 422
    assert client.emit("cast", sent | {"seq": True}, callback=True)["error"] == 422
    stage.close(ballot)
    assert client.emit("cast", sent, callback=True) == first
    assert client.emit("cast", sent | {"seq": 2}, callback=True)["error"] == 410


def test_a_ballot_is_watched_only_by_who_sees_it(ballot, socket):
    topic = f"ballot:{ballot}"
    for username, allowed in (("minister", True), ("officer", True), ("stranger", False)):
        answer = socket(username).emit("watch", {"topics": {topic: 0}}, callback=True)
        assert (topic in answer["topics"]) == allowed


def test_what_watchers_are_told_holds_no_choice(stage, ballot, socket):
    watcher = socket("finance")
    watcher.emit("watch", {"topics": {f"ballot:{ballot}": 0}}, callback=True)
    stage.cast("minister", ballot, Choice.AGAINST)
    told = _states(watcher)
    for each in told:
        assert set(each) == {"topic", "seq", "data"}
        assert set(each["data"]) == {"cast", "left", "total", "at", "look"}
    assert told[-1]["data"]["cast"] == 1


def test_a_vote_changes_how_many_and_not_how_the_page_looks(stage, ballot, socket):
    watcher = socket("finance")
    topic = f"ballot:{ballot}"
    watcher.emit("watch", {"topics": {topic: 0}}, callback=True)
    stage.cast("minister", ballot)
    before = _states(watcher)[-1]["data"]
    stage.cast("health", ballot)
    after = _states(watcher)[-1]["data"]
    assert (before["cast"], after["cast"]) == (1, 2)
    assert before["look"] == after["look"]
    stage.close(ballot)
    assert _states(watcher)[-1]["data"]["look"] != after["look"]


def _states(watcher):
    """Wait for what the room is told next."""
    found = []
    until(lambda: found.extend(said for name, said in heard(watcher) if name == "state") or found)
    return found


def _hear_another_look(watcher, seen):
    """Wait until the room is told a look that was not there before: word of an earlier change may still be coming."""
    told = []
    until(lambda: told.extend(_states(watcher)) or told[-1]["data"]["look"] not in seen)
    return told[-1]["data"]["look"]


def test_whoever_looks_at_an_annulled_ballot_learns_that_it_is_held_again(stage, ballot, socket):
    stage.of_ballot("chair", annul_ballot, ballot, "Nhầm câu hỏi")
    watcher = socket("finance")
    watcher.emit("watch", {"topics": {f"ballot:{ballot}": 0}}, callback=True)
    page = stage.cabinet.look("finance", lambda actor: find_panel(actor, ballot))
    looks = [page.ballot.look]
    again = stage.of_ballot("chair", lambda actor, first: repeat_ballot(actor, first).id, ballot)
    looks.append(_hear_another_look(watcher, looks))
    stage.open(ballot=again)
    looks.append(_hear_another_look(watcher, looks))
    assert len(set(looks)) == 3


def test_a_repetition_that_was_only_prepared_and_annulled_is_spoken_of_no_more(
    stage, ballot, socket
):
    stage.of_ballot("chair", annul_ballot, ballot, "Nhầm câu hỏi")
    again = stage.of_ballot("chair", lambda actor, first: repeat_ballot(actor, first).id, ballot)
    page = lambda: stage.cabinet.look("chair", lambda actor: find_panel(actor, ballot).ballot)  # noqa: E731
    assert page().repetition.id == again
    watcher = socket("finance")
    watcher.emit("watch", {"topics": {f"ballot:{ballot}": 0}}, callback=True)
    before = page().look
    stage.of_ballot("chair", annul_ballot, again, "Chuẩn bị nhầm")
    assert page().repetition is None
    assert _hear_another_look(watcher, [before]) == page().look


def test_only_one_self_hears_of_ones_own_vote_and_only_the_desk_of_who_voted(stage, ballot, socket):
    own, turnout = f"vote:{ballot}.{stage.cabinet.id('minister')}", f"turnout:{ballot}"
    wanted = {"topics": {own: 0, turnout: 0}}
    for username, hears in (
        ("minister", {own}),
        ("finance", set()),
        ("chair", {turnout}),
        ("officer", {turnout}),
        ("stranger", set()),
    ):
        answer = socket(username).emit("watch", wanted, callback=True)
        assert set(answer["topics"]) == hears, username
