"""The session in which is voted, around a running server: made, looked into, and its ballots closed."""

import http.client
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.figures import QUICK
from benchmarks.people import Person
from benchmarks.world import MEMBERS, World
from ecabinet.accounts.models import Account
from ecabinet.audit.models import Entry
from ecabinet.ballots.events import BallotClosed, VoteCast
from ecabinet.ballots.models import Ballot, Voter
from tests.servers import ROOT, LiveServer, Postgres

House = Callable[[], LiveServer]  # makes a server of its own, not yet furnished
LONGEST_S = 300 if QUICK else 1800  # what takes longer hangs


@dataclass(frozen=True)
class Result:
    cast: int
    counts: dict[str, int]
    votes: dict[str, tuple[int, str, str]]  # user name → number, choice, receipt
    facts: Counter[tuple[str, int]]  # user name and number → how often the trail tells it
    closings: int  # how often the trail tells the closing

    @property
    def double(self) -> int:
        """How many votes count, or are told, more often than once."""
        counted = max(self.cast, sum(self.counts.values())) - len(self.votes)
        return max(0, counted) + sum(times - 1 for times in self.facts.values())


def on_sqlite() -> LiveServer:
    return LiveServer(DEMO="0")


@contextmanager
def on_postgresql() -> Iterator[House]:
    """Inside, houses are made whose databases lie in a PostgreSQL of their own."""
    database = Postgres()
    try:
        yield lambda: LiveServer(DEMO="0", ECABINET_DATABASE_URL=database.new_database())
    finally:
        database.stop()


def furnish(server: LiveServer, ballots: int = 1, members: int = MEMBERS) -> World:
    """Put the world into the server's database, before it starts."""
    fields = prepare(server, "benchmarks.world", ballots, members)
    return World(**{name: _frozen(value) for name, value in fields.items()})


def prepare(server: LiveServer, module: str, *words: object) -> dict[str, Any]:
    """Let a program put something into the server's database; return what it prints as JSON."""
    made = subprocess.run(
        [sys.executable, "-m", module, *map(str, words)],
        cwd=ROOT,
        env=server.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=LONGEST_S,
    )
    fields: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return fields


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def open_ballot(chair: Person, ballot: str, **how: object) -> None:
    _order(chair, ballot, "open", **how)


def close_ballot(server: LiveServer, chair: Person, ballot: str) -> Result:
    """Let the chair close it, and return what was counted."""
    _order(chair, ballot, "close")
    return find_result(server, ballot)


def _order(chair: Person, ballot: str, what: str, **how: object) -> None:
    chair.leave()  # a line that rested for long was ended by the server
    answer = chair.post(f"/ballots/{ballot}/{what}", accept="application/json", **how)
    if answer.status not in {http.client.OK, http.client.SEE_OTHER}:
        raise AssertionError(f"the chair could not {what}: {answer.status} {answer.body[:500]}")


def find_result(server: LiveServer, ballot: str) -> Result:
    """Return what was counted in a ballot that is closed."""
    with looking(server) as session:
        closed = session.get_one(Ballot, ballot)
        counts = {choice: int((closed.result or {})[choice]) for choice in closed.options}
        votes = {
            name: (row.seq, str(row.choice), row.receipt)
            for name, row in _roll(session, ballot)
            if row.seq
        }
        names = {account.id: account.username for account in session.scalars(select(Account))}
        cast = _told(session, VoteCast.name, ballot)
        facts = Counter((names[each.actor_id], int(each.details["seq"])) for each in cast)
        closings = len(_told(session, BallotClosed.name, ballot))
        return Result(closed.cast, counts, votes, facts, closings)


def sequence_numbers(server: LiveServer, ballot: str) -> dict[str, int]:
    """Return the number of each member's vote that the database keeps."""
    with looking(server) as session:
        return {name: row.seq for name, row in _roll(session, ballot)}


def _roll(session: Session, ballot: str) -> list[tuple[str, Voter]]:
    places = select(Account.username, Voter).join(Account, Account.id == Voter.account_id)
    rows = session.execute(places.where(Voter.ballot_id == ballot))
    return [(name, voter) for name, voter in rows]


def _told(session: Session, event: str, ballot: str) -> list[Entry]:
    """Return what the trail tells of a ballot."""
    entries = session.scalars(select(Entry).where(Entry.event == event))
    return [each for each in entries if each.details["ballot_id"] == ballot]


@contextmanager
def looking(server: LiveServer) -> Iterator[Session]:
    """Look into the server's database from outside."""
    engine = create_engine(server.database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()
