"""People at the server's door, as a browser would send them, without a browser."""

import http.client
import json
import re
import socket
from copy import copy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.servers import DEMO_PASSWORD, LiveServer

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    sent_on: str = ""  # where a redirect leads

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


class Person:
    """Somebody signed in. Raises OSError or HTTPException while the server is away."""

    def __init__(self, server: LiveServer, username: str) -> None:
        self.username = username
        self.port = server.port
        self._cookies: dict[str, str] = {}
        self._line: http.client.HTTPConnection | None = None
        self._token = ""

    def sign_in(self) -> "Person":
        """Come in, as for the first time."""
        self._cookies.clear()
        self._token = self._find_token("/sign-in")
        answer = self.post("/sign-in", username=self.username, password=DEMO_PASSWORD)
        if answer.status != http.client.SEE_OTHER:
            raise AssertionError(
                f"{self.username} was not let in: {answer.status} {answer.body[:500]}"
            )
        return self

    def come_back(self, cookie: str) -> "Person":
        """Go on with a session that began elsewhere."""
        name, _, value = cookie.partition("=")
        self._cookies[name] = value
        return self

    def get(self, path: str, accept: str = "text/html") -> Answer:
        return self._ask("GET", path, {"Accept": accept})

    def post(self, path: str, accept: str = "text/html", **fields: object) -> Answer:
        body = urlencode(fields | {"csrf_token": self._token}, doseq=True)
        return self._ask("POST", path, FORM | {"Accept": accept}, body)

    def spelled(self, path: str, **fields: object) -> bytes:
        """Return a POST as it goes over the line, for whoever does not wait for the answer."""
        body = urlencode(fields | {"csrf_token": self._token}).encode()
        named = FORM | {
            "Host": f"localhost:{self.port}",
            "Accept": "application/json",
            "Cookie": self.cookies,
            "Content-Length": str(len(body)),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    def twin(self) -> "Person":
        """Return the same person on a line of their own."""
        other = copy(self)
        other.leave_to_others()
        return other

    @property
    def cookies(self) -> str:
        """What the browser keeps, as it sends it."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def leave(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def leave_to_others(self) -> None:
        """Go on with a line of one's own, as the same person: a browser opens several."""
        self._line = None

    def _find_token(self, path: str) -> str:
        found = TOKEN.search(self.get(path).body)
        if not found:
            raise AssertionError(f"{path} has no form")
        return found.group(1)

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> Answer:
        try:
            self._line = self._line or self._connect()
            self._line.request(method, path, body, headers | {"Cookie": self.cookies})
            reply = self._line.getresponse()
            text = reply.read().decode()
        except (OSError, http.client.HTTPException):
            self._line = None
            raise
        for line in reply.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(reply.status, text, reply.headers.get("Location", ""))

    def _connect(self) -> http.client.HTTPConnection:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        line.connect()
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line
