"""A running session with an open ballot and thirty members in its roll, made with the operations themselves.

`python -m benchmarks.world` puts it into the database that the environment names, and prints what it made as JSON.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from config import Config
from ecabinet.accounts.models import Account
from ecabinet.accounts.passwords import hash_password
from ecabinet.agenda.models import Item
from ecabinet.app import create_app
from ecabinet.ballots.operations import open_ballot
from ecabinet.ballots.preparing_operations import prepare_ballot
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Body, Post, Role
from ecabinet.bodies.rules import PRESETS
from ecabinet.core.database import Model, engine_in_use, session
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation, Meeting, State
from ecabinet.web import migration

MEMBERS = 30
BEGAN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LONG_AGO = date(2025, 1, 1)


@dataclass(frozen=True)
class World:
    ballot: str
    members: tuple[str, ...]  # user names; the first presides
    accounts: tuple[str, ...]


def main() -> None:
    config = Config.from_environment()
    create_app(config)
    migration.upgrade(config.database_url)
    password = hash_password(config.demo_password or "")
    print(json.dumps(asdict(run(lambda: furnish(password)))))


def in_a_new_file() -> World:
    """Make the tables and the world in the database in use, all of it in one file that can be copied."""
    engine = engine_in_use()
    Model.metadata.create_all(engine)
    world = run(lambda: furnish(None))
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "COMMIT"
        )  # a checkpoint waits for no transaction, least of all its own
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return world


def furnish(password_hash: str | None) -> World:
    accounts = [
        Account(username=f"member{number:02}", name=f"Member {number}", password_hash=password_hash)
        for number in range(1, MEMBERS + 1)
    ]
    rules = PRESETS["government"].model_dump(mode="json")
    body = Body(name="The body", members_name="members", place="Here", procedure=rules)
    session().add_all([body, *accounts])
    session().flush()
    item = _session_in_progress(body, accounts)
    chair = load_actor(accounts[0].id)
    ballot = open_ballot(chair, prepare_ballot(chair, item, "Adopt it?"))
    names, ids = zip(*((each.username, each.id) for each in accounts), strict=True)
    return World(ballot.id, names, ids)


def _session_in_progress(body: Body, accounts: Sequence[Account]) -> Item:
    """Return the one item of a session that is running, everybody in the room."""
    meeting = Meeting(
        body_id=body.id,
        title="A session",
        starts_at=BEGAN,
        started_at=BEGAN,
        chair_id=accounts[0].id,
        state=State.IN_SESSION,
        version=1,
    )
    item = Item(meeting=meeting, place=1, number="1", title="An item")
    session().add(item)
    session().flush()
    session().add_all(row for account in accounts for row in _seat(account, body, meeting))
    session().flush()
    return item


def _seat(account: Account, body: Body, meeting: Meeting) -> list[Model]:
    presides = account.id == meeting.chair_id
    return [
        Post(
            account_id=account.id,
            body_id=body.id,
            role=Role.CHAIR if presides else Role.MEMBER,
            title="Member",
            starts_on=LONG_AGO,
        ),
        Invitation(
            meeting_id=meeting.id,
            account_id=account.id,
            votes=True,
            is_head=presides,
            title="Member",
            arrived_at=BEGAN,
        ),
    ]


if __name__ == "__main__":
    main()
