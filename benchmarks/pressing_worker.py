"""`python -m benchmarks.pressing_worker URL close|vote PLACE`: one of two processes whose members vote without a pause.

Whoever closes does so some time after the votes in a ballot began. Prints, as JSON, how many votes were acknowledged in
each, how long its closing took until it was there, and how often it was refused before. `URL make BALLOTS` makes the
world first.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 -- everything below is to find the patched world
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402
from sqlalchemy import select  # noqa: E402

from benchmarks import world  # noqa: E402 -- with the whole application: its listeners hear what is recorded
from benchmarks.one_vote import cast, open_with_keys  # noqa: E402
from ecabinet.ballots.models import Ballot, Voter  # noqa: E402
from ecabinet.ballots.operations import close_ballot, open_ballot  # noqa: E402
from ecabinet.ballots.queries import find_ballot  # noqa: E402
from ecabinet.bodies.actors import load_actor  # noqa: E402
from ecabinet.core.database import Model, engine_in_use, reading, session  # noqa: E402
from ecabinet.core.errors import Closed, Uncertain  # noqa: E402
from ecabinet.core.transaction import close_database, run  # noqa: E402
from ecabinet.meetings.models import Meeting  # noqa: E402

PROCESSES, MEMBERS = 2, 30
BEGUN_S = 2.0  # how long they vote before the chair closes


def main(url: str, what: str, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_with_keys(url, Path(folder))
        told = furnish(number) if what == "make" else press(number, closes=what == "close")
    close_database()
    print(json.dumps(told))


def furnish(ballots: int) -> list[str]:
    """Make the world, every ballot of it open."""
    Model.metadata.create_all(engine_in_use())
    house = run(lambda: world.furnish(None, ballots, PROCESSES * MEMBERS))
    for each in house.ballots[1:]:
        run(partial(_open, house.accounts[0], each))
    return list(house.ballots)


def _open(chair: str, ballot: str) -> None:
    actor = load_actor(chair)
    open_ballot(actor, find_ballot(actor, ballot, lock=True))


def press(place: int, *, closes: bool) -> list[dict[str, float]]:
    """Vote in one ballot after the other, with every other member, each until it is closed."""
    with reading():
        ballots = session().scalars(select(Ballot.id).order_by(Ballot.id)).all()
        roll = select(Voter.account_id).distinct().order_by(Voter.account_id)
        members = session().scalars(roll).all()[place::PROCESSES]
        chair = session().scalars(select(Meeting.chair_id)).one() if closes else ""
    return [_vote_and_close(each, members, chair) for each in ballots]


def _vote_and_close(ballot: str, members: Sequence[str], chair: str) -> dict[str, float]:
    casting = [gevent.spawn(_keep_casting, ballot, each) for each in members]
    closing = [gevent.spawn(_close, ballot, chair)] if chair else []
    gevent.joinall([*casting, *closing], raise_error=True)
    return {
        **(closing[0].value if closing else {}),
        "acknowledged": sum(each.value[0] for each in casting),
        "uncertain": sum(each.value[1] for each in casting),
    }


def _keep_casting(ballot: str, member: str) -> tuple[int, int]:
    """Change one's mind until the ballot is closed; return how often it was acknowledged, and how often uncertain."""
    seq, uncertain = 1, 0
    while True:
        try:
            run(partial(cast, ballot, member, seq), together=True)
            seq += 1
        except Uncertain:
            uncertain += 1
        except Closed:
            return seq - 1, uncertain


def _close(ballot: str, chair: str) -> dict[str, float]:
    gevent.sleep(BEGUN_S)
    began, refused = time.monotonic(), 0

    def deed() -> None:
        actor = load_actor(chair)
        close_ballot(actor, find_ballot(actor, ballot, lock=True))

    while True:
        try:
            run(deed)
        except Uncertain:
            refused += 1
            continue
        return {"took": time.monotonic() - began, "refused": refused}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
