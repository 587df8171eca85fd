"""Work that computes or waits for long leaves the greenlets' thread, else every request waits with it."""

from collections.abc import Callable
from typing import TypeVar, cast

from gevent import get_hub, monkey

T = TypeVar("T")


def call(work: Callable[[], T]) -> T:
    """Return `work()`, done in a thread of its own under gevent, and right here elsewhere."""
    if not monkey.is_module_patched("threading"):
        return work()
    return cast("T", get_hub().threadpool.apply(work))
