"""T4: two to ten close a ballot while thirty vote. What was acknowledged is counted, in every closing, which is one."""

from collections.abc import Callable

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly
from tests.servers import LiveServer, Postgres

ROUNDS, CANARY_ROUNDS = (15, 8) if QUICK else (200, 20)


def measure() -> list[Figure]:
    return [*_sqlite(), *_postgresql()]


def _sqlite() -> list[Figure]:
    return _figures("sqlite", lambda: LiveServer(DEMO="0"))


def _postgresql() -> list[Figure]:
    database = Postgres()
    try:
        return _figures(
            "postgresql",
            lambda: LiveServer(DEMO="0", ECABINET_DATABASE_URL=database.new_database()),
        )
    finally:
        database.stop()


def _figures(kind: str, new_house: Callable[[], LiveServer]) -> list[Figure]:
    right = _race(new_house, ROUNDS, "right")
    naive = _race(new_house, CANARY_ROUNDS, "naive")
    return [
        exactly(f"{kind}_rounds", right["rounds"], ROUNDS),
        at_least("acknowledged", right["acknowledged"], ROUNDS),
        exactly("lost", right["lost"]),
        exactly("double", right["double"]),
        exactly("disagreeing", right["disagreeing"]),
        exactly("closings", right["closings"], ROUNDS),
        Figure(name="sent_again", figure=right["again"], unit=""),
        caught("canary_lost", naive["lost"]),
    ]


def _race(new_house: Callable[[], LiveServer], rounds: int, way: str) -> dict[str, int]:
    """Let a process of its own run the races; no server is in between, so that nothing waits politely."""
    house = new_house()
    try:
        return setting.prepare(house, "benchmarks.closing_worker", rounds, way)
    finally:
        house.stop()
