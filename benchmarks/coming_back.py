"""Many tablets that come back by themselves, in a process of their own: `python -m benchmarks.coming_back`.

Each does what a page does (`static/js/lib/live.js`): a socket, a ticket by POST, `watch` with the numbers it knows,
an answer to every ping; and when the line is lost it waits as long as a page waits. Told in the first line who they
are; `open` lets all come in and is answered once they have, `back` once all that lost their line are in again, with
when the last was and what each then knew.
"""

import asyncio
import contextlib
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.machine import raise_open_files

FIRST_S, LONGEST_S = 2.5, 4.0  # what live.js says, with the jitter that Socket.IO makes of it
AT_A_TIME, A_SECOND = 20, 50  # at the beginning only
PATIENCE_S = 60
END_OF_HEAD = "\r\n\r\n"
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')
COOKIE = re.compile(r"^set-cookie: ([^;\r]+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Tablet:
    """One page that is open on somebody's device."""

    port: int
    origin: str
    cookie: str
    knows: dict[str, int]
    token: str = ""
    came: float = 0.0  # when it was last let in, by the machine's own count
    is_in: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self) -> None:
        """Load a page, which brings what a POST has to show."""
        page = await self._ask("GET", "/me")
        self.token = TOKEN.findall(page)[0]
        self.cookie = "; ".join([self.cookie, *COOKIE.findall(page)])

    async def stay(self, first_within_s: float) -> None:
        """Come in, and come back each time that the line is lost."""
        await asyncio.sleep(random.uniform(0, first_within_s))
        attempts = 0
        while True:
            try:
                async with connect(
                    f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket",
                    origin=self.origin,
                    additional_headers={"Cookie": self.cookie},
                    compression=None,
                    ping_interval=None,
                ) as line:
                    await self._enter(line)
                    attempts = 0
                    await self._listen(line)
            except (OSError, WebSocketException, ValueError, IndexError, TimeoutError):
                pass  # whatever it was: a page tries again
            self.is_in.clear()
            await asyncio.sleep(self._rest_s(attempts))
            attempts += 1

    @staticmethod
    def _rest_s(attempts: int) -> float:
        rest: float = FIRST_S * 2**attempts
        return min(LONGEST_S, rest + random.choice((-1, 1)) * random.random() * rest)

    async def _enter(self, line: ClientConnection) -> None:
        await line.recv()
        answer = await self._ask("POST", "/socket-ticket")
        await line.send(f"40{answer.split(END_OF_HEAD)[1].strip()}")
        if not str(await line.recv()).startswith("40"):
            raise ValueError
        await line.send(f"420{json.dumps(['watch', {'topics': self.knows}])}")
        while not (said := str(await line.recv())).startswith("430"):
            self._hear(said)
        answer = json.loads(said[3:])[0]
        self.knows |= answer["topics"]
        if answer["refused"]:
            raise AssertionError(f"refused: {answer}")
        self.came = time.monotonic()
        self.is_in.set()

    async def _listen(self, line: ClientConnection) -> None:
        async for said in line:
            if said == "2":
                await line.send("3")
            else:
                self._hear(str(said))

    def _hear(self, said: str) -> None:
        if said.startswith("42"):
            told = json.loads(said[2:])[1]
            self.knows[told["topic"]] = told["seq"]

    async def _ask(self, method: str, path: str) -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(
                f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n"
                f"Cookie: {self.cookie}\r\nX-CSRFToken: {self.token}\r\nContent-Length: 0\r\n"
                f"Accept: {'application/json' if method == 'POST' else 'text/html'}\r\n\r\n".encode()
            )
            return (await reader.read()).decode()
        finally:
            writer.close()


async def _some(tablets: list[Tablet]) -> None:
    """Prepare all, a few at a time."""
    for start in range(0, len(tablets), AT_A_TIME):
        await asyncio.gather(*(each.prepare() for each in tablets[start : start + AT_A_TIME]))


async def _all_in(tablets: list[Tablet]) -> str:
    """Wait until all are in, or for too long; say when the last came and what each knows."""
    waiting = asyncio.gather(*(each.is_in.wait() for each in tablets))
    with contextlib.suppress(TimeoutError):  # who is missing is counted by whoever asked
        await asyncio.wait_for(waiting, PATIENCE_S)
    inside = [each for each in tablets if each.is_in.is_set()]
    came = max((each.came for each in inside), default=0.0)
    return json.dumps([len(inside), came, [each.knows for each in inside]])


async def main() -> None:
    loop = asyncio.get_running_loop()
    said = json.loads(sys.stdin.readline())
    tablets = [Tablet(said["port"], said["origin"], cookie, knows) for cookie, knows in said["who"]]
    await _some(tablets)
    staying = [asyncio.create_task(each.stay(len(tablets) / A_SECOND)) for each in tablets]
    print(await _all_in(tablets), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(await _all_in(tablets), flush=True)
    for task in staying:
        task.cancel()


if __name__ == "__main__":
    raise_open_files()
    uvloop.run(main())
