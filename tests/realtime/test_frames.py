"""One frame for all: made once, given at once, never torn, never overtaking; and what is read of what comes."""

import queue
import socket
import threading
from types import SimpleNamespace

import pytest
from wsproto.frame_protocol import FrameProtocol

from ecabinet.core import native
from ecabinet.realtime import lines
from ecabinet.realtime.frames import frame_of, text_frame
from ecabinet.realtime.lines import Line
from ecabinet.realtime.packets import is_packet
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
    BoundedWebSocket(lambda *_: made, client.serve, None, print)
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
    ended, forgotten = Ended(), []
    bounded = BoundedWebSocket(lambda *_: ended, ended.client.serve, None, forgotten.append)
    with pytest.raises(StopIteration):
        bounded({LINE: None}, None)
    assert not ended.client.server.sockets
    assert forgotten == ["it"]
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
