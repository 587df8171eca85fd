"""How long this machine has been on: a count that nobody sets, beside the clock on the wall, which anybody may.

What must last for two minutes lasts for two minutes, whatever is done to the clock meanwhile. The count goes on while
the machine sleeps and while programs on it are started anew; it begins again when the machine is switched on, so a
count belongs to the name of that beginning, and two counts with different names cannot be compared.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ecabinet.core.ids import new_id

BOOT = Path("/proc/sys/kernel/random/boot_id")
NANOSECONDS = 1_000_000  # in a millisecond

_set_to: ContextVar["Tick | None"] = ContextVar("tick", default=None)


@dataclass(frozen=True)
class Tick:
    """A count in milliseconds, and of which machine since which start it is."""

    machine: str
    ms: int


def tick() -> Tick:
    """Return the count now."""
    return _set_to.get() or Tick(_machine(), time.clock_gettime_ns(_clock()) // NANOSECONDS)


@contextmanager
def set_to(moment: Tick) -> Iterator[None]:
    """Let the count stand at `moment` for whatever runs inside, its transactions included."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


@cache
def _machine() -> str:
    """Where a system does not name its start, a count is worth only within this process."""
    return BOOT.read_text().strip() if BOOT.exists() else new_id()


def _clock() -> int:
    return getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
