"""Our side: thirty greenlets cast through the writer that commits in groups, as in the server's process."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 -- everything below is to find the patched world
import time  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from datetime import UTC, date, datetime  # noqa: E402
from functools import partial  # noqa: E402
from typing import ClassVar  # noqa: E402

import gevent  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

import ecabinet.app  # noqa: E402, F401 -- every listener hears what is recorded, as in the server
from ecabinet.accounts.models import Account  # noqa: E402
from ecabinet.agenda.models import Item  # noqa: E402
from ecabinet.audit.models import Entry, Head  # noqa: E402
from ecabinet.ballots.models import Ballot, Choice, State, Voter  # noqa: E402
from ecabinet.bodies.actors import load_actor  # noqa: E402
from ecabinet.bodies.models import Body, Post, Role  # noqa: E402
from ecabinet.core import sealing  # noqa: E402
from ecabinet.core.clock import now  # noqa: E402
from ecabinet.core.database import Model, engine_in_use, reading, session  # noqa: E402
from ecabinet.core.events import Event, record  # noqa: E402
from ecabinet.core.ids import new_id  # noqa: E402
from ecabinet.core.transaction import open_database, run  # noqa: E402
from ecabinet.meetings.models import Invitation, Meeting  # noqa: E402
from ecabinet.meetings.models import State as MeetingState  # noqa: E402

MEMBERS = 30
BEGAN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
MASTER_KEY = bytes(32)


@dataclass(frozen=True, kw_only=True)
class Voted(Event):
    name: ClassVar[str] = "ballot.vote_cast"

    ballot_id: str
    seq: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"ballot:{self.ballot_id}",)


def main(path: str, seconds: float) -> None:
    sealing.use_master_key(MASTER_KEY)
    open_database(f"sqlite:///{path}")
    if not seconds:
        run_setting()
        print(0, 0)
        return
    with reading():
        ballot = session().scalars(select(Ballot.id)).one()
        members = session().scalars(select(Voter.account_id)).all()
    print(cast_for(seconds, ballot, members), end=" ")
    with reading():
        print(session().scalar(select(func.count()).select_from(Entry)))


def cast_for(seconds: float, ballot: str, members: Sequence[str]) -> int:
    """Let every member cast again and again; return how many votes were acknowledged."""
    end = time.monotonic() + seconds

    def keep_casting(member: str) -> int:
        seq = 0
        while time.monotonic() < end:
            seq += 1
            run(partial(cast, ballot, member, seq))
        return seq

    casting = [gevent.spawn(keep_casting, member) for member in members]
    gevent.joinall(casting, raise_error=True)
    return sum(each.value for each in casting)


def cast(ballot_id: str, member: str, seq: int) -> str:
    actor = load_actor(member)
    ballot = session().get_one(Ballot, ballot_id, with_for_update={"read": True})
    voter = (
        session().scalars(select(Voter).filter_by(ballot_id=ballot_id, account_id=actor.id)).one()
    )
    if voter.seq == 0:
        ballot.cast += 1
    key = sealing.unwrap(ballot.key or b"", f"ballot:{ballot_id}")
    voter.sealed = sealing.seal(key, Choice.FOR.encode(), f"vote:{voter.id}")
    voter.seq, voter.cast_at, voter.receipt = seq, now(), new_id()
    record(Voted(actor_id=actor.id, body_id=ballot.item.body_id, ballot_id=ballot_id, seq=seq))
    return voter.receipt


def run_setting() -> None:
    """Make a running session with an open ballot, thirty members in its roll."""
    Model.metadata.create_all(engine_in_use())
    run(_furnish)
    with (
        engine_in_use().connect() as connection
    ):  # the copies that are measured are made of one file
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _furnish() -> None:
    accounts = [
        Account(username=f"member{number:02}", name=f"Member {number}") for number in range(MEMBERS)
    ]
    body = Body(name="The body", members_name="members", place="Here", procedure={})
    session().add_all([body, *accounts])
    session().flush()
    session().add(Head(chain=body.id, position=0, hash="0" * 64))
    meeting = Meeting(
        body_id=body.id,
        title="A session",
        starts_at=BEGAN,
        started_at=BEGAN,
        chair_id=accounts[0].id,
        state=MeetingState.IN_SESSION,
    )
    item = Item(meeting=meeting, place=1, title="An item")
    ballot = Ballot(
        item=item, question="Adopt it?", options=list(Choice), state=State.OPEN, members=MEMBERS
    )
    session().add(ballot)
    session().flush()
    ballot.key = sealing.wrap(sealing.new_key(), f"ballot:{ballot.id}")
    session().add_all(row for account in accounts for row in _seat(account, body, meeting, ballot))


def _seat(account: Account, body: Body, meeting: Meeting, ballot: Ballot) -> list[Model]:
    return [
        Post(
            account_id=account.id,
            body_id=body.id,
            role=Role.MEMBER,
            title="Member",
            starts_on=date(2025, 1, 1),
        ),
        Invitation(
            meeting_id=meeting.id,
            account_id=account.id,
            votes=True,
            title="Member",
            arrived_at=BEGAN,
        ),
        Voter(
            ballot_id=ballot.id, account_id=account.id, name=account.name, title="Member", rank=1
        ),
    ]


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
