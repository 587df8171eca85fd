"""`python -m benchmarks.closing_worker ROUNDS WAY`: thirty vote and two to ten close, in real threads, again and again.

WAY is `right`, or `naive` for the mutant. Prints what became of it as JSON.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select

from benchmarks import world
from benchmarks.mutants import naive
from ecabinet.audit.models import Entry
from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.events import BallotClosed, VoteCast
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Choice, Voter
from ecabinet.ballots.operations import close_ballot, open_ballot
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Uncertain
from ecabinet.core.transaction import run

FEWEST, MOST = 2, 10
LONGEST_S = 0.1  # between the first vote and a closing
PATIENCE_S = 30
VOTES_EACH = 4  # while it is open
CHOICES = (Choice.FOR, Choice.AGAINST)

T = TypeVar("T")
Cast = Callable[[str, str, Vote], str]


@dataclass
class Race:
    """One ballot, and what everybody was told."""

    ballot: str
    acknowledged: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # the last of each
    results: list[dict[str, Any]] = field(default_factory=list)
    again: int = 0  # how often nobody could say what came of a deed, so that it was sent again
    under_way: threading.Event = field(default_factory=threading.Event)


def main(rounds: int, cast: Cast) -> dict[str, int]:
    password = world.open_house()
    house = run(lambda: world.furnish(password, rounds))
    found: Counter[str] = Counter(rounds=0)
    with ThreadPoolExecutor(len(house.accounts) + MOST) as pool:
        for ballot in house.ballots:
            if ballot != house.ballot:
                run(lambda it=ballot: _open(house.accounts[0], it))  # type: ignore[misc]
            found.update(_judged(_raced(pool, house, Race(ballot), cast)))
    return dict(found)


def _open(chair: str, ballot: str) -> None:
    actor = load_actor(chair)
    open_ballot(actor, find_ballot(actor, ballot, lock=True))


def _raced(pool: ThreadPoolExecutor, house: world.World, race: Race, cast: Cast) -> Race:
    """Let everybody begin at once; those who close come in somewhere among the voters."""
    begun: list[Future[None]] = [
        pool.submit(_keep_casting, race, each, cast) for each in house.accounts
    ]
    closers = random.randint(FEWEST, MOST)
    begun += [pool.submit(_close, race, house.accounts[0]) for _ in range(closers)]
    for each in begun:
        each.result()
    return race


def _keep_casting(race: Race, account: str, cast: Cast) -> None:
    """Change one's mind some times, or until the ballot is closed; what is uncertain is sent again as it was."""
    for seq in range(1, VOTES_EACH + 1):
        vote = Vote(choice=CHOICES[seq % len(CHOICES)], seq=seq)
        try:
            receipt = _until_certain(race, lambda: cast(account, race.ballot, vote))  # noqa: B023 -- called at once
        except Closed:
            return
        race.acknowledged[account] = seq, str(vote.choice), receipt
        race.under_way.set()


def _close(race: Race, chair: str) -> None:
    race.under_way.wait(PATIENCE_S)
    threading.Event().wait(random.uniform(0, LONGEST_S))

    def deed() -> dict[str, Any]:
        actor = load_actor(chair)
        return dict(close_ballot(actor, find_ballot(actor, race.ballot, lock=True)).result or {})

    race.results.append(_until_certain(race, lambda: run(deed)))


def _until_certain(race: Race, deed: Callable[[], T]) -> T:
    """Do it again while nobody can say what came of it."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return deed()
        except Uncertain:
            race.again += 1
            if time.monotonic() > until:
                raise


def _judged(race: Race) -> dict[str, int]:
    """Hold what everybody was told against what is kept, counted and on the trail."""
    with reading():
        roll = session().scalars(select(Voter).where(Voter.ballot_id == race.ballot, Voter.seq > 0))
        kept = {each.account_id: (each.seq, str(each.choice), each.receipt) for each in roll}
        cast = Counter((each.actor_id, each.details["seq"]) for each in _told(race, VoteCast.name))
        closings = len(_told(race, BallotClosed.name))
    counted = sum(int(race.results[0][each]) for each in CHOICES)
    told = sum(seq for seq, _, _ in race.acknowledged.values())
    unlike = sum(kept.get(account) != each for account, each in race.acknowledged.items())
    return {
        "rounds": 1,
        "acknowledged": told,
        "lost": max(unlike, len(race.acknowledged) - counted),
        "double": cast.total() - len(cast) + max(0, counted - len(race.acknowledged)),
        "disagreeing": sum(each != race.results[0] for each in race.results)
        + abs(len(cast) - told),
        "closings": closings,
        "again": race.again,
    }


def _told(race: Race, event: str) -> list[Entry]:
    entries = session().scalars(select(Entry).where(Entry.event == event))
    return [each for each in entries if each.details["ballot_id"] == race.ballot]


def cast_rightly(account: str, ballot: str, vote: Vote) -> str:
    return run(lambda: cast_vote(load_actor(account), ballot, vote)).code


if __name__ == "__main__":
    ways = {"right": cast_rightly, "naive": naive.cast}
    print(json.dumps(main(int(sys.argv[1]), ways[sys.argv[2]])))
