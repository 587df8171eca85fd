"""How often something happened lately, by key: kept in memory, forgotten when its time has passed."""

import threading
from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import datetime, timedelta

from ecabinet.core.clock import now


class Window:
    """The moments of the last `length`, at most `most` of them for each key."""

    def __init__(self, length: timedelta, most: int) -> None:
        self._length, self._most = length, most
        self._moments: OrderedDict[Hashable, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, key: Hashable) -> None:
        with self._lock:
            self._moments.setdefault(key, deque(maxlen=self._most)).append(now())
            self._moments.move_to_end(key)
            self._let_go()

    def moments(self, key: Hashable) -> list[datetime]:
        """Return when it happened, the latest last."""
        start = now() - self._length
        with self._lock:
            return [each for each in self._moments.get(key, ()) if each > start]

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._moments.pop(key, None)

    def _let_go(self) -> None:
        """Those that were still the longest stand first: nothing is searched."""
        start = now() - self._length
        while self._moments and next(iter(self._moments.values()))[-1] <= start:
            self._moments.popitem(last=False)
