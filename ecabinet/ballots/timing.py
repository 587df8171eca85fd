"""When the time of a timed ballot is up. Pure: told the machine's count and the clock, it asks neither.

The time that is left runs by the machine's own count (`core/ticks.py`), which nobody sets: a clock on the wall that
jumps by an hour or by days closes nothing early and nothing late, and a process that is started again reads on where
the other stopped, for both count from the same beginning. What stands in the row is how much was left when it last
began to run, and the count at that moment; `closes_at` only tells people when that will be.

A pause keeps what is left. An extension adds to it.

Another machine, or this one after it was switched off, has another count, and only the wall clocks of both to compare.
It reckons what is left from `closes_at`: never less than nothing, and never more than was left when it last began to
run, so that a wrong clock lengthens a ballot at most to what a whole new run would take. Then it waits `GRACE` longer,
by its own count: the machine that runs the ballot closes it on time, if it is there; and if it is not, because all
of them stood still, nobody finds the ballot closed in the moment in which they could vote again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ecabinet.ballots.models import Ballot
from ecabinet.core.ticks import Tick

LIMITS = (30, 60, 120, 180, 300, 600)  # seconds that are offered
EXTENSION_S = 60
GRACE_MS = 30_000
MILLISECOND = timedelta(milliseconds=1)

Run = tuple[str, int | None, int | None]  # whose count, since when, and how much was left then


@dataclass(frozen=True)
class Here:
    """The two clocks of whoever asks."""

    tick: Tick
    wall: datetime


def start(ballot: Ballot, left_ms: int, here: Here) -> None:
    """Let what is left run from now on, by the count of whoever lets it."""
    ballot.left_ms = left_ms
    ballot.machine, ballot.running_since_ms = here.tick.machine, here.tick.ms
    ballot.closes_at = here.wall + left_ms * MILLISECOND


def stop(ballot: Ballot, here: Here) -> None:
    """Keep what is left."""
    ballot.left_ms = left(ballot, here)
    ballot.running_since_ms = ballot.closes_at = None


def left(ballot: Ballot, here: Here) -> int:
    """Return how many milliseconds are left of a timed ballot."""
    whole = ballot.left_ms or 0
    if ballot.running_since_ms is None or ballot.closes_at is None:
        return whole
    if ballot.machine == here.tick.machine:
        remaining = whole - (here.tick.ms - ballot.running_since_ms)
    else:
        remaining = (ballot.closes_at - here.wall) // MILLISECOND
    return min(max(remaining, 0), whole)


def moment(ballot: Ballot, here: Here) -> datetime:
    """Return what time it is for a ballot: `closes_at` less what is left, whatever was done to the clock since.

    Who is shown both counts down rightly, on a wall clock that was moved while it is open too.
    """
    return ballot.closes_at - left(ballot, here) * MILLISECOND if ballot.closes_at else here.wall


def run_of(ballot: Ballot) -> Run:
    """Name a run, from one start to the next: what was seen of one says nothing of another."""
    return ballot.machine, ballot.running_since_ms, ballot.left_ms


class Watch:
    """What one process knows of the time of ballots that other machines began: since when it has waited for each."""

    def __init__(self) -> None:
        self._ends: dict[tuple[str, Run], int] = {}

    def wait_ms(self, ballot: Ballot, here: Here) -> int:
        """Return how long this process leaves a ballot open still; at nought it closes it."""
        if ballot.machine == here.tick.machine:
            return left(ballot, here)
        seen = (ballot.id, run_of(ballot))
        end = self._ends.setdefault(seen, here.tick.ms + left(ballot, here) + GRACE_MS)
        return max(end - here.tick.ms, 0)

    def forget_all_but(self, ballots: Iterable[Ballot]) -> None:
        kept = {(each.id, run_of(each)) for each in ballots}
        self._ends = {seen: end for seen, end in self._ends.items() if seen in kept}
