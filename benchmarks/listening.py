"""A crowd that listens, in a process of its own: `python -m benchmarks.listening` reads what to do, line by line.

`open N` opens so many lines more and is answered `open`. `hear N` waits for N messages and is answered with the moment
the last arrived, in nanoseconds of the machine's own count; `count SECONDS` with how many arrive in that time.
What it listens to stands in the first line: a port, and for the product's own door the keys of those who come.
"""

import asyncio
import base64
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import uvloop

from benchmarks.machine import raise_open_files
from ecabinet.realtime.frames import text_frame
from ecabinet.realtime.tickets import Tickets

AT_A_TIME = 40
PATIENCE_S = 30
MARK = b'"topic":'  # in each message that tells of one, and in nothing else


def masked(text: str) -> bytes:
    """Return a text as one frame of a client; a mask of zeros leaves the words as they are."""
    frame = text_frame(text)
    head = 2 if frame[1] < 126 else 4  # noqa: PLR2004 -- how the protocol says a length
    return bytes((frame[0], frame[1] | 0x80)) + frame[2:head] + b"\0\0\0\0" + frame[head:]


@dataclass
class Crowd:
    """Everybody who listens, and what has arrived."""

    port: int
    origin: str = ""
    topic: str = ""
    secret: str = ""
    keys: list[list[str]] = field(default_factory=list)  # cookie and session of each who comes
    heard: int = 0
    last: int = 0
    lost: int = 0  # lines that were ended from the other side
    ears: list["Ear"] = field(default_factory=list)

    def note(self, data: bytes) -> None:
        self.last = time.monotonic_ns()
        self.heard += data.count(MARK)

    async def open(self, count: int) -> None:
        """Open so many lines more, a few at a time."""
        for start in range(0, count, AT_A_TIME):
            some = [self._enter() for _ in range(min(AT_A_TIME, count - start))]
            await asyncio.wait_for(asyncio.gather(*some), PATIENCE_S)

    async def _enter(self) -> None:
        place = len(self.ears)
        cookie, sign_in = self.keys[place % len(self.keys)] if self.keys else ("", "")
        ear = Ear(self, cookie, sign_in)
        self.ears.append(ear)
        await asyncio.get_running_loop().create_connection(lambda: ear, "127.0.0.1", self.port)
        await ear.ready

    async def hear(self, count: int) -> int:
        deadline = time.monotonic() + PATIENCE_S
        while self.heard < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.heard} of {count} arrived, {self.lost} lines lost")
            await asyncio.sleep(0.002)
        return self.last


class Ear(asyncio.Protocol):
    """One line: it comes in, watches one topic, answers pings, and notes when a message arrives."""

    def __init__(self, crowd: Crowd, cookie: str, sign_in: str) -> None:
        self._crowd, self._cookie, self._sign_in = crowd, cookie, sign_in
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._left = b""
        self._shaken = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:{self._crowd.port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\nOrigin: {self._crowd.origin}\r\n"
            f"Cookie: {self._cookie}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if MARK in data:
            self._crowd.note(data)
            if not self._left and len(data) == data[1] + 2:
                return  # that and nothing else
        self._left += data
        if not self._shaken:
            self._shake_hands()
        for opcode, text in self._frames():
            self._answer(opcode, text)

    def _shake_hands(self) -> None:
        head, _, self._left = self._left.partition(b"\r\n\r\n")
        self._shaken = True
        if b" 101 " not in head:
            self.ready.set_exception(AssertionError(head.decode()))
        elif not self._crowd.keys:
            self.ready.set_result(None)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self._left) > 1:
            long = self._left[1] == 126  # noqa: PLR2004 -- likewise
            length = int.from_bytes(self._left[2:4]) if long else self._left[1]
            start = 4 if long else 2
            if len(self._left) < start + length:
                return
            frame, self._left = self._left[: start + length], self._left[start + length :]
            yield frame[0] & 0x0F, frame[start:]

    def _answer(self, opcode: int, text: bytes) -> None:
        if opcode == 0x9:  # noqa: PLR2004 -- a ping of the protocol itself
            self._transport.write(bytes((0x8A, 0x80 | len(text))) + b"\0\0\0\0" + text)
        elif text == b"2":
            self._transport.write(masked("3"))
        elif text.startswith(b"0{"):
            ticket = Tickets(self._crowd.secret, None).issue(self._sign_in)
            self._transport.write(masked(f"40{json.dumps({'ticket': ticket})}"))
        elif text.startswith(b"40"):
            watch = json.dumps(["watch", {"topics": {self._crowd.topic: 0}}])
            self._transport.write(masked(f"420{watch}"))
        elif text.startswith(b"430") and not self.ready.done():
            self._seat(json.loads(text[3:])[0])

    def _seat(self, answer: dict[str, Any]) -> None:
        if answer.get("refused") == []:
            self.ready.set_result(None)
        else:
            self.ready.set_exception(AssertionError(f"not let in: {answer}"))

    def connection_lost(self, _error: object) -> None:
        self._crowd.lost += 1
        if not self.ready.done():
            self.ready.set_exception(AssertionError("sent away"))


async def main() -> None:
    loop = asyncio.get_running_loop()
    crowd = Crowd(**json.loads(sys.stdin.readline()))
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        what, number = line.split()
        if what == "open":
            await crowd.open(int(number))
            answer = "open"
        elif what == "ready":
            crowd.heard, answer = 0, "ready"
        elif what == "hear":
            answer = str(await crowd.hear(int(number)))
        else:
            await asyncio.sleep(float(number))
            answer = str(crowd.heard)
        print(answer, flush=True)


if __name__ == "__main__":
    raise_open_files()
    gc.disable()
    uvloop.run(main())
