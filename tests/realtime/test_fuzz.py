"""A shower of frames that no page would send; `make faults ONLY=T12` is the storm."""

import contextlib
import random

import pytest

from benchmarks.fuzzing import MUTATIONS
from tests.realtime.lines import Line

pytestmark = pytest.mark.once
LINES = 100  # a person may have so many tickets a minute, and a few


@pytest.mark.parametrize("stranger", [False, True])
def test_whatever_is_sent_nothing_falls_and_nobody_else_notices(house, stranger):
    chance = random.Random(2026)  # noqa: S311 -- nothing is kept secret by it
    topic = f"inbox:{house.cabinet.id('health')}"
    neighbour = house.enter("health").watching(topic)
    person = house.enter("minister")
    sent = 0
    for _ in range(LINES):
        line = Line(person.port, "" if stranger else person.cookie, person.origin)
        if not stranger:
            line.enter(person.ticket())
        mutate, most = chance.choice(MUTATIONS)
        with contextlib.suppress(OSError):  # sent away, as it deserves
            for _ in range(most):
                line.raw.sendall(mutate(chance))
                sent += 1
        line.raw.close()
    neighbour.say("sync", {"topics": {topic: 0}})
    assert neighbour.hear(until=lambda said: said.startswith("430"))[-1].startswith("430")
    assert sent > LINES
    assert "Traceback" not in house.server.log()
