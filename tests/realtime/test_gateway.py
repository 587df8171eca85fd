"""The socket: who may watch what, what is told when, and that nothing is missed."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from ecabinet.core import clock
from ecabinet.core.errors import Refused
from ecabinet.core.events import record
from ecabinet.core.transaction import run
from ecabinet.notifications.inbox import Noticed
from ecabinet.realtime import gateway
from ecabinet.realtime.coalesce import Coalescer
from ecabinet.realtime.limits import MESSAGES_A_MINUTE, Sockets
from tests.fixtures_app import connect_socket


def tell(cabinet, username="minister"):
    account_id = cabinet.id(username)
    record(Noticed(actor_id="test", message="x", account_ids=(account_id,)))


def heard(client):
    return [(each["name"], each["args"][0]) for each in client.get_received()]


def until(true, seconds=5):
    """Wait for what happens in a thread of its own."""
    rest, deadline = threading.Event(), time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        rest.wait(0.01)


def watch(client, *topics):
    return client.emit("watch", {"topics": dict.fromkeys(topics, 0)}, callback=True)


def test_a_watcher_hears_of_a_change_once_it_is_true(cabinet, socket):
    client, topic = socket("minister"), f"inbox:{cabinet.id('minister')}"
    assert watch(client, topic)["topics"] == {topic: 0}
    run(lambda: tell(cabinet))
    assert heard(client) == [("changed", {"topic": topic, "seq": 1})]


def test_what_was_undone_is_never_told(cabinet, socket):
    client, topic = socket("minister"), f"inbox:{cabinet.id('minister')}"
    watch(client, topic)

    def deed():
        tell(cabinet)
        raise Refused("No.")

    with pytest.raises(Refused):
        run(deed)
    assert heard(client) == []
    assert client.emit("sync", {"topics": {topic: 0}}, callback=True) == {"topics": {topic: 0}}


@pytest.mark.parametrize("topic", ["inbox:{chair}", "nonsense:1", "inbox:", "", "inbox"])
def test_a_topic_that_is_not_ours_is_neither_joined_nor_numbered(cabinet, socket, topic):
    topic = topic.format(chair=cabinet.id("chair"))
    client = socket("minister")
    answer = watch(client, topic)
    assert answer["topics"] == {}
    assert answer["refused"] == [topic]
    run(lambda: tell(cabinet, "chair"))
    assert heard(client) == []
    assert client.emit("sync", {"topics": {topic: 0}}, callback=True) == {"topics": {}}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        "inbox",
        {"topics": ["a"]},
        {"topics": {"item:\ud800": 0}},
        {"topics": {"a" * 9: 0} | {str(n): 0 for n in range(99)}},
    ],
)
def test_what_cannot_be_read_is_answered_in_words(socket, sent):
    answer = socket("minister").emit("watch", sent, callback=True)
    assert answer["error"] == 422
    assert answer["sentence"]


def test_a_missed_change_is_seen_by_the_next_look(cabinet, socket):
    topic = f"inbox:{cabinet.id('minister')}"
    run(lambda: tell(cabinet))
    run(lambda: tell(cabinet))
    client = socket("minister")
    assert client.emit("sync", {"topics": {topic: 0}}, callback=True) == {"topics": {topic: 2}}


def test_changes_are_told_at_once_then_together():
    emitted, rests = [], []
    coalescer = Coalescer(
        lambda topic, seq: emitted.append((topic, seq)),
        lambda _, work: rests.append(work),
        lambda: 60,
    )
    for seq in range(1, 100):
        coalescer.move({"a": seq})
    assert emitted == [("a", 1)]
    rests.pop()()
    assert emitted == [("a", 1), ("a", 99)]
    rests.pop()()
    coalescer.move({"a": 100})
    assert emitted[-1] == ("a", 100)
    coalescer.move({"a": 100})  # told by another deed of the same group
    rests.pop()()
    assert emitted.count(("a", 100)) == 1


@pytest.mark.parametrize(("watchers", "rest_s"), [(0, 0.1), (60, 0.1), (1000, 0.4), (4000, 0.5)])
def test_the_larger_the_crowd_the_longer_the_rest(watchers, rest_s):
    rests = []
    coalescer = Coalescer(lambda *_: None, lambda rest, _: rests.append(rest), lambda: watchers)
    coalescer.move({"a": 1})
    assert rests == [rest_s]


def test_a_hundred_messages_a_minute_are_answered_and_no_more(socket, statements, monkeypatch):
    monkeypatch.setattr(gateway, "_sockets", Sockets())
    started = clock.now()
    with clock.set_to(started):
        client = socket("minister")
        for _ in range(MESSAGES_A_MINUTE):
            assert watch(client)["ok"]
        with statements() as count:
            answer = watch(client)
        assert count() == 0
        assert answer["error"] == 429
        assert answer["sentence"]
        until(lambda: not client.is_connected())
    assert not gateway._sockets._sessions
    assert not gateway._sockets._of_session


def test_what_is_said_is_counted_by_session_and_forgotten_after_a_minute():
    sockets, started = Sockets(), clock.now()
    sockets.open("session", "a", "minister")
    sockets.open("other", "c", "finance")
    with clock.set_to(started):
        assert all(sockets.admits("a") for _ in range(MESSAGES_A_MINUTE))
        sockets.close("a")
        sockets.open("session", "b", "minister")
        assert not sockets.admits("b")
        assert sockets.admits("c")
    with clock.set_to(started + timedelta(seconds=61)):
        assert sockets.admits("b")


def test_a_fourth_socket_of_one_session_closes_the_oldest(app, sign_in, monkeypatch):
    monkeypatch.setattr(gateway, "_sockets", Sockets())
    browser = sign_in("minister")
    first, *others = [connect_socket(app, browser) for _ in range(4)]
    assert not first.is_connected()
    assert all(each.is_connected() for each in others)
    for each in others:
        each.disconnect()
    assert not gateway._sockets._of_session


def known():
    """Return whom Socket.IO knows; tests before this one may have left somebody."""
    manager = gateway.socketio.server.manager
    coming = manager.pending_connect.get("/", [])
    return {*manager.rooms.get("/", {}).get(None, {}), *coming}


def test_whom_the_database_cannot_be_asked_about_is_not_let_in_and_nothing_stays(
    socket, monkeypatch
):
    def fall(_):
        raise OperationalError("SELECT", {}, LookupError())

    monkeypatch.setattr(gateway, "_is_welcome", fall)
    before = known()
    assert not socket("minister").is_connected()
    assert known() == before


def test_whose_line_ended_before_they_were_let_in_is_forgotten(app, monkeypatch):
    """Socket.IO takes leave only of those who had been let in."""
    monkeypatch.setattr(gateway, "_sockets", Sockets())
    server, before = gateway.socketio.server, known()
    sid = server.manager.pre_connect("line", "/")
    gateway._sockets.open("session", sid, "minister")
    server._handle_eio_disconnect("line", "hung up")
    assert known() == before | {sid}
    gateway._forget("line")
    assert known() == before
    assert not gateway._sockets._of_session


def test_nobody_but_ourselves_looks_for_those_who_hung_up(app):
    """Engine.IO would hold for ten seconds all whom it has not come to yet."""
    assert not gateway.socketio.server.eio.start_service_task


def test_whatever_a_look_falls_over_the_next_second_looks_again(app, monkeypatch):
    looks = []

    def look(_):
        looks.append(1)
        raise LookupError

    def sleep(_):
        if len(looks) > 1:
            raise SystemExit

    monkeypatch.setattr(gateway, "drop_silent", look)
    monkeypatch.setattr(gateway.socketio, "sleep", sleep)
    with pytest.raises(SystemExit):
        gateway.keep_watch()
    assert len(looks) == 2
