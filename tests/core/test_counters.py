"""What is counted in memory is forgotten in its time, and not walked after everything that is counted."""

import threading

import pytest
from limits.storage import storage_from_string

from ecabinet.core import counters
from ecabinet.core.counters import IN_MEMORY, SeldomSwept
from tests.servers import wait_until

pytestmark = pytest.mark.once
SOON_S = 5


def test_a_key_counts_until_it_expires():
    counted = storage_from_string(IN_MEMORY)
    assert isinstance(counted, SeldomSwept)
    assert [counted.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert counted.incr("b", -1) == 1
    assert counted.incr("b", 60) == 1, "the first one had expired, though nobody swept"


def test_it_is_swept_once_for_all_that_is_counted_meanwhile(monkeypatch):
    begun = []

    class Timer(threading.Timer):
        def start(self):
            begun.append(self)
            super().start()

    monkeypatch.setattr(threading, "Timer", Timer)
    monkeypatch.setattr(counters, "SWEPT_AFTER_S", 0.05)
    counted = SeldomSwept()
    counted.timer.join()
    begun.clear()
    for number in range(50):
        counted.incr(f"key {number}", 0.01)
    assert len(begun) <= 2, "not one for each"
    counted.timer.join()
    wait_until(lambda: _swept(counted), SOON_S, lambda: f"{len(counted.storage)} are kept")


def _swept(counted):
    counted.incr("one more", 60)
    counted.timer.join()
    return [*counted.storage] == ["one more"]
