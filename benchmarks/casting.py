"""T1: the server is killed with -9 while members vote. Every acknowledged vote must be there, once, as it was cast."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly, percentile, within
from benchmarks.mutants import served_by
from benchmarks.people import Person
from benchmarks.voting import Crowd, sign_in
from tests.servers import LiveServer

KILLS, VOTES, CANARY_KILLS = (5, 100, 2) if QUICK else (50, 10_000, 10)
READY_S = 3.0


@dataclass(frozen=True)
class Outcome:
    acknowledged: int
    lost: int
    double: int
    wrong: int
    ready: Sequence[float]  # how long each return took, in seconds


def measure(new_house: setting.House = setting.on_sqlite) -> list[Figure]:
    """Return the figures of the real server, and of the mutant that must be caught."""
    server = new_house()
    try:
        world = setting.furnish(server, ballots=2)
        server.start(prepared=True)
        people = sign_in(server, world.members)
        real = _killed(server, Crowd(server, people, world.ballots[0]), KILLS, VOTES)
        canary = _killed_hasty(server, people, world.ballots[1])
    finally:
        server.stop()
    return [
        at_least("kills", len(real.ready), KILLS),
        at_least("acknowledged", real.acknowledged, VOTES),
        exactly("lost", real.lost),
        exactly("double", real.double),
        exactly("wrong", real.wrong),
        within("ready_p95", percentile(real.ready, 0.95), READY_S),
        caught("canary_lost", canary.lost),
    ]


def _killed_hasty(server: LiveServer, people: Sequence[Person], ballot: str) -> Outcome:
    """The same with a server that answers too early."""
    setting.open_ballot(people[0], ballot)
    server.kill_9()
    with served_by(server, "hasty"):
        server.start(prepared=True)
        crowd = Crowd(server, people, ballot)
        lost, ready = _kill_again_and_again(server, crowd, CANARY_KILLS, 0)
    return Outcome(crowd.acknowledged, lost, 0, 0, ready)


def _killed(server: LiveServer, crowd: Crowd, kills: int, votes: int) -> Outcome:
    lost, ready = _kill_again_and_again(server, crowd, kills, votes)
    double, wrong = crowd.recount()
    return Outcome(crowd.acknowledged, lost, double, wrong, ready)


def _kill_again_and_again(
    server: LiveServer, crowd: Crowd, kills: int, votes: int
) -> tuple[int, list[float]]:
    """Return how many acknowledged votes were missing after the kills, and how long each return took."""
    lost, ready, answered = 0, [], 0
    pause = threading.Event()
    with crowd:
        while len(ready) < kills or answered < votes:
            crowd.wait_for_more(answered)
            pause.wait(random.uniform(0, 1))
            server.kill_9()
            answered = crowd.acknowledged
            lost += crowd.missing()
            ready.append(_start_again(server))
    return lost + crowd.missing(), ready


def _start_again(server: LiveServer) -> float:
    """Return how many seconds it took until the server was ready again."""
    began = time.monotonic()
    server.start(prepared=True)
    return time.monotonic() - began
