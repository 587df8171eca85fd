"""Whoever ends or pauses a ballot waits for the votes under way, and for no other."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event

import pytest
from sqlalchemy import text

from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.operations import close_ballot, pause_ballot
from ecabinet.core.database import engine_in_use
from ecabinet.core.errors import Missing, Refused
from tests.ballots.stage import said
from tests.servers import wait_until


def waiting_for_somebody():
    with engine_in_use().connect() as connection:
        return connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar()


@contextmanager
def voting_slowly(stage, ballot):
    """Inside, a vote has been admitted and is not yet recorded; afterwards it was."""
    admitted, go_on = Event(), Event()

    def slowly(actor):
        cast_vote(actor, ballot, said())
        admitted.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(1) as pool:
        voting = pool.submit(stage.cabinet.act, "minister", slowly)
        assert admitted.wait(10)
        yield
        go_on.set()
        voting.result()


@pytest.mark.postgresql  # on SQLite deeds are done in the order in which they came
@pytest.mark.parametrize("ends", [close_ballot, pause_ballot])
def test_nobody_votes_past_the_one_who_waits_to_end_it(stage, ends):
    """Whoever comes to vote after them comes too late: votes without a pause would else hold it open for ever."""
    ballot = stage.start().open()
    with ThreadPoolExecutor(2) as pool:
        with voting_slowly(stage, ballot):
            ending = pool.submit(stage.of_ballot, "chair", ends, ballot)
            wait_until(lambda: waiting_for_somebody() == 1, 10, lambda: "nobody waits")
            late = pool.submit(stage.cast, "health", ballot)
            wait([late], timeout=0.5)  # it has time to pass, could it
        ending.result()
        with pytest.raises(Refused):
            late.result()


@pytest.mark.postgresql  # on SQLite nobody waits in a queue
def test_who_does_not_see_it_stands_in_nobodys_way(stage):
    """All who come to vote would wait behind them, and how long they wait would tell them that there are votes."""
    ballot = stage.start().open()
    with voting_slowly(stage, ballot), pytest.raises(Missing):
        stage.of_ballot("stranger", close_ballot, ballot)
