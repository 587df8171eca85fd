"""One frame for all: made once, given at once, never torn, never overtaking; and what is read of what comes."""

import queue
import socket
import threading
from types import SimpleNamespace
from weakref import ref

import pytest
from engineio.exceptions import SocketIsClosedError
from engineio.socket import Socket as EngineSocket
from socketio import Server
from wsproto.frame_protocol import FrameProtocol

from ecabinet.core import native
from ecabinet.realtime import lines
from ecabinet.realtime.frames import frame_of, text_frame
from ecabinet.realtime.lines import Line
from ecabinet.realtime.packets import is_packet
from ecabinet.realtime.pings import AT_ONCE, Pinger
from ecabinet.realtime.wire import (
    LINE,
    MAX_QUEUED_BYTES,
    TOLD_IN_A_BREATH,
    BoundedQueue,
    BoundedWebSocket,
    Rest,
    tell_at_once,
)
from tests.realtime.test_wire import Packet

pytestmark = pytest.mark.once


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65535, 65536, 70000])
def test_a_frame_is_what_the_library_would_have_made_of_it(length):
    text = ("phiếu" * length)[:length]
    assert text_frame(text) == FrameProtocol(client=False, extensions=[]).send_data(text, fin=True)


def test_one_frame_is_made_for_all():
    packet = Packet('2["changed",{}]')
    assert frame_of(packet) == text_frame('42["changed",{}]')
    assert frame_of(packet) is frame_of(packet)


@pytest.fixture
def pair(monkeypatch):
    """Two ends of a line, whose kernel takes little."""
    monkeypatch.setattr(lines, "IN_KERNEL_BYTES", 1)
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    yield ours, theirs
    ours.close()
    theirs.close()


def read_all(theirs, count):
    found = b""
    while len(found) < count:
        found += theirs.recv(4096)
    return found


def fill(line):
    """Offer until the kernel takes half a frame, or none; return what it has been given whole or half."""
    given, frame = b"", text_frame("phiếu " * 300)
    while line.offer(frame):
        given += frame
        if line.rest:
            break
    return given


def test_what_is_offered_is_there_at_once(pair):
    line = Line(pair[0])
    assert line.offer(text_frame("hello"))
    assert line.rest == b""
    assert pair[1].recv(99) == text_frame("hello")


def test_a_full_kernel_takes_nothing_and_half_a_frame_is_finished_before_anything_else(pair):
    ours, theirs = pair
    line = Line(ours)
    given = fill(line)
    half = line.rest
    assert not line.offer(text_frame("next"))
    assert line.rest == half
    sent = threading.Thread(target=lambda: line.send(text_frame("last")))
    sent.start()
    whole = given + text_frame("last")
    assert read_all(theirs, len(whole)) == whole
    sent.join()
    assert line.rest == b""


def test_while_somebody_sends_nobody_else_gets_between(pair):
    line = Line(pair[0])
    with line._lock:
        assert not line.offer(text_frame("hello"))
    assert line.offer(text_frame("hello"))


def test_a_line_that_is_gone_takes_nothing(pair):
    line = Line(pair[0])
    line.cut()
    assert not line.offer(text_frame("hello"))


def test_what_is_offered_never_overtakes_what_waits(pair):
    bounded = BoundedQueue(queue.Queue())
    assert not bounded.offer(Packet("before there is a line"))
    bounded.line = Line(pair[0])
    assert bounded.offer(Packet("1"))
    bounded.put(Packet("2"))
    assert not bounded.offer(Packet("3"))
    bounded.get()
    assert not bounded.offer(Packet("3")), "taken from the queue is not yet sent"
    bounded.note_sent()
    assert bounded.offer(Packet("3"))


