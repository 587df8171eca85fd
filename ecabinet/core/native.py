"""Work that computes or waits for long leaves the greenlets' thread, else every request waits with it.

What computes for a moment stays, and breathes now and then: two threads would fight over the one interpreter at every
statement and every send.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from gevent import get_hub, idle, monkey

T = TypeVar("T")
FIRST = 2  # before all that is not waiting yet, after one look at who is


def call(work: Callable[[], T]) -> T:
    """Return `work()`, done in a thread of its own under gevent, and right here elsewhere."""
    if not monkey.is_module_patched("threading"):
        return work()
    return cast("T", get_hub().threadpool.apply(work))


def breathe() -> None:
    """Let everybody be heard who came meanwhile, then go on. To be said by a greenlet, never in a thread of its own."""
    if monkey.is_module_patched("threading"):
        idle(FIRST)
