"""Our side: thirty greenlets cast as in the server's process. `python -m benchmarks.votes_grouped URL SECONDS MEMBERS`

With no seconds it only makes the world in which is voted. It prints how many votes were acknowledged, how many the
trail keeps, and the milliseconds of this process's CPU for one.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 -- everything below is to find the patched world
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

from benchmarks import world  # noqa: E402 -- with the whole application: its listeners hear what is recorded
from benchmarks.one_vote import cast, find_ballot, open_with_keys  # noqa: E402
from ecabinet.audit.models import Entry  # noqa: E402
from ecabinet.ballots.events import VoteCast  # noqa: E402
from ecabinet.core.database import Model, engine_in_use, reading, session  # noqa: E402
from ecabinet.core.transaction import close_database, run  # noqa: E402

AT_ONCE = 30


def main(url: str, seconds: float, members: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_with_keys(url, Path(folder))
        if seconds:
            measure(seconds)
        else:
            Model.metadata.create_all(engine_in_use())
            run(lambda: world.furnish(None, 1, members))
    close_database()  # on SQLite what was written comes into the one file with it


def measure(seconds: float) -> None:
    ballot, members = find_ballot()
    before = time.process_time()
    acknowledged = cast_for(seconds, ballot, members)
    spent = (time.process_time() - before) * 1000
    print(acknowledged, count_kept(), spent / acknowledged)


def count_kept() -> int:
    with reading():
        votes = select(func.count()).select_from(Entry).where(Entry.event == VoteCast.name)
        return session().scalar(votes) or 0


def cast_for(seconds: float, ballot: str, members: Sequence[str]) -> int:
    """Let thirty members at a time cast again and again; return how many votes were acknowledged."""
    end = time.monotonic() + seconds

    def keep_casting(share: Sequence[str]) -> int:
        done = 0
        while time.monotonic() < end:
            member, seq = share[done % len(share)], done // len(share) + 1
            run(partial(cast, ballot, member, seq), together=True)
            done += 1
        return done

    casting = [gevent.spawn(keep_casting, members[each::AT_ONCE]) for each in range(AT_ONCE)]
    gevent.joinall(casting, raise_error=True)
    return sum(each.value for each in casting)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
