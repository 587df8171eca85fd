"""Our side: thirty greenlets cast through the writer that commits in groups, as in the server's process."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 -- everything below is to find the patched world
import time  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from functools import partial  # noqa: E402

import gevent  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

from benchmarks import world  # noqa: E402 -- with the whole application: its listeners hear what is recorded
from ecabinet.audit.models import Entry  # noqa: E402
from ecabinet.ballots.casting_operations import cast_vote  # noqa: E402
from ecabinet.ballots.events import VoteCast  # noqa: E402
from ecabinet.ballots.forms import Vote  # noqa: E402
from ecabinet.ballots.models import Ballot, Choice, Voter  # noqa: E402
from ecabinet.bodies.actors import load_actor  # noqa: E402
from ecabinet.core import sealing  # noqa: E402
from ecabinet.core.database import reading, session  # noqa: E402
from ecabinet.core.transaction import open_database, run  # noqa: E402

MASTER_KEY = bytes(32)
CHOICES = (Choice.FOR, Choice.AGAINST)


def main(path: str, seconds: float) -> None:
    sealing.use_master_key(MASTER_KEY)
    open_database(f"sqlite:///{path}")
    if not seconds:
        world.in_a_new_file()
        print(0, 0)
        return
    with reading():
        ballot = session().scalars(select(Ballot.id)).one()
        members = session().scalars(select(Voter.account_id)).all()
    print(cast_for(seconds, ballot, members), end=" ")
    with reading():
        votes = select(func.count()).select_from(Entry).where(Entry.event == VoteCast.name)
        print(session().scalar(votes))


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
    """Vote as the socket's message does: who it is, what they may see, the deed, its facts."""
    actor = load_actor(member)
    choice = CHOICES[seq % len(CHOICES)]
    return cast_vote(actor, ballot_id, Vote(choice=choice, seq=seq)).code


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
