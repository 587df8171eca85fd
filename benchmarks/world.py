"""A running session with an open ballot and thirty members in its roll, made with the operations themselves.

`python -m benchmarks.world BALLOTS MEMBERS` puts it into the database that the environment names, and prints what it
made as JSON.
"""

import json
import sys
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
from ecabinet.core.database import Model, session
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation, Meeting, State
from ecabinet.web import migration

MEMBERS = 30
BEGAN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LONG_AGO = date(2025, 1, 1)


@dataclass(frozen=True)
class World:
    ballots: tuple[str, ...]  # the first is open
    members: tuple[str, ...]  # user names; the first presides
    accounts: tuple[str, ...]
    body: str = ""

    @property
    def ballot(self) -> str:
        return self.ballots[0]


def main(ballots: int, members: int) -> None:
    password = open_house()
    print(json.dumps(asdict(run(lambda: furnish(password, ballots, members)))))


def open_house() -> str:
    """Make the tables in the database that the environment names; return the hash of everybody's password."""
    config = Config.from_environment()
    create_app(config)
    migration.upgrade(config.database_url)
    return hash_password(config.demo_password or "")


def furnish(password_hash: str | None, ballots: int = 1, members: int = MEMBERS) -> World:
    accounts = [
        Account(username=f"member{number:02}", name=f"Member {number}", password_hash=password_hash)
        for number in range(1, members + 1)
    ]
    rules = PRESETS["government"].model_dump(mode="json")
    body = Body(name="The body", members_name="members", place="Here", procedure=rules)
    session().add_all([body, *accounts])
    session().flush()
    items = _session_in_progress(body, accounts, ballots)
    chair = load_actor(accounts[0].id)
    prepared = [prepare_ballot(chair, each, "Adopt it?") for each in items]
    open_ballot(chair, prepared[0])
    names, ids = zip(*((each.username, each.id) for each in accounts), strict=True)
    return World(tuple(each.id for each in prepared), names, ids, body.id)


def _session_in_progress(body: Body, accounts: Sequence[Account], items: int) -> list[Item]:
    """Return the items of a session that is running, everybody in the room."""
    meeting = Meeting(
        body_id=body.id,
        title="A session",
        starts_at=BEGAN,
        started_at=BEGAN,
        chair_id=accounts[0].id,
        state=State.IN_SESSION,
        version=1,
    )
    made = [
        Item(meeting=meeting, place=place, number=str(place), title=f"Item {place}")
        for place in range(1, items + 1)
    ]
    session().add_all(made)
    session().flush()
    session().add_all(row for account in accounts for row in _seat(account, body, meeting))
    session().flush()
    return made


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
    main(int(sys.argv[1]), int(sys.argv[2]))
