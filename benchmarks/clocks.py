"""T8: the clock on the wall jumps by an hour and by days, forward and back, while timed ballots are open.

Each must close when its time is up by a clock that nobody set, and votes are acknowledged all along.
"""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly, within
from benchmarks.mutants import served_by
from benchmarks.people import Person
from benchmarks.voting import Crowd, sign_in
from ecabinet.ballots.models import TAKING_VOTES, Ballot
from tests.servers import LiveServer, wait_until

BALLOTS, CANARY_BALLOTS, VOTERS = 20, 2, 4
LIMIT_S = 30
HOUR_S, DAYS_S = 3600, 3 * 24 * 3600
JUMPS = (HOUR_S, -HOUR_S, DAYS_S, -DAYS_S)
EVERY_S = 4.0
EARLY_S, LATE_S = 0.5, 3.0
LEAST_VOTES = 20 if QUICK else 50


class Wall:
    """The clock on the server's wall."""

    def __init__(self, server: LiveServer) -> None:
        self._file = server.folder / "clock"
        server.environment |= {"MOVED_CLOCK": str(self._file)}
        server.served_by = [
            "python:benchmarks.moved_clock" if each.startswith("python:") else each
            for each in server.served_by
        ]
        self.jumps = 0
        self.set(0)

    def set(self, offset_s: int) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(str(offset_s))
        new.replace(self._file)

    @contextmanager
    def jumping(self) -> Iterator[None]:
        """Inside, it jumps again and again."""
        enough = threading.Event()
        thread = threading.Thread(target=self._jump_until, args=(enough,))
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()
            self.set(0)

    def _jump_until(self, enough: threading.Event) -> None:
        order = [*JUMPS]
        random.shuffle(order)
        while not enough.wait(EVERY_S):
            self.jumps += 1
            self.set(order[self.jumps % len(order)])


def measure(new_house: setting.House = setting.on_sqlite) -> list[Figure]:
    server = new_house()
    try:
        world = setting.furnish(server, ballots=1 + BALLOTS + CANARY_BALLOTS)
        wall = Wall(server)
        server.start(prepared=True)
        people = sign_in(server, world.members[: VOTERS + 1])
        crowd = Crowd(server, people[1:], world.ballots[0])
        for each in crowd.voters:
            each.again = each.person.sign_in
        timed = world.ballots[1 : 1 + BALLOTS]
        off = _closed_off(server, wall, people[0], timed, crowd)
        jumps, lost = wall.jumps, crowd.missing()
        with served_by(server, "walled"):
            _start_anew(server, people[:2])
            crowd_then = Crowd(server, people[1:2], world.ballots[0])
            off_then = _closed_off(
                server, wall, people[0], world.ballots[1 + BALLOTS :], crowd_then
            )
    finally:
        server.stop()
    return [
        exactly("ballots", len(off), BALLOTS),
        at_least("jumps", jumps, len(JUMPS)),
        exactly("wrong_closings", _wrong(off)),
        within("latest", max(off), LATE_S),
        at_least("acknowledged", crowd.acknowledged, LEAST_VOTES),
        exactly("lost", lost),
        caught("canary_wrong_closings", _wrong(off_then)),
    ]


def _start_anew(server: LiveServer, people: Sequence[Person]) -> None:
    """Let everybody come in again: their lines ended with the server, and their sessions perhaps with the jumps."""
    server.kill_9()
    server.start(prepared=True)
    for each in people:
        each.leave()
        each.sign_in()


def _wrong(off: Sequence[float]) -> int:
    return sum(not -EARLY_S <= each <= LATE_S for each in off)


def _closed_off(
    server: LiveServer, wall: Wall, chair: Person, ballots: Sequence[str], crowd: Crowd
) -> list[float]:
    """Open the ballots, let the wall's clock jump, and return by how many seconds each closed too late."""
    due: dict[str, tuple[float, float]] = {}  # it began between the order and its answer
    for each in ballots:
        ordered = time.monotonic()
        setting.open_ballot(chair, each, limit_s=LIMIT_S)
        due[each] = ordered + LIMIT_S, time.monotonic() + LIMIT_S
    closed: dict[str, float] = {}

    def look() -> bool:
        for each in _closed(server, ballots):
            closed.setdefault(each, time.monotonic())
        return len(closed) == len(ballots)

    with crowd, wall.jumping():
        wait_until(look, LIMIT_S * 4, lambda: f"{len(closed)} of {len(ballots)} closed")
    return [_off(closed[each], *due[each]) for each in ballots]


def _off(closed: float, earliest: float, latest: float) -> float:
    """Return by how much a closing missed its time, negative where it came too early."""
    return closed - min(max(closed, earliest), latest)


def _closed(server: LiveServer, ballots: Sequence[str]) -> list[str]:
    with setting.looking(server) as session:
        over = select(Ballot.id).where(Ballot.id.in_(ballots), Ballot.state.not_in(TAKING_VOTES))
        return [*session.scalars(over)]
