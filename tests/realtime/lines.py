"""A socket of one's own, down to the bytes: one that may refuse to read, or to answer."""

import base64
import http.client
import json
import os
import re
import socket
import struct
import time

ORIGIN_FROM = "http://localhost:{port}"
TEXT, CLOSE = 0x1, 0x8
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')
SECONDS = 10


class Browser:
    """Somebody signed in at a live server, without a browser."""

    def __init__(self, port, token):
        self.port = port
        self.origin = ORIGIN_FROM.format(port=port)
        self.cookies = {"ecabinet": token}
        self.lines = []
        self.csrf = TOKEN.search(self.ask("GET", "/me").text)[1]

    def ask(self, method, path, body="", **headers):
        """Return the answer, whose words stand in `text`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        said = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, said | headers)
        reply = connection.getresponse()
        reply.text = reply.read().decode()
        for each in reply.headers.get_all("Set-Cookie", ()):
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return reply

    def post(self, path, body="", **headers):
        said = {"X-CSRFToken": self.csrf, "Accept": "application/json"} | headers
        return self.ask("POST", path, body, **said)

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ticket(self):
        return json.loads(self.post("/socket-ticket").text)["ticket"]

    def line(self, **how):
        self.lines.append(Line(self.port, self.cookie, self.origin, **how))
        return self.lines[-1]

    def leave(self):
        for line in self.lines:
            line.raw.close()

    def watching(self, *topics, **how):
        """Return an open line that watches topics."""
        line = self.line(**how).enter(self.ticket())
        line.say("watch", {"topics": dict.fromkeys(topics, 0)})
        line.hear(until=lambda said: said.startswith("430"))
        return line


class Line:
    """One connection. Nothing is read or answered but when the test says so."""

    def __init__(self, port, cookie, origin, *, small=False):
        self.raw = socket.socket()
        if small:  # so that the kernel takes little for a client that does not read
            self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.raw.settimeout(SECONDS)
        self.raw.connect(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            f"Host: localhost:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *([f"Origin: {origin}"] if origin else []),
            *([f"Cookie: {cookie}"] if cookie else []),
        ]
        self.raw.sendall(("\r\n".join(head) + "\r\n\r\n").encode())
        self._left = b""
        while b"\r\n\r\n" not in self._left:
            more = self.raw.recv(4096)
            if not more:
                break
            self._left += more
        answer, _, self._left = self._left.partition(b"\r\n\r\n")
        self.status = int(answer.split(b" ", 2)[1])

    def enter(self, ticket):
        """Show a ticket, and wait to be let in."""
        self.hear(until=lambda said: said.startswith("0"))
        self.send("40" + json.dumps({"ticket": ticket}))
        self.answer = self.hear(until=lambda said: said.startswith(("40", "44")))[-1]
        return self

    def say(self, event, payload):
        self.send("420" + json.dumps([event, payload]))

    def send(self, text, opcode=TEXT):
        self.raw.sendall(frame(text.encode(), opcode))

    def hear(self, until=lambda _: False, seconds=SECONDS, *, pongs=True):
        """Return the texts that come, up to the one waited for, the end of the line, or the end of the time."""
        heard, deadline = [], time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.raw.settimeout(left)
            try:
                opcode, data = self._frame()
            except TimeoutError:
                break
            if opcode in {CLOSE, None}:
                self.closed_at = time.monotonic()
                break
            heard.append(data.decode())
            if data == b"2" and pongs:
                self.send("3")
            if until(heard[-1]):
                break
        return heard

    def closes_within(self, seconds, *, pongs=True):
        """Whether the other side ends it in time; returns what was heard until then."""
        self.closed_at = None
        heard = self.hear(seconds=seconds, pongs=pongs)
        assert self.closed_at is not None, f"still open after {seconds} s"
        return heard

    def _frame(self):
        head = self._take(2)
        if not head:
            return None, b""
        length = head[1] & 0x7F
        if length == 126:
            (length,) = struct.unpack(">H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self._take(8))
        return head[0] & 0x0F, self._take(length)

    def _take(self, count):
        while len(self._left) < count:
            try:
                more = self.raw.recv(65536)
            except ConnectionError:
                return b""
            if not more:
                return b""
            self._left += more
        taken, self._left = self._left[:count], self._left[count:]
        return taken


def frame(data, opcode=TEXT, *, fin=True):
    """Return a masked frame, as clients send them."""
    mask = os.urandom(4)
    first = bytes([(0x80 if fin else 0) | opcode])
    if len(data) < 126:
        length = bytes([0x80 | len(data)])
    elif len(data) < 65536:
        length = bytes([0x80 | 126]) + struct.pack(">H", len(data))
    else:
        length = bytes([0x80 | 127]) + struct.pack(">Q", len(data))
    body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
    return first + length + mask + body
