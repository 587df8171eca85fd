"""Two mends below Socket.IO, as WSGI middleware: whole sends, and no compression.

`simple_websocket` sends once and loses the rest of a frame that the kernel did not take at once. Browsers offer
permessage-deflate, which doubles the memory of a connection for messages of a few bytes.
"""

import socket
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SOCKET_KEYS = ("gunicorn.socket", "werkzeug.socket")


class WholeSends:
    """A socket whose `send` sends everything, one sender at a time."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        self._lock = threading.Lock()

    def send(self, data: bytes) -> int:
        with self._lock:
            self._raw.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._raw, name)


class Wire:
    """Prepares every WebSocket handshake for the application behind it."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            for key in SOCKET_KEYS:
                if key in environ:
                    environ[key] = WholeSends(environ[key])
        return self._application(environ, start_response)
