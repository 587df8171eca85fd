"""T13: all vote at once, over their sockets, while others turn pages. Every vote is acknowledged, in time, and kept.

The wave of one second is held three times, each on a ballot of its own: the figure is the median of how long all of it
took, for one alone says more of the machine's mood than of the work; a short run holds it once. The pages that the
others turned meanwhile are those of all three.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, at_most, caught, exactly, percentile, within
from benchmarks.machine import raise_open_files
from benchmarks.mutants import served_by
from benchmarks.people import Person
from tests.servers import ROOT, LiveServer, Postgres

MEMBERS = 200 if QUICK else 1000
WAVES = (
    (60, 3.0),
    (MEMBERS, 4.0 if QUICK else 10.0),
    *[(MEMBERS, 1.0)] * (1 if QUICK else 3),
)  # how many, within how many seconds
FEW_S, MANY_S = 0.3, 2.0
AT_ONCE_S = {"sqlite": 2.5, "postgresql": 5.0}
PAGE, LOOKERS, EVERY_S = "/notices/", 4, 0.2
ALONE_S = 2.0 if QUICK else 5.0
MOST_RATIO = 3.0


@dataclass(frozen=True)
class Wave:
    """What became of one: how long each waited, how long all of it took, what went wrong."""

    waited: Sequence[float]
    whole: float
    errors: Sequence[str]
    looks: Sequence[float]  # how long the others' pages took meanwhile

    @property
    def p99(self) -> float:
        return percentile(self.waited, 0.99) if self.waited else float("inf")


def measure() -> list[Figure]:
    raise_open_files()
    figures = _measure_on("sqlite", LiveServer(DEMO="0"))
    database = Postgres(durable=True)
    try:
        url = database.new_database()
        return figures + _measure_on("postgresql", LiveServer(DEMO="0", ECABINET_DATABASE_URL=url))
    finally:
        database.stop()


def _measure_on(kind: str, server: LiveServer) -> list[Figure]:
    try:
        house = setting.prepare(server, "benchmarks.load_world", len(WAVES) + 1, MEMBERS)
        server.start(prepared=True)
        alone, waves = _all_waves(server, house)
        kept = [setting.sequence_numbers(server, each) for each in house["ballots"][: len(WAVES)]]
        lost = sum(
            len(wave.waited) - sum(seq > 0 for seq in roll.values())
            for wave, roll in zip(waves, kept, strict=True)
        )
        canary = _sleepy(server, house) if kind == "sqlite" else []
    finally:
        server.stop()
    return [*_figures(kind, alone, waves), exactly(f"{kind}_lost", lost), *canary]


def _figures(kind: str, alone: Sequence[float], waves: Sequence[Wave]) -> list[Figure]:
    few, many, *at_once = waves
    quiet = percentile(alone, 0.99)
    looks = [each for wave in at_once for each in wave.looks]
    return [
        within(f"{kind}_60_in_3s_p99", few.p99, FEW_S),
        within(f"{kind}_{MEMBERS}_in_{WAVES[1][1]:g}s_p99", many.p99, MANY_S),
        within(
            f"{kind}_{MEMBERS}_in_1s_all", median(each.whole for each in at_once), AT_ONCE_S[kind]
        ),
        exactly(f"{kind}_errors", sum(len(wave.errors) for wave in waves)),
        _pages(f"{kind}_page_p99_60_in_3s", few.looks, quiet),
        _pages(f"{kind}_page_p99_{MEMBERS}_in_{WAVES[1][1]:g}s", many.looks, quiet),
        _pages(f"{kind}_page_p99_{MEMBERS}_in_1s", looks, quiet),
        Figure(name=f"{kind}_page_p99_alone", figure=quiet, unit="s"),
    ]


def _pages(name: str, looks: Sequence[float], alone: float) -> Figure:
    """How long the others' pages took while so many voted."""
    return at_most(name, percentile(looks, 0.99), "s", alone, MOST_RATIO)


def _all_waves(server: LiveServer, house: dict[str, Any]) -> tuple[list[float], list[Wave]]:
    """Return how long pages take alone, and what became of each wave."""
    with _members(server, house, MEMBERS) as members, Lookers(server, house["keys"]) as lookers:
        _settle_down(lookers)
        alone = lookers.take()
        waves = []
        for ballot, (count, seconds) in zip(house["ballots"], WAVES, strict=False):
            said = _tell(members, f"wave {ballot} {count} {seconds}")
            waves.append(Wave(said["waited"], said["whole"], said["errors"], lookers.take()))
            for each in sorted(set(said["errors"])):
                print(f"  {count} in {seconds} s: {each}")
        return alone, waves


def _settle_down(lookers: "Lookers") -> None:
    """Let pages be turned alone; the first of them, which find nothing ready, are left out."""
    for _ in range(2):
        lookers.take()
        threading.Event().wait(ALONE_S)


def _sleepy(server: LiveServer, house: dict[str, Any]) -> list[Figure]:
    """How far a server that sleeps over each vote is beyond the bound."""
    server.kill_9()
    count, seconds = WAVES[0]
    with served_by(server, "sleepy"):
        server.start(prepared=True)
        with _members(server, house, count) as members:
            said = _tell(members, f"wave {house['ballots'][-1]} {count} {seconds}")
    late = percentile(said["waited"], 0.99) - FEW_S if said["waited"] else seconds
    return [caught("canary_too_late", late)]


@contextmanager
def _members(
    server: LiveServer, house: dict[str, Any], count: int
) -> Iterator["subprocess.Popen[str]"]:
    """Let so many come in and watch, in a process of their own."""
    crowd = {
        "port": server.port,
        "origin": server.url,
        "topic": " ".join(f"ballot:{each}" for each in house["ballots"]),
        "secret": house["secret"],
        "keys": house["keys"],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.loading"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        print(json.dumps(crowd), file=process.stdin, flush=True)
        _tell(process, f"open {count}")
        yield process
    finally:
        process.kill()
        process.communicate()


def _tell(process: "subprocess.Popen[str]", what: str) -> Any:
    print(what, file=process.stdin, flush=True)
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise AssertionError(f"the members ended at: {what}")
    return json.loads(line)


class Lookers:
    """Some who turn a page now and then."""

    def __init__(self, server: LiveServer, keys: Sequence[Sequence[str]]) -> None:
        self._people = [Person(server, "").come_back(cookie) for cookie, _ in keys[-LOOKERS:]]
        self._enough = threading.Event()
        self._taken: list[float] = []

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._look, args=(each,)) for each in self._people]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def take(self) -> list[float]:
        """Return how long each look took since this was asked last."""
        taken, self._taken = self._taken, []
        return taken

    def _look(self, person: Person) -> None:
        while not self._enough.wait(EVERY_S):
            began = time.monotonic()
            answer = person.get(PAGE)
            if answer.status != 200:  # noqa: PLR2004 -- as the protocol says it
                raise AssertionError(f"{PAGE}: {answer.status}")
            self._taken.append(time.monotonic() - began)
