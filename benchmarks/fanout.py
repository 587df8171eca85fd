"""One change, told to many: when does the last of them hear it, held against a bare server telling the same bytes.

The product is started as it is, with one door more for the measurement (`shouting`); the moment just before it tells
is taken there, the moment of the last arrival in the crowd's own process, both from the machine's own count. The bare
servers stand behind the same door and the same crowd. They take turns.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks import setting
from benchmarks.crowd import Guests, invite
from benchmarks.doors import DOOR
from benchmarks.figures import QUICK, Figure, at_most, percentile, publish
from benchmarks.listening import Crowd
from benchmarks.machine import Others, family_of, memory_of, raise_open_files
from tests.servers import ROOT, LiveServer, free_port, wait_until

SIZES = (50, 200) if QUICK else (50, 200, 1000, 3000)
WATCHERS = 60  # of whom it is counted what they are told while everybody votes
ROUNDS, SHOUTS = 3, 10
PEOPLE, SOCKETS_A_DEVICE = 50, 3
MOST_RATIO, STRETCH_RATIO = 2.5, 1.6
MOST_BYTES_A_LINE = 80 * 1024
VOTES, SECONDS, MOST_A_SECOND = 1000, 1.0, 10
SHOUTING = ["-m", "gunicorn", "--config", "python:benchmarks.shouting", "wsgi:application"]


class Hall:
    """A server behind its door, and the crowd that listens to it."""

    def __init__(self, process: int, door: Path, crowd: Crowd) -> None:
        self.process = process
        self.topic = crowd.topic or "nothing"
        self._door = socket.socket(socket.AF_UNIX)
        self._door.connect(str(door))
        self._talk = self._door.makefile("rw")
        self._crowd = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.listening"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        fields = {name: value for name, value in asdict(crowd).items() if name in KEPT}
        self._say(json.dumps(fields))
        self.size = 0

    def fill(self, size: int) -> None:
        self._say(f"open {size - self.size}")
        self._hear()
        self.size = size

    def shout(self, number: int) -> float:
        """Return how long it took until the last had heard it, in milliseconds."""
        self._say("ready 0")
        self._hear()
        self._say(f"hear {self.size}")
        began = self._ask({"tell": ["changed", {"topic": self.topic, "seq": number}]})
        return (int(self._hear()) - began) / 1e6

    def move(self, times: int, seconds: float) -> int:
        """Let the topic move so often in that time; return how many messages arrived."""
        self._say("ready 0")
        self._hear()
        self._ask({"move": self.topic, "times": times, "within": seconds})
        self._say("count 1")  # until the last has come
        return int(self._hear())

    def memory(self) -> int:
        return memory_of(family_of(self.process))

    def leave(self) -> None:
        self._crowd.kill()
        self._crowd.wait()
        self._door.close()

    def _ask(self, what: dict[str, object]) -> int:
        self._talk.write(json.dumps({**what, "room": self.topic}) + "\n")
        self._talk.flush()
        return int(self._talk.readline())

    def _say(self, line: str) -> None:
        assert self._crowd.stdin is not None
        self._crowd.stdin.write(f"{line}\n")

    def _hear(self) -> str:
        assert self._crowd.stdout is not None
        line = self._crowd.stdout.readline()
        if not line:
            raise AssertionError("the crowd went home: its words stand above")
        return line


KEPT = ("port", "origin", "topic", "secret", "keys")


def main() -> int:
    return 0 if publish("fanout", measure()) else 1


def measure() -> list[Figure]:
    raise_open_files()
    with (
        tempfile.TemporaryDirectory(prefix="ecabinet-hall-") as folder,
        _halls(Path(folder)) as halls,
    ):
        return list(_fill_and_shout(halls))


def _fill_and_shout(halls: Sequence[Hall]) -> Iterator[Figure]:
    ours = halls[0]
    memory: dict[int, int] = {}
    for size in SIZES:
        for hall in halls:
            if hall is ours and hall.size < WATCHERS <= size:
                hall.fill(WATCHERS)
                yield _messages(hall)
            hall.fill(size)
        memory[size] = ours.memory()
        yield from _compare(size, halls)
    most, least = min(1000, SIZES[-1]), min(200, SIZES[-2])
    yield _a_line((memory[most] - memory[least]) / (most - least))


def _messages(hall: Hall) -> Figure:
    """What one of the watchers is told while a thousand votes come in within a second."""
    told = hall.move(VOTES, SECONDS) / hall.size
    most = MOST_A_SECOND * SECONDS + 1  # the first at once
    return Figure(
        name=f"messages to each of {hall.size}, {VOTES:,} votes in a second",
        figure=told,
        unit="",
        bound=f"<= {most:g}",
        holds=0 < told <= most,
    )


def _compare(size: int, halls: Sequence[Hall]) -> Iterator[Figure]:
    others = Others()
    taken: list[list[float]] = [[] for _ in halls]
    for number in range(ROUNDS * SHOUTS):
        for times, hall in zip(taken, halls, strict=True):
            times.append(hall.shout(number))
    noise = others.remark()
    ours, library, bare = taken
    for name, of in (("median", statistics.median), ("p99", lambda each: percentile(each, 0.99))):
        yield _last(f"last of {size:,} hears it, {name}{noise}", of(ours), of(library), MOST_RATIO)
    middle = statistics.median
    yield _last(
        f"last of {size:,}, against bare sockets{noise}",
        middle(ours),
        middle(bare),
        STRETCH_RATIO,
        stretch=True,
    )


def _last(
    name: str, figure: float, against: float, most: float, *, stretch: bool = False
) -> Figure:
    said = at_most(name, figure, "ms", against, most)
    return replace(
        said,
        bound=f"{said.bound}{' (stretch)' if stretch else ''}",
        binds=not stretch and "noisy" not in name,  # others' work is no fault of ours
    )


def _a_line(size: float) -> Figure:
    return Figure(
        name="memory of one more line",
        figure=size / 1024,
        unit="kB",
        bound=f"<= {MOST_BYTES_A_LINE // 1024} kB",
        holds=size <= MOST_BYTES_A_LINE,
    )


@contextmanager
def _halls(folder: Path) -> Iterator[list[Hall]]:
    server = LiveServer(DEMO="0", **{DOOR: str(folder / "ours")})
    halls, bare = [], []
    try:
        setting.furnish(server)
        devices = -(-SIZES[-1] // (PEOPLE * SOCKETS_A_DEVICE))
        guests = invite(server, PEOPLE, devices)
        server.served_by = SHOUTING
        server.start(prepared=True)
        halls.append(Hall(server.pid, folder / "ours", _crowd(server, guests)))
        for module in ("benchmarks.bare_websockets", "benchmarks.bare_sockets"):
            bare.append(_start(module, folder / module))
            halls.append(Hall(bare[-1][0].pid, folder / module, Crowd(bare[-1][1])))
        yield halls
    finally:
        for hall in halls:
            hall.leave()
        for process, _ in bare:
            process.kill()
            process.wait()
        server.stop()


def _crowd(server: LiveServer, guests: Guests) -> Crowd:
    keys = [[each.cookie, each.sign_in] for each in guests.devices]
    return Crowd(server.port, server.url, guests.topics[0], guests.secret, keys)


def _start(module: str, door: Path) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    environment = os.environ | {DOOR: str(door)}
    process = subprocess.Popen([sys.executable, "-m", module, str(port)], cwd=ROOT, env=environment)
    wait_until(door.exists, 10, lambda: f"{module} did not start")
    return process, port


if __name__ == "__main__":
    sys.exit(main())
