"""T2: PostgreSQL ends at once, as after a power cut, while members vote; then it comes back and nothing is missing."""

import random
import threading
import time
from collections.abc import Sequence

import psycopg

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly, percentile, within
from benchmarks.voting import Crowd, sign_in
from tests.servers import LiveServer, Postgres

CRASHES, VOTES, CANARY_CRASHES = (3, 100, 2) if QUICK else (20, 10_000, 5)
HEALED_S = 5.0
# The mutant: a commit is answered before it is on the disk, and the disk hears of it late.
LAX = (
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET wal_writer_delay = '10s'",
    "ALTER SYSTEM SET wal_writer_flush_after = '1GB'",
    "SELECT pg_reload_conf()",
)


def measure() -> list[Figure]:
    database = Postgres(durable=True)
    server = LiveServer(DEMO="0", ECABINET_DATABASE_URL=database.new_database())
    try:
        world = setting.furnish(server, ballots=2)
        server.start(prepared=True)
        people = sign_in(server, world.members)
        crowd = Crowd(server, people, world.ballots[0])
        lost, healed = _crash_again_and_again(database, crowd, CRASHES, VOTES)
        double, wrong = crowd.recount()
        setting.open_ballot(people[0], world.ballots[1])
        _make_lax(database)
        canary = Crowd(server, people, world.ballots[1])
        lost_lax, _ = _crash_again_and_again(database, canary, CANARY_CRASHES, 0)
    finally:
        server.stop()
        database.stop()
    return _figures((crowd.acknowledged, lost, double, wrong), healed, lost_lax)


def _figures(
    counted: tuple[int, int, int, int], healed: Sequence[float], lost_lax: int
) -> list[Figure]:
    acknowledged, lost, double, wrong = counted
    return [
        at_least("crashes", len(healed), CRASHES),
        at_least("acknowledged", acknowledged, VOTES),
        exactly("lost", lost),
        exactly("double", double),
        exactly("wrong", wrong),
        within("healed_p95", percentile(healed, 0.95), HEALED_S),
        within("healed_max", max(healed), HEALED_S),
        caught("canary_lost", lost_lax),
    ]


def _crash_again_and_again(
    database: Postgres, crowd: Crowd, crashes: int, votes: int
) -> tuple[int, list[float]]:
    """Return how many acknowledged votes were missing, and how long after its start a vote was acknowledged again."""
    lost, healed, answered = 0, [], 0
    pause = threading.Event()
    with crowd:
        while len(healed) < crashes or answered < votes:
            crowd.wait_for_more(answered)
            pause.wait(random.uniform(0.2, 1))
            database.crash()
            answered = crowd.acknowledged
            began = time.monotonic()
            database.start()
            lost += crowd.missing()
            crowd.wait_for_more(answered)
            healed.append(time.monotonic() - began)
    return lost + crowd.missing(), healed


def _make_lax(database: Postgres) -> None:
    with psycopg.connect(
        f"host={database.folder} user=postgres dbname=postgres", autocommit=True
    ) as connection:
        for statement in LAX:
            connection.execute(statement)
