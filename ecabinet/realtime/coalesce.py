"""At most ten messages a second and topic, two where thousands listen: with one for each change a thousand votes took
eighteen seconds.
"""

import threading
from collections.abc import Callable, Mapping

REST_S, LONGEST_REST_S = 0.1, 0.5
A_LINE_S = 0.0004  # to tell a crowd of thousands must not use up what their votes need

Emit = Callable[[str, int], None]
Later = Callable[[float, Callable[[], None]], None]


class Coalescer:
    """Emits the first change at once and the newest of what follows after a rest."""

    def __init__(self, emit: Emit, later: Later, count_open: Callable[[], int]) -> None:
        self._emit = emit
        self._later = later
        self._count_open = count_open
        self._lock = threading.Lock()
        self._resting: dict[str, tuple[int, int]] = {}  # topic → the number told, the newest one

    def move(self, topics: Mapping[str, int]) -> None:
        for topic, seq in topics.items():
            if self._may_go(topic, seq):
                rest_s = min(LONGEST_REST_S, max(REST_S, self._count_open() * A_LINE_S))
                self._later(rest_s, lambda topic=topic: self._rested(topic))  # type: ignore[misc]
                self._emit(topic, seq)

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
