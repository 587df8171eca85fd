"""Members who vote over their sockets, in a process of its own: `python -m benchmarks.loading` reads what to do.

`open N` opens N lines; `wave BALLOT COUNT SECONDS` lets so many vote within so many seconds, and is answered, as JSON,
with how long each waited for the acknowledgement, how long all of it took, and what else was answered.
"""

import asyncio
import gc
import json
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import uvloop

from benchmarks.listening import PATIENCE_S, Crowd, Ear, masked
from benchmarks.machine import raise_open_files

CHOICES = ("for_", "against")


class Hand(Ear):
    """One member's line: it watches the ballots, and votes."""

    answered: "asyncio.Future[dict[str, Any]]"

    def _answer(self, opcode: int, text: bytes) -> None:
        if text.startswith(b"40"):
            topics = dict.fromkeys(self._crowd.topic.split(), 0)
            self._transport.write(masked(f"420{json.dumps(['watch', {'topics': topics}])}"))
        elif text.startswith(b"431"):
            self.answered.set_result(json.loads(text[3:])[0])
        else:
            super()._answer(opcode, text)

    async def cast(self, ballot: str, seq: int = 1) -> dict[str, Any]:
        """Vote, and return what was answered."""
        if self._transport.is_closing():
            return {"error": "the line was ended by the server"}
        self.answered = asyncio.get_running_loop().create_future()
        vote = {"ballot": ballot, "choice": random.choice(CHOICES), "text": "", "seq": seq}
        self._transport.write(masked(f"421{json.dumps(['cast', vote])}"))
        return await asyncio.wait_for(self.answered, PATIENCE_S)


@dataclass
class Members(Crowd):
    """The same crowd, with hands."""

    hands: list[Hand] = field(default_factory=list)

    async def _enter(self) -> None:
        hand = Hand(self, *self.keys[len(self.hands)])
        self.hands.append(hand)
        await asyncio.get_running_loop().create_connection(lambda: hand, "127.0.0.1", self.port)
        await hand.ready

    async def wave(self, ballot: str, count: int, seconds: float) -> dict[str, Any]:
        """Let so many vote, each at a moment of their own within so many seconds."""
        began = time.monotonic()
        voting = [
            self._vote(hand, ballot, random.uniform(0, seconds)) for hand in self.hands[:count]
        ]
        answers = await asyncio.gather(*voting)
        waited = [wait for wait, error in answers if not error]
        errors = [error for _, error in answers if error]
        return {"waited": waited, "errors": errors, "whole": time.monotonic() - began}

    @staticmethod
    async def _vote(hand: Hand, ballot: str, rest: float) -> tuple[float, str]:
        """Return how long the acknowledgement took, and what came instead of one."""
        await asyncio.sleep(rest)
        began = time.monotonic()
        try:
            answer = await hand.cast(ballot)
        except TimeoutError:
            return 0.0, "no answer"
        error = "" if answer.get("ok") and answer.get("receipt") else str(answer)
        return time.monotonic() - began, error


async def main() -> None:
    loop = asyncio.get_running_loop()
    members = Members(**json.loads(sys.stdin.readline()))
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        match line.split():
            case ["open", count]:
                await members.open(int(count))
                answer: object = "open"
            case ["wave", ballot, count, seconds]:
                answer = await members.wave(ballot, int(count), float(seconds))
            case _:
                raise AssertionError(line)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    raise_open_files()
    gc.disable()
    uvloop.run(main())
