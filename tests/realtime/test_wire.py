"""Below the socket: whole frames, no compression, and bounds in memory and time."""

import queue
import socket

import pytest
from socketio import Server
from wsproto.utilities import RemoteProtocolError

from ecabinet.realtime import wire
from ecabinet.realtime.lines import Line
from ecabinet.realtime.wire import LINE, MAX_QUEUED_BYTES, BoundedQueue, Wire, bound

pytestmark = pytest.mark.once
ORIGIN = "http://localhost:8000"


class HalfSocket:
    """A kernel that takes two bytes at a time."""

    def __init__(self):
        self.taken = b""

    def send(self, data):
        self.taken += data[:2]
        return 2

    def sendall(self, data):
        self.taken += data

    def fileno(self):
        return 7

    def shutdown(self, _how):
        raise OSError


class Packet:
    binary = False

    def __init__(self, data):
        self.data = data

    def encode(self):
        return f"4{self.data}"


def test_a_frame_is_sent_whole():
    raw = HalfSocket()
    whole = Line(raw)
    assert whole.send(b"a long frame") == 12
    assert raw.taken == b"a long frame"
    assert whole.fileno() == 7


def test_a_line_that_is_gone_is_cut_without_a_word():
    Line(HalfSocket()).cut()


def test_a_handshake_is_never_compressed():
    seen = {}
    environ = {
        "HTTP_UPGRADE": "WebSocket",
        "HTTP_CONNECTION": "Upgrade",
        "HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate",
        "gunicorn.socket": HalfSocket(),
        "PATH_INFO": "/socket.io/",
        "HTTP_ORIGIN": ORIGIN,
    }
    Wire(lambda environ, _: seen.update(environ) or [], [ORIGIN])(environ, None)
    assert "HTTP_SEC_WEBSOCKET_EXTENSIONS" not in seen
    assert isinstance(seen["gunicorn.socket"], Line)
    assert seen[LINE] is seen["gunicorn.socket"]


def test_nothing_stays_of_a_handshake_that_was_none():
    """Whoever is not signed in could fill the memory with them."""
    server = Server(async_mode="threading", transports=["websocket"], monitor_clients=False)
    forgotten = []
    bound(server.eio, forgotten.append)
    here, there = socket.socketpair()
    environ = {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": "EIO=4&transport=websocket",
        "HTTP_HOST": "localhost",
        "HTTP_UPGRADE": "websocket",
        "HTTP_CONNECTION": "Upgrade",
        "gunicorn.socket": Line(here),
        LINE: Line(here),
    }
    with here, there, pytest.raises(RemoteProtocolError):
        server.handle_request(environ, None)
    assert server.environ == {}
    assert server.eio.sockets == {}
    assert len(forgotten) == 1


@pytest.fixture
def waiting():
    """A queue whose cut is told."""
    bounded = BoundedQueue(queue.Queue())
    bounded.cuts = []
    bounded.line = FullLine(bounded.cuts)
    return bounded


class FullLine(Line):
    """A line that takes nothing at once."""

    def __init__(self, cuts):
        super().__init__(HalfSocket())
        self.cut = lambda: cuts.append(1)

    def offer(self, frame):
        return not frame


def test_what_waits_is_bounded_in_bytes(waiting):
    for _ in range(16):
        waiting.put(Packet("x" * (MAX_QUEUED_BYTES // 16)))
    assert waiting.cuts == []
    waiting.put(Packet("x"))
    assert waiting.cuts == [1]
    assert waiting.qsize() == 17
    assert [waiting.get() for _ in range(17)][-1] is None


def test_what_was_fetched_waits_no_more(waiting):
    for _ in range(100):
        waiting.put(Packet("x" * (MAX_QUEUED_BYTES // 2)))
        waiting.get()
    assert waiting.cuts == []


def test_what_waits_is_bounded_in_time(waiting, monkeypatch):
    waiting.put(Packet("x"))
    monkeypatch.setattr(wire, "MAX_QUEUED_S", -1)
    waiting.put(None)
    assert waiting.cuts == []
    waiting.put(Packet("x"))
    assert waiting.cuts == [1]
