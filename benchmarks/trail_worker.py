"""Thirty greenlets cast votes with the trail and the topics, without the trail, or without both.

`python -m benchmarks.trail_worker URL SECONDS MODE` prints how many were acknowledged; 0 seconds make the world.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 -- everything below is to find the patched world
import tempfile  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from sqlalchemy import func, select  # noqa: E402

from benchmarks import world  # noqa: E402 -- with the whole application: its listeners hear what is recorded
from benchmarks.one_vote import open_with_keys  # noqa: E402
from benchmarks.votes_grouped import cast_for  # noqa: E402
from ecabinet.audit.models import Entry  # noqa: E402
from ecabinet.audit.trail import write_down  # noqa: E402
from ecabinet.ballots.events import VoteCast  # noqa: E402
from ecabinet.ballots.models import Ballot, Voter  # noqa: E402
from ecabinet.core import events  # noqa: E402
from ecabinet.core.database import Model, engine_in_use, reading, session  # noqa: E402
from ecabinet.core.transaction import run  # noqa: E402
from ecabinet.realtime.topics import advance  # noqa: E402

SILENCED = {"whole": (), "no-trail": (write_down,), "neither": (write_down, advance)}


def main(url: str, seconds: float, mode: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_with_keys(url, Path(folder))
        measure(seconds, mode)


def _silent(facts: Sequence[events.Event]) -> dict[str, int]:
    return {topic: 0 for fact in facts for topic in fact.topics}


def measure(seconds: float, mode: str) -> None:
    if not seconds:
        Model.metadata.create_all(engine_in_use())
        run(lambda: world.furnish(None))
        return
    for listener in SILENCED[mode]:
        events._at_last[events._at_last.index(listener)] = _silent  # noqa: SLF001 -- what it costs is what is measured
    with reading():
        ballot = session().scalars(select(Ballot.id)).one()
        members = session().scalars(select(Voter.account_id)).all()
    done = cast_for(seconds, ballot, members)
    with reading():
        votes = select(func.count()).select_from(Entry).where(Entry.event == VoteCast.name)
        kept = session().scalars(votes).one()
        if kept != (0 if write_down in SILENCED[mode] else done):
            raise AssertionError(f"{mode}: {done} acknowledged, {kept} in the trail")
    print(done)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3])
