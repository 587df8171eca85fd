"""At most ten messages a second and topic: one a change made a thousand votes take eighteen seconds."""

import threading
from collections.abc import Callable, Mapping

REST_S = 0.1

Emit = Callable[[str, int], None]
Later = Callable[[float, Callable[[], None]], None]


class Coalescer:
    """Emits the first change at once and the newest of what follows after a rest."""

    def __init__(self, emit: Emit, later: Later) -> None:
        self._emit = emit
        self._later = later
        self._lock = threading.Lock()
        self._resting: dict[
            str, int | None
        ] = {}  # topic → newest number that waits, None while nothing does

    def move(self, topics: Mapping[str, int]) -> None:
        for topic, seq in topics.items():
            if self._may_go(topic, seq):
                self._emit(topic, seq)
                self._later(REST_S, lambda topic=topic: self._rested(topic))  # type: ignore[misc]

    def _may_go(self, topic: str, seq: int) -> bool:
        with self._lock:
            if topic not in self._resting:
                self._resting[topic] = None
                return True
            self._resting[topic] = max(seq, self._resting[topic] or 0)
            return False

    def _rested(self, topic: str) -> None:
        with self._lock:
            seq = self._resting.pop(topic)
        if seq is not None:
            self.move({topic: seq})
