"""Mends below Socket.IO: whole sends, one frame for all, no compression, and an end to what a client leaves lying.

`simple_websocket` sends once and loses the rest of a frame that the kernel did not take at once. Browsers offer
permessage-deflate, which doubles the memory of a connection for messages of a few bytes. Engine.IO queues without
end for a client that never reads, waits for ever for one whose network was cut, and looks at the size of a message
only when all of it is in memory. What a whole room is told it encodes, queues and frames for each, and wakes a
greenlet for it: here it is one frame, given to each kernel at once, and queued for those alone who are behind.
"""

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

import structlog
from wsproto.utilities import LocalProtocolError

from ecabinet.core import native
from ecabinet.realtime.entrance import Place, door, standing_at
from ecabinet.realtime.frames import frame_of
from ecabinet.realtime.limits import Pace
from ecabinet.realtime.lines import Line
from ecabinet.realtime.packets import is_packet
from ecabinet.realtime.pings import Pinger

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Forget = Callable[[str], None]
SOCKET_KEYS = ("gunicorn.socket", "werkzeug.socket")
LINE = "ecabinet.line"
SOCKETS_PATH = "/socket.io"
MAX_MESSAGE_BYTES = 16 * 1024
MAX_QUEUED_BYTES = 256 * 1024
MAX_QUEUED_S = 30.0
TOLD_IN_A_BREATH = 50  # lines: to tell a thousand takes as long as several pages do

log = structlog.get_logger(__name__)


class Rest:
    """Stands in a queue for the second half of a frame, which waits at its line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.data = line.rest

    def encode(self) -> "Rest":
        return self

    def send(self) -> None:
        self._line.send(b"")


class BoundedQueue:
    """What waits to be sent to one client. Too much, or for too long, and the line is cut."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._waiting: deque[tuple[float, int]] = deque()
        self._bytes = 0
        self._unsent = 0  # put down here and not yet on the line
        self.line: Line | None = None

    def offer(self, packet: Any) -> bool:
        """Send it past the queue, whole and at once, where nothing is before it and the line takes it."""
        if self.line is None or self._unsent or packet.binary:
            return False
        if not self.line.offer(frame_of(packet)):
            return False
        if self.line.rest:
            self.put(Rest(self.line))
        return True

    def note_sent(self) -> None:
        self._unsent -= 1

    def put(self, packet: Any) -> None:
        size = len(packet.data) if isinstance(getattr(packet, "data", None), str | bytes) else 0
        self._waiting.append((time.monotonic(), size))
        self._bytes += size
        if packet is not None and self.is_overfull() and self.line:
            log.warning("slow_reader", queued=self._bytes)
            self.line.cut()
            return self._forget()
        self._unsent += packet is not None
        self._inner.put(packet)
        return None

    def is_overfull(self) -> bool:
        oldest = self._waiting[0][0] if self._waiting else time.monotonic()
        return self._bytes > MAX_QUEUED_BYTES or time.monotonic() - oldest > MAX_QUEUED_S

    def _forget(self) -> None:
        """The line is cut: nothing that waits will ever be sent, and what put it down last ends the writer."""
        self._waiting.pop()
        self._inner.put(None)

    def get(self, *arguments: Any, **named: Any) -> Any:
        packet = self._inner.get(*arguments, **named)
        if self._waiting:
            self._bytes -= self._waiting.popleft()[1]
        return packet

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)


class HandsShaken:
    """Stands where the handshake of a line was, which has nothing more to say."""

    def events(self) -> Iterable[object]:
        return ()


HANDS_SHAKEN = HandsShaken()


class NoReader:
    """Stands where a WebSocket starts a greenlet that only reads: who waits for a message reads it themselves."""

    name = ""

    def __init__(self, target: Callable[[], object]) -> None:
        """Take what would have been run; a stack of its own costs more than all that is kept of a line besides."""

    def start(self) -> None:
        """Nothing is started."""


