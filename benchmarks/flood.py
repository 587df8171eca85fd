"""One person asks without end, in a process of its own; how long do the others wait?

Everybody else looks at a page now and then. Their slowest hundredth with the flood is held against the same without.
"""

import http.client
import multiprocessing
import sys
import threading
import time
from collections.abc import Sequence
from copy import copy

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, percentile, publish
from benchmarks.people import Person
from tests.servers import LiveServer

SECONDS = 8 if QUICK else 30
ROUNDS = 2
OTHERS, EVERY_S = 12, 1.0
LINES = 16  # of the one who floods
PAGE = "/notices/"
MOST_RATIO = 2.0
MOST_ANSWERED = 25


def main() -> int:
    return 0 if publish("flood", measure()) else 1


def measure() -> list[Figure]:
    server = LiveServer(DEMO="0")
    try:
        world = setting.furnish(server)
        server.start()
        flooding, *others = [Person(server, name) for name in world.members[: OTHERS + 1]]
        for each in (flooding, *others):
            each.sign_in()
        calm: list[float] = []
        flooded: list[float] = []
        counts = multiprocessing.Array("l", 2)
        for _ in range(ROUNDS):
            calm += _look(others)
            flooded += _under_flood(flooding, others, counts)
    finally:
        server.stop()
    return _figures(calm, flooded, counts)


def _figures(
    calm: Sequence[float], flooded: Sequence[float], counts: Sequence[int]
) -> list[Figure]:
    quiet, loud = percentile(calm, 0.99) * 1000, percentile(flooded, 0.99) * 1000
    return [
        Figure(
            name="p99 of the others while one floods",
            figure=loud,
            unit="ms",
            against=quiet,
            bound=f"ratio <= {MOST_RATIO}",
            holds=loud <= MOST_RATIO * quiet,
        ),
        Figure(
            name="answered to the one",
            figure=(counts[0] - counts[1]) / (ROUNDS * SECONDS),
            unit="pages/s",
            bound=f"<= {MOST_ANSWERED}",
            holds=counts[0] - counts[1] <= MOST_ANSWERED * ROUNDS * SECONDS,
        ),
    ]


def _look(others: Sequence[Person]) -> list[float]:
    """Return how long each look of everybody else took."""
    taken: list[float] = []
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=_keep_looking, args=(each, until, taken)) for each in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def _keep_looking(person: Person, until: float, taken: list[float]) -> None:
    pause = threading.Event()
    while time.monotonic() < until:
        began = time.monotonic()
        if person.get(PAGE).status != http.client.OK:
            raise AssertionError(f"{person.username} was turned away")
        taken.append(time.monotonic() - began)
        pause.wait(EVERY_S)


def _under_flood(flooding: Person, others: Sequence[Person], counts: Sequence[int]) -> list[float]:
    stop = multiprocessing.Event()
    process = multiprocessing.get_context("fork").Process(
        target=_flood, args=(flooding, stop, counts)
    )
    process.start()
    try:
        return _look(others)
    finally:
        stop.set()
        process.join()


def _flood(flooding: Person, stop: "threading.Event", counts: list[int]) -> None:
    lines = [
        threading.Thread(target=_keep_asking, args=(copy(flooding), stop, counts))
        for _ in range(LINES)
    ]
    for line in lines:
        line.start()
    for line in lines:
        line.join()


def _keep_asking(person: Person, stop: "threading.Event", counts: list[int]) -> None:
    person.leave_to_others()
    while not stop.is_set():
        status = person.get(PAGE).status
        counts[0] += 1
        counts[1] += status == http.client.TOO_MANY_REQUESTS


if __name__ == "__main__":
    sys.exit(main())
