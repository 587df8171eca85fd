"""The session in which is voted: an open ballot of the demonstration, and what the database knows of it."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Row, Select, create_engine, select
from sqlalchemy.orm import Session

from benchmarks.people import Person
from ecabinet.accounts.models import Account
from ecabinet.agenda.models import Item
from ecabinet.ballots.models import Ballot, State, Voter
from ecabinet.meetings.models import Meeting
from tests.servers import LiveServer


@dataclass(frozen=True)
class OpenBallot:
    id: str
    members: tuple[str, ...]  # user names of those in the roll


@dataclass(frozen=True)
class Result:
    cast: int
    counts: dict[str, int]
    votes: dict[str, tuple[int, str, str]]  # user name → number, choice, receipt


def open_ballot(server: LiveServer) -> OpenBallot:
    """Return a ballot that is open; one that was prepared is opened by the chair, as they would."""
    with _looking(server) as session:
        found = session.scalars(_running_ballots().where(Ballot.state == State.OPEN)).first()
        prepared = (
            found
            or session.scalars(_running_ballots().where(Ballot.state == State.PREPARED)).first()
        )
        if prepared is None:
            raise AssertionError("the demonstration has no ballot in a running session")
        chair = prepared.item.meeting.chair.username
    if found is None:
        _order(server, chair, f"/ballots/{prepared.id}/open")
    return OpenBallot(prepared.id, tuple(name for name, _ in _roll(server, prepared.id)))


def close_ballot(server: LiveServer, ballot: str) -> Result:
    """Let the chair close it, and return what was counted."""
    with _looking(server) as session:
        chair = session.get_one(Ballot, ballot).item.meeting.chair.username
    _order(server, chair, f"/ballots/{ballot}/close")
    with _looking(server) as session:
        closed = session.get_one(Ballot, ballot)
        votes = {
            name: (voter.seq, str(voter.choice), voter.receipt)
            for name, voter in session.execute(_voters(ballot))
            if voter.seq
        }
        counts = {
            name: int(count)
            for name, count in (closed.result or {}).items()
            if name in set(closed.options)
        }
        return Result(closed.cast, counts, votes)


def sequence_numbers(server: LiveServer, ballot: str) -> dict[str, int]:
    """Return the number of each member's vote that the database keeps."""
    return {name: voter.seq for name, voter in _roll(server, ballot)}


def _running_ballots() -> Select[tuple[Ballot]]:
    return (
        select(Ballot)
        .join(Ballot.item)
        .join(Item.meeting)
        .where(Meeting.started_at.is_not(None))
        .order_by(Ballot.id)
    )


def _voters(ballot: str) -> Select[tuple[str, Voter]]:
    return (
        select(Account.username, Voter)
        .join(Account, Account.id == Voter.account_id)
        .where(Voter.ballot_id == ballot)
    )


def _roll(server: LiveServer, ballot: str) -> list[Row[tuple[str, Voter]]]:
    with _looking(server) as session:
        return list(session.execute(_voters(ballot)))


def _order(server: LiveServer, chair: str, path: str) -> None:
    answer = Person(server, chair).sign_in().post(path)
    if answer.status not in {http.client.OK, http.client.SEE_OTHER}:
        raise AssertionError(f"{path}: {answer.status} {answer.body[:500]}")


@contextmanager
def _looking(server: LiveServer) -> Iterator[Session]:
    """Look into the server's database from outside."""
    engine = create_engine(server.database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()
