"""T4: two to ten close a ballot while thirty vote. What was acknowledged is counted, in every closing, which is one."""

from benchmarks import pressing, setting
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly

ROUNDS, CANARY_ROUNDS = (15, 8) if QUICK else (200, 20)


def measure() -> list[Figure]:
    figures = _figures("sqlite", setting.on_sqlite)
    with setting.on_postgresql() as new_house:
        figures += _figures("postgresql", new_house)
    return [*figures, *pressing.measure()]


def _figures(kind: str, new_house: setting.House) -> list[Figure]:
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


def _race(new_house: setting.House, rounds: int, way: str) -> dict[str, int]:
    """Let a process of its own run the races; no server is in between, so that nothing waits politely."""
    house = new_house()
    try:
        return setting.prepare(house, "benchmarks.closing_worker", rounds, way)
    finally:
        house.stop()
