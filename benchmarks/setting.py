"""The session in which is voted, around a running server: made, looked into, and its ballot closed."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from benchmarks.people import Person
from benchmarks.world import World
from ecabinet.accounts.models import Account
from ecabinet.ballots.models import Ballot, Voter
from tests.servers import ROOT, LiveServer


@dataclass(frozen=True)
class Result:
    cast: int
    counts: dict[str, int]
    votes: dict[str, tuple[int, str, str]]  # user name → number, choice, receipt


def furnish(server: LiveServer) -> World:
    """Put the world into the server's database, before it starts."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.world"],
        cwd=ROOT,
        env=server.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    fields = json.loads(made.stdout.splitlines()[-1])
    return World(fields["ballot"], tuple(fields["members"]), tuple(fields["accounts"]))


def close_ballot(server: LiveServer, world: World) -> Result:
    """Let the chair close it, and return what was counted."""
    chair = Person(server, world.members[0]).sign_in()
    answer = chair.post(f"/ballots/{world.ballot}/close")
    if answer.status not in {http.client.OK, http.client.SEE_OTHER}:
        raise AssertionError(f"the ballot was not closed: {answer.status} {answer.body[:500]}")
    with _looking(server) as session:
        closed = session.get_one(Ballot, world.ballot)
        counts = {choice: int((closed.result or {})[choice]) for choice in closed.options}
        votes = {
            name: (row.seq, str(row.choice), row.receipt)
            for name, row in _roll(session, world)
            if row.seq
        }
        return Result(closed.cast, counts, votes)


def sequence_numbers(server: LiveServer, world: World) -> dict[str, int]:
    """Return the number of each member's vote that the database keeps."""
    with _looking(server) as session:
        return {name: row.seq for name, row in _roll(session, world)}


def _roll(session: Session, world: World) -> list[tuple[str, Voter]]:
    places = select(Account.username, Voter).join(Account, Account.id == Voter.account_id)
    rows = session.execute(places.where(Voter.ballot_id == world.ballot))
    return [(name, voter) for name, voter in rows]


@contextmanager
def _looking(server: LiveServer) -> Iterator[Session]:
    """Look into the server's database from outside."""
    engine = create_engine(server.database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()