class BoundedWebSocket:
    """One WebSocket as Engine.IO wants it, with a size for its messages, a pace, and a certain end."""

    def __init__(
        self, make: Callable[..., Any], handler: Any, server: object, forget: Forget
    ) -> None:
        self._inner = make(lambda _: self._serve(handler), server)
        self._forget = forget
        self._inner.server_args |= {
            "max_message_size": MAX_MESSAGE_BYTES,
            "thread_class": NoReader,
        }
        self._client = handler.__self__
        self._queue: BoundedQueue = self._client.queue
        self._answered: Callable[[], bool] = self._client.check_ping_timeout
        self._client.check_ping_timeout = self._is_there
        self._pace = Pace()
        self._line: Line | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        self._line = environ[LINE]
        self._queue.line = self._line
        try:
            return self._inner(environ, start_response)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        """Open the rings, so that a line that ended is gone at once: the garbage collector comes seldom.

        Engine.IO would go on listing it, since what runs the line under gunicorn ends with an error; and
        Socket.IO would keep for ever a handshake that was none, and whom nobody could say yes or no to.
        """
        del self._client.check_ping_timeout
        self._inner.app = None
        self._client.close(wait=False, abort=True)
        self._forget(self._client.sid)
        self._client.server.sockets.pop(self._client.sid, None)

    def _serve(self, handler: Callable[[object], Any]) -> Any:
        """Let go of what only shook hands: it is as large as all that is kept of a line besides."""
        self._inner.ws.ws.handshake = HANDS_SHAKEN
        return handler(self)

    def _is_there(self) -> bool:
        """A client is not silent while its answer lies here unread: then it is we who are late, in a crowd."""
        return self._lies_unread() or self._answered()

    def _lies_unread(self) -> bool:
        """Whether something waits in the kernel, or was read and waits behind what is answered before it."""
        waits = bool(self._line and self._line.has_unread())
        shaken = getattr(self._inner, "ws", None)  # None until hands are shaken
        return waits or bool(shaken and shaken.input_buffer)

    def wait(self) -> Any:
        self._read()
        data = self._inner.wait()
        if data is None or not is_packet(data):
            return None
        if not self._pace.admits():
            log.warning("too_many_frames")
            return None
        return data

    def _read(self) -> None:
        """Read until there is a whole message, or an end."""
        socket = self._inner.ws
        while socket.connected and not socket.input_buffer:
            try:
                socket.connected = self._read_on(socket)
            except (OSError, LocalProtocolError):
                socket.connected = False
        if not socket.connected:
            socket.sock.close()

    @staticmethod
    def _read_on(socket: Any) -> bool:
        """Read what there is; False once they hung up, or said goodbye."""
        data = socket.sock.recv(socket.receive_bytes)
        if data:
            socket.ws.receive_data(data)
        return bool(data and socket._handle_events())  # noqa: SLF001 -- no public way

    def send(self, message: str | bytes | Rest) -> None:
        if isinstance(message, Rest):
            message.send()
        else:
            self._inner.send(message)
        self._queue.note_sent()

    def close(self) -> None:
        """Say goodbye, then let go: a client whose network was cut never answers."""
        with suppress(OSError):
            self._inner.close()
        if self._line:
            self._line.cut()


def tell_at_once(server: Any) -> None:
    """Let what this Socket.IO server tells a room go to each line as one frame, made once, past its queue.

    What another process tells through Redis takes the same way. Whoever turns a page is heard in between.
    """
    engine, sent = server.eio, count(1)

    def send(engine_sid: str, packet: Any) -> None:
        if next(sent) % TOLD_IN_A_BREATH == 0:
            native.breathe()
        client = engine.sockets.get(engine_sid)
        open_ = client is not None and not client.closed and not client.closing
        if not (open_ and client.queue.offer(packet)):
            engine.send_packet(engine_sid, packet)

    server._send_eio_packet = send  # noqa: SLF001 -- no public way


def bound(engine: Any, forget: Forget) -> None:
    """Let every connection of this Engine.IO server have an end. It is forgotten by its id."""
    engine.start_background_task = Pinger(engine)
    make_queue, make_socket = engine._async["queue"], engine._async["websocket"]  # noqa: SLF001 -- no public way
    engine._async = {  # noqa: SLF001 -- likewise
        **engine._async,  # noqa: SLF001 -- likewise
        "queue": lambda *arguments: BoundedQueue(make_queue(*arguments)),
        "websocket": lambda handler, server: BoundedWebSocket(make_socket, handler, server, forget),
    }


def _refuse(status: str, start_response: "StartResponse") -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return [b""]


class Wire:
    """Prepares every WebSocket handshake for the application behind it, and refuses those of other sites."""

    def __init__(self, application: "WSGIApplication", origins: Collection[str]) -> None:
        self._application = application
        self._origins = frozenset(origins)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(SOCKETS_PATH) and not self._is_ours(environ):
            return _refuse("403 FORBIDDEN", start_response)
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            return self._application(environ, start_response)
        if "upgrade" not in environ.get("HTTP_CONNECTION", "").lower():
            return _refuse("400 BAD REQUEST", start_response)
        with standing_at(door) as place:
            return self._shake_hands(place, environ, start_response)

    def _shake_hands(
        self, place: Place | None, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if place is None:
            return _refuse("503 SERVICE UNAVAILABLE", start_response)
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        for key in SOCKET_KEYS:
            if key in environ:
                environ[key] = environ[LINE] = Line(environ[key], place)
        return self._application(environ, start_response)

    def _is_ours(self, environ: "WSGIEnvironment") -> bool:
        """A browser always says where a handshake comes from; whoever does not is no browser of ours."""
        return environ.get("HTTP_ORIGIN") in self._origins