def test_half_a_frame_waits_in_the_queue_and_counts(pair):
    bounded = BoundedQueue(queue.Queue())
    bounded.line = Line(pair[0])
    big = Packet("x" * (MAX_QUEUED_BYTES // 2))
    assert bounded.offer(big)
    rest = bounded.get_nowait() if bounded.line.rest else None
    assert isinstance(rest, Rest)
    assert rest.encode() is rest
    sent = threading.Thread(target=rest.send)
    sent.start()
    assert read_all(pair[1], len(frame_of(big))) == frame_of(big)
    sent.join()


def test_bytes_are_nothing_that_is_told_to_all(pair):
    bounded = BoundedQueue(queue.Queue())
    bounded.line = Line(pair[0])
    packet = Packet("x")
    packet.binary = True
    assert not bounded.offer(packet)


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


@pytest.mark.parametrize(
    "sent", ["3", "1", "40", '40{"ticket":"x"}', "41", '42["watch"]', '4212["cast",{"seq":1}]']
)
def test_what_a_page_sends_is_read(sent):
    assert is_packet(sent)


@pytest.mark.parametrize(
    "sent",
    [
        b'42["watch"]',
        "",
        "2",
        "5",
        "b",
        "40[",
        "40{",
        "40/other,",
        "42",
        "42[]",
        "42[1]",
        '42["a",1,2]',
        '42["connect",{}]',
        '42["disconnect"]',
        "42{}",
        '421234567890["a"]',
        '42١["a"]',
        "451-[]",
        "42" + "[" * 9000 + "]" * 9000,
    ],
)
def test_what_no_page_sends_is_not_even_read(sent):
    assert not is_packet(sent)


def test_a_client_whose_answer_lies_unread_is_not_silent():
    """In a crowd it is the server that comes late: nobody is sent away for it."""
    here, there = socket.socketpair()
    with here, there:
        line = Line(here)
        assert not line.has_unread()
        there.send(b"3")
        assert line.has_unread()
        here.recv(1)
        assert not line.has_unread()
    assert not line.has_unread()


class Silent:
    """A client of Engine.IO that has not answered its ping, as far as anybody has looked."""

    queue = None

    def check_ping_timeout(self):
        return False

    def serve(self, _socket):
        """Nothing is served."""

    def close(self, **_how):
        """Nothing is left of it."""


def test_a_client_whose_answer_waits_behind_a_message_of_its_own_is_not_silent():
    """Both were read at once, and the message waits until others are answered."""
    client = Silent()
    made = SimpleNamespace(server_args={})
    BoundedWebSocket(lambda *_: made, client.serve, None)
    assert not client.check_ping_timeout(), "hands are not even shaken"
    made.ws = SimpleNamespace(input_buffer=["3"])
    assert client.check_ping_timeout()
    made.ws.input_buffer.clear()
    assert not client.check_ping_timeout()


class Ended:
    """A line of Engine.IO that ends with an error, as it does under gunicorn."""

    def __init__(self):
        self.client, self.server_args, self.app = Silent(), {}, print
        self.client.sid, self.client.queue = "it", SimpleNamespace()
        self.client.server = SimpleNamespace(sockets={"it": self.client})

    def __call__(self, *_):
        raise StopIteration


def test_a_line_that_ended_is_listed_nowhere_from_that_moment():
    ended = Ended()
    bounded = BoundedWebSocket(lambda *_: ended, ended.client.serve, None)
    with pytest.raises(StopIteration):
        bounded({LINE: None}, None)
    assert not ended.client.server.sockets
    assert ended.app is None
    assert not ended.client.check_ping_timeout(), "its own again"


def test_telling_a_room_breathes_between_so_many_lines(monkeypatch):
    """Whoever turns a page is heard before the last of a thousand is told."""
    told, breaths = [], []
    monkeypatch.setattr(native, "breathe", lambda: breaths.append(len(told)))
    engine = SimpleNamespace(sockets={}, send_packet=lambda sid, _: told.append(sid))
    server = SimpleNamespace(eio=engine)
    tell_at_once(server)
    for number in range(2 * TOLD_IN_A_BREATH + 10):
        server._send_eio_packet(number, Packet("x"))
    assert breaths == [TOLD_IN_A_BREATH - 1, 2 * TOLD_IN_A_BREATH - 1]
    assert len(told) == 2 * TOLD_IN_A_BREATH + 10
