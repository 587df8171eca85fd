"""`python -m benchmarks.load_world BALLOTS MEMBERS`: ballots that are all open, their many members signed in.

Prints, as JSON, the ballots, the user names, and of each member the cookie and the session.
"""

import json
import sys
from typing import Any

from sqlalchemy import select

from benchmarks import world
from config import Config
from ecabinet.accounts import sessions
from ecabinet.accounts.models import SignIn
from ecabinet.ballots.operations import open_ballot
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import session
from ecabinet.core.ids import fingerprint
from ecabinet.core.transaction import run


def furnish(password: str, ballots: int, members: int) -> dict[str, Any]:
    house = world.furnish(password, ballots, members)
    chair = load_actor(house.accounts[0])
    for each in house.ballots[1:]:
        open_ballot(chair, find_ballot(chair, each, lock=True))
    tokens = [sessions.begin(each, "a tablet") for each in house.accounts]
    session().flush()
    found = {each.token_hash: each.id for each in session().scalars(select(SignIn))}
    keys = [[f"ecabinet={token}", found[fingerprint(token)]] for token in tokens]
    return {"ballots": house.ballots, "members": house.members, "keys": keys}


if __name__ == "__main__":
    hashed = world.open_house()
    made = run(lambda: furnish(hashed, *map(int, sys.argv[1:])))
    print(json.dumps(made | {"secret": Config.from_environment().secret_key}))
