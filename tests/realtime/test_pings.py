"""One task pings everybody; of a crowd's messages only so many are answered at once."""

import threading
from weakref import ref

import pytest
from engineio.exceptions import SocketIsClosedError
from engineio.socket import Socket as EngineSocket
from socketio import Server

from ecabinet.realtime.pings import AT_ONCE, Pinger, drop_silent

pytestmark = pytest.mark.once


class Engine:
    """An engine whose tasks run when the test says so, and whose sleep is written down."""

    ping_interval = 10

    def __init__(self):
        self.tasks, self.slept = [], []
        self.sleep = self.slept.append

    def start_background_task(self, target, *arguments):
        self.tasks.append((target, arguments))
        return "a task"

    def refuse(self, *_):
        raise RuntimeError


class Client(EngineSocket):
    def __init__(self):
        self.closed = self.closing = self.leaves = False
        self.sent = []

    def send(self, packet):
        if self.leaves:
            raise SocketIsClosedError
        self.sent.append(packet.encode())


def test_one_task_pings_all_who_are_still_there():
    engine = Engine()
    start = Pinger(engine)
    clients = [Client() for _ in range(3)]
    gone = Client()
    gone.closing = True
    for each in (gone, *clients):
        start(each._send_ping)
    assert len(engine.tasks) == 1
    clients[1].leaves = True  # in the same moment
    engine.tasks.pop()[0]()
    assert [each.sent for each in clients] == [["2"], [], ["2"]]
    assert gone.sent == []
    assert all(9 < each <= 10 for each in engine.slept)
    start(clients[0]._send_ping)
    assert len(engine.tasks) == 1, "awake again"


def test_who_hung_up_is_not_kept_for_a_ping_that_was_due():
    start, client = Pinger(Engine()), Client()
    start(client._send_ping)
    remembered = ref(client)
    del client
    assert remembered() is None
    start._ping_all()
    assert not start._due


def test_every_other_task_is_started_as_it_is():
    engine = Engine()
    assert Pinger(engine)(print, 1) == "a task"
    assert engine.tasks == [(print, (1,))]


class Handlers(Server):
    """A server of messages that does nothing with them but wait for the test, and may fall."""

    def __init__(self):
        self.answered = []

    def answer(self, message):
        if message == "falls":
            raise LookupError
        self.answered.append(message)


def test_of_a_crowd_so_many_messages_are_answered_at_once_and_the_next_in_its_turn(monkeypatch):
    engine, server = Engine(), Handlers()
    monkeypatch.setattr(Server, "_handle_event_internal", Handlers.answer)
    start = Pinger(engine)
    for _ in range(AT_ONCE):
        start(server._handle_event_internal, "falls")
    late = threading.Thread(target=start, args=(server._handle_event_internal, "late"))
    late.start()
    late.join(0.2)
    assert late.is_alive()
    assert len(engine.tasks) == AT_ONCE
    take_up, message = engine.tasks[0]
    with pytest.raises(LookupError):
        take_up(*message)
    late.join(5)
    take_up, message = engine.tasks[AT_ONCE]
    take_up(*message)
    assert server.answered == ["late"]


def test_a_turn_that_nobody_could_be_started_for_is_the_next_ones(monkeypatch):
    engine, server = Engine(), Handlers()
    monkeypatch.setattr(Server, "_handle_event_internal", Handlers.answer)
    start = Pinger(engine)
    start._spawn = engine.refuse
    for _ in range(AT_ONCE):
        with pytest.raises(RuntimeError):
            start(server._handle_event_internal, "lost")
    assert start._turns._free == AT_ONCE, "nobody holds a turn"


class Looked(Client):
    def check_ping_timeout(self):
        self.sent.append("looked")


def test_who_is_still_there_is_looked_at_and_what_has_ended_is_forgotten():
    """Engine.IO's own look would hold for ten seconds whoever hung up meanwhile."""
    engine, here, going, gone = Engine(), Looked(), Looked(), Looked()
    going.closing, gone.closed = True, True
    engine.sockets = {"here": here, "going": going, "gone": gone}
    drop_silent(engine)
    assert [each.sent for each in (here, going, gone)] == [["looked"], [], []]
    assert [*engine.sockets] == ["here", "going"]
