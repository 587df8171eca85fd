"""Many people who are signed in, put into the database of a server that was furnished.

`python -m benchmarks.crowd PEOPLE DEVICES` prints, as JSON, what they all may watch, and of each device whose it is,
its cookie and its session.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from benchmarks.world import LONG_AGO
from config import Config
from ecabinet.accounts import sessions
from ecabinet.accounts.models import Account, SignIn
from ecabinet.app import create_app
from ecabinet.ballots.models import Ballot
from ecabinet.bodies.models import Body, Post, Role
from ecabinet.core.database import session
from ecabinet.core.ids import fingerprint
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation, Meeting
from tests.servers import ROOT, LiveServer


@dataclass(frozen=True)
class Device:
    account: str
    token: str
    sign_in: str

    @property
    def cookie(self) -> str:
        return f"ecabinet={self.token}"


@dataclass(frozen=True)
class Guests:
    topics: tuple[str, ...]
    devices: tuple[Device, ...]
    secret: str


def invite(server: LiveServer, people: int, devices: int = 1) -> Guests:
    """Sign so many people in at so many devices each, before the server starts."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.crowd", str(people), str(devices)],
        cwd=ROOT,
        env=server.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = json.loads(made.stdout.splitlines()[-1])
    return Guests(
        tuple(said["topics"]), tuple(Device(*each) for each in said["devices"]), said["secret"]
    )


def main(people: int, devices: int) -> None:
    config = Config.from_environment()
    app = create_app(config)
    topics, accounts = run(lambda: _seat(people))
    keys = [key for each in accounts for key in run(partial(_sign_in, each, devices))]
    made = {"topics": topics, "devices": keys, "secret": app.config["SECRET_KEY"]}
    print(json.dumps(made))


def _seat(people: int) -> tuple[list[str], list[str]]:
    """Let so many more be members who are in the room."""
    meeting, body = session().scalars(select(Meeting)).one(), session().scalars(select(Body)).one()
    accounts = [
        Account(username=f"more{place}", name=f"More {place}") for place in range(1, people + 1)
    ]
    session().add_all(accounts)
    session().flush()
    session().add_all(_places(accounts, meeting, body))
    ballot = session().scalars(select(Ballot.id)).first()
    topics = [f"ballot:{ballot}", *(f"{kind}:{meeting.id}" for kind in ("meeting", "room"))]
    return topics, [each.id for each in accounts]


def _places(
    accounts: Iterable[Account], meeting: Meeting, body: Body
) -> Iterable[Post | Invitation]:
    for each in accounts:
        yield Post(
            account_id=each.id,
            body_id=body.id,
            role=Role.MEMBER,
            title="Member",
            starts_on=LONG_AGO,
        )
        yield Invitation(meeting_id=meeting.id, account_id=each.id, votes=True, title="Member")


def _sign_in(account: str, devices: int) -> list[tuple[str, str, str]]:
    tokens = [sessions.begin(account, "a tablet") for _ in range(devices)]
    session().flush()
    found = {each.token_hash: each.id for each in session().scalars(select(SignIn))}
    return [(account, token, found[fingerprint(token)]) for token in tokens]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
