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
        self._resting: dict[str, tuple[int, int]] = {}  # topic → the number told, the newest one

    def move(self, topics: Mapping[str, int]) -> None:
        for topic, seq in topics.items():
            if self._may_go(topic, seq):
                self._emit(topic, seq)
                self._later(REST_S, lambda topic=topic: self._rested(topic))  # type: ignore[misc]

    def _may_go(self, topic: str, seq: int) -> bool:
        with self._lock:
            if topic not in self._resting:
                self._resting[topic] = seq, seq
                return True
            told, newest = self._resting[topic]
            self._resting[topic] = told, max(seq, newest)
            return False

    def _rested(self, topic: str) -> None:
        with self._lock:
            told, newest = self._resting.pop(topic)
        if newest > told:
            self.move({topic: newest})
