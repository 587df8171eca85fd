"""Once a day what is past its time is destroyed, kind by kind, each in a transaction of its own."""

from datetime import date

import structlog

import ecabinet.bodies.retention_kinds  # noqa: F401 -- what the ground keeps is registered from here on
from ecabinet.bodies.actors import today
from ecabinet.bodies.retention import kinds
from ecabinet.bodies.retention_operations import carry_out
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.core.jobs import sweep
from ecabinet.core.transaction import run

log = structlog.get_logger(__name__)
MOST_TURNS = 100  # of one kind in one day; what is left comes tomorrow

_carried_out: list[date] = []  # the last day on which this process did


@sweep
def keep_no_longer() -> None:
    """At most once a day; after a start once more, which finds nothing."""
    if _carried_out[-1:] == [today()]:
        return
    _carried_out[:] = [today()]
    carry_out_all()


def carry_out_all() -> dict[str, int]:
    """Destroy what is past its time; return how much of each kind. One kind that fails stops no other."""
    done = {}
    for name in kinds():
        try:
            done[name] = _until_nothing_is_left(name)
        except Exception:
            log.exception("retention_failed", kind=name)
    return done


def _until_nothing_is_left(name: str) -> int:
    total = 0
    for _ in range(MOST_TURNS):
        count = run(lambda: carry_out(system_actor(CLOCK), name))
        total += count
        if not count:
            break
    return total
