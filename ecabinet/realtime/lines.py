"""The connections of clients, below everything that is said over them."""

import fcntl
import socket
import ssl
import termios
import threading
import time
from contextlib import suppress
from weakref import WeakSet

from ecabinet.realtime.entrance import Place

# It keeps twice that of what a client does not fetch; by itself some megabytes.
IN_KERNEL_BYTES = 128 * 1024
UNKNOWN_LINE_S = 10.0  # within which whoever opened a line must have said who they are

_lines: "WeakSet[Line]" = WeakSet()


class Line:
    """A client's connection: `send` sends everything, one sender at a time; `cut` ends it whatever hangs on it."""

    def __init__(self, raw: socket.socket, place: Place | None = None) -> None:
        self._raw = raw
        self._place = place
        _keep_little(raw)
        # Of a socket that waits by turning to others, the one beneath it, which does not. TLS has no such thing.
        self._at_once = None if isinstance(raw, ssl.SSLSocket) else getattr(raw, "_sock", raw)
        self._lock = threading.Lock()
        self._rest = b""  # of a frame that the kernel took half of: nothing is sent before it
        self._opened = time.monotonic()
        self.is_known = False  # until whoever opened it has been let in
        _lines.add(self)

    def make_room(self) -> None:
        """Give the place at the door to the next: whoever opened this line knows all they came for."""
        if self._place:
            self._place.leave()
            self._place = None

    def is_overdue(self) -> bool:
        """Whether somebody opened it and does not say who they are."""
        return not self.is_known and time.monotonic() - self._opened > UNKNOWN_LINE_S

    def has_unread(self) -> bool:
        """Whether the client has said something that nobody here came to read yet."""
        try:
            waiting = fcntl.ioctl(self._raw.fileno(), termios.FIONREAD, bytes(4))
        except (OSError, ValueError):
            return False  # gone
        return any(waiting)

    def send(self, data: bytes) -> int:
        with self._lock:
            rest, self._rest = self._rest, b""
            self._raw.sendall(rest + data)
        return len(data)

    def offer(self, frame: bytes) -> bool:
        """Send what the kernel takes of a frame without waiting; False where it takes nothing or somebody is sending.

        What is left of it waits here: whoever offered it sees to it that `send` is called soon.
        """
        if self._at_once is None or not self._lock.acquire(blocking=False):
            return False
        try:
            taken = 0 if self._rest else self._taken(frame)
            self._rest = frame[taken:] if taken else self._rest
            return taken > 0
        finally:
            self._lock.release()

    def _taken(self, frame: bytes) -> int:
        try:
            return int(self._at_once.send(frame, socket.MSG_DONTWAIT))  # type: ignore[union-attr]  # `offer` asked
        except OSError:
            return 0  # full, or gone: whoever sends next finds out which

    @property
    def rest(self) -> bytes:
        """What is not yet sent of a frame that the kernel took half of."""
        return self._rest

    def cut(self) -> None:
        """End the connection both ways: who waits to send or to hear is woken by it."""
        with suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)

    def __getattr__(self, name: str) -> object:
        return getattr(self._raw, name)


def _keep_little(raw: object) -> None:
    """Let the kernel keep no more than a page's worth of what this client does not fetch."""
    if isinstance(raw, socket.socket):
        with suppress(OSError):  # gone already
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, IN_KERNEL_BYTES)


def cut_unknown() -> None:
    """End the lines of those who opened one and were not let in."""
    for each in [line for line in _lines if line.is_overdue()]:
        each.cut()
