"""T1: the server is killed with -9 while members vote. Every acknowledged vote must be there, once, as it was cast."""

import http.client
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, percentile
from benchmarks.people import Person
from benchmarks.world import World
from tests.servers import LiveServer, wait_until

KILLS, VOTES, CANARY_KILLS = (6, 300, 4) if QUICK else (50, 10_000, 10)
CHOICES = ("for_", "against")
READY_S = 3.0
SETTLED = {200, 409, 410}
HASTY = ("-m", "gunicorn", "--config", "python:benchmarks.mutants.hasty", "wsgi:application")


@dataclass
class Voter:
    """A member's device: it sends the same bytes until an answer settles them, then votes anew."""

    person: Person
    ballot: str
    acknowledged: int = 0
    last: tuple[int, str, str] = (
        0,
        "",
        "",
    )  # number, choice and receipt that were acknowledged last
    trying: tuple[int, str] = (0, "")
    heard: str = ""  # the last answer, or what came instead of one
    refused: list[str] = field(default_factory=list)

    def vote_until(self, enough: threading.Event) -> None:
        pause = threading.Event()
        while not enough.is_set():
            seq = self.last[0] + 1
            self.trying = seq, CHOICES[seq % len(CHOICES)]
            while not self._send() and not enough.is_set():
                pause.wait(0.05)

    def _send(self) -> bool:
        seq, choice = self.trying
        path = f"/ballots/{self.ballot}/votes"
        try:
            answer = self.person.post(
                path, accept="application/json", choice=choice, text="", seq=seq
            )
        except (OSError, http.client.HTTPException) as error:
            self.heard = repr(error)
            return False
        self.heard = f"{answer.status} {answer.body[:200]}"
        if answer.status == http.client.OK:
            self.acknowledged += 1
            self.last = seq, choice, str(answer.json["receipt"])
        elif answer.status in SETTLED:
            self.refused.append(f"{self.person.username} {seq}: {self.heard}")
            self.last = seq, choice, ""
        return answer.status in SETTLED


@dataclass(frozen=True)
class Outcome:
    acknowledged: int
    kills: int
    lost: int
    double: int
    wrong: int
    ready: Sequence[float]


def measure() -> list[Figure]:
    """Return the figures of the real server, and of the mutant that must be caught."""
    real = kill_while_voting(KILLS, VOTES)
    canary = kill_while_voting(CANARY_KILLS, 0, hasty=True)
    return [
        Figure(
            name="kills with -9",
            figure=real.kills,
            unit="",
            bound=f">= {KILLS}",
            holds=real.kills >= KILLS,
        ),
        Figure(
            name="acknowledged votes",
            figure=real.acknowledged,
            unit="",
            bound=f">= {VOTES:,}",
            holds=real.acknowledged >= VOTES,
        ),
        Figure(name="lost", figure=real.lost, unit="", bound="0", holds=real.lost == 0),
        Figure(
            name="counted double", figure=real.double, unit="", bound="0", holds=real.double == 0
        ),
        Figure(name="counted wrong", figure=real.wrong, unit="", bound="0", holds=real.wrong == 0),
        Figure(
            name="ready again, p95",
            figure=percentile(real.ready, 0.95),
            unit="s",
            bound=f"<= {READY_S} s",
            holds=percentile(real.ready, 0.95) <= READY_S,
        ),
        Figure(
            name="canary: lost by a server that answers too early",
            figure=canary.lost,
            unit="",
            bound="> 0",
            holds=canary.lost > 0,
        ),
    ]


def kill_while_voting(kills: int, votes: int, *, hasty: bool = False) -> Outcome:
    """Kill the server again and again while everybody votes. `hasty`: a server that answers too early."""
    server = LiveServer(DEMO="0")
    try:
        world = setting.furnish(server)
        server.start()
        voters = [Voter(Person(server, name).sign_in(), world.ballot) for name in world.members]
        real = server.served_by
        if hasty:
            _exchange(server, HASTY)
        lost, ready = _vote_through(server, world, voters, (kills, votes))
        if hasty:
            _exchange(server, real)
        lost += _missing(server, world, voters)
        double, wrong = _recount(server, world, voters)
        return Outcome(_acknowledged(voters), len(ready), lost, double, wrong, ready)
    finally:
        server.stop()


def _exchange(server: LiveServer, served_by: Sequence[str]) -> None:
    """Let another server go on with the same data."""
    server.kill_9()
    server.served_by = list(served_by)
    server.start(prepared=True)


def _vote_through(
    server: LiveServer, world: World, voters: Sequence[Voter], enough_of: tuple[int, int]
) -> tuple[int, list[float]]:
    """Return how many acknowledged votes were missing after the kills, and how long each return took."""
    kills, votes = enough_of
    enough = threading.Event()
    threads = [threading.Thread(target=each.vote_until, args=(enough,)) for each in voters]
    for thread in threads:
        thread.start()
    lost, ready, answered = 0, [], 0
    try:
        while len(ready) < kills or answered < votes:
            _wait_for_votes(voters, answered)
            enough.wait(random.uniform(0, 1))
            server.kill_9()
            answered = _acknowledged(voters)
            lost += _missing(server, world, voters)
            ready.append(_start_again(server))
            print(f"  killed {len(ready)} times, {answered:,} votes acknowledged", flush=True)
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    return lost, ready


def _wait_for_votes(voters: Sequence[Voter], answered: int) -> None:
    """Let casting get going again: a kill that nobody was voting under proves nothing."""
    wait_until(
        lambda: _acknowledged(voters) > answered,
        60,
        lambda: (
            "no vote is acknowledged; last heard: "
            + "; ".join(sorted({each.heard for each in voters}))
        ),
    )


def _acknowledged(voters: Sequence[Voter]) -> int:
    return sum(each.acknowledged for each in voters)


def _start_again(server: LiveServer) -> float:
    """Return how many seconds it took until the server was ready again."""
    began = time.monotonic()
    server.start(prepared=True)
    return time.monotonic() - began


def _missing(server: LiveServer, world: World, voters: Sequence[Voter]) -> int:
    """Return how many voters' last acknowledged vote is not in the database."""
    kept = setting.sequence_numbers(server, world)
    return sum(kept[each.person.username] < each.last[0] for each in voters)


def _recount(server: LiveServer, world: World, voters: Sequence[Voter]) -> tuple[int, int]:
    """Close the ballot; return how many votes count double, and how many differ from what was acknowledged."""
    result = setting.close_ballot(server, world)
    voted = [each for each in voters if each.last[0]]
    double = max(0, result.cast - len(result.votes)) + max(
        0, sum(result.counts.values()) - len(result.votes)
    )
    wrong = sum(len(each.refused) for each in voters)
    for each in voted:
        seq, choice, receipt = result.votes[each.person.username]
        # What was sent but not answered when the end came may count too: the device would have asked again.
        sent_last = each.trying if each.trying[0] > each.last[0] else each.last[:2]
        as_acknowledged = (seq, choice, receipt) == each.last
        wrong += not (as_acknowledged or (seq, choice) == sent_last)
    return double, wrong
