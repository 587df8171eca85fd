"""Whose turn it is to work, where a crowd comes at once.

Greenlets share one thread, each until it waits. Whoever turns a page would stand behind all that a crowd has sent;
so of a crowd only a few work at a time, and whoever waits for the database steps aside meanwhile.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ecabinet.core import native


class Turns:
    """So many work at once. Who was aside comes before who has not begun: only their answer is missing."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._lock = threading.Lock()
        self._aside: deque[threading.Event] = deque()
        self._coming: deque[threading.Event] = deque()

    def take(self) -> None:
        """Wait for a turn. It may be handed to another thread, which gives it back."""
        try:
            self._wait_in(self._coming)
        except BaseException:  # ended meanwhile: one is kept for it that nobody will give back
            self.give()
            raise

    def give(self) -> None:
        """Give a turn back: the next who waits has it."""
        with self._lock:
            if queue := self._aside or self._coming:
                queue.popleft().set()
            else:
                self._free += 1

    def work(self, target: Callable[..., object], *arguments: object) -> None:
        """Do something in a turn that was taken before, and give it back."""
        _mine.set((self, threading.get_ident()))
        try:
            target(*arguments)
        finally:
            _mine.set(None)
            self.give()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Let somebody else have this turn while what runs inside waits."""
        self.give()
        try:
            yield
        finally:
            self._wait_in(self._aside)

    def _wait_in(self, queue: deque[threading.Event]) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = threading.Event()
            queue.append(called)
        called.wait()
        native.breathe()  # the next who is called is heard after whoever came meanwhile


# The turn that is held, and by whom: what somebody begins beside inherits the first and is not the second.
_mine: ContextVar[tuple[Turns, int] | None] = ContextVar("turn", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """Step aside while what runs inside waits; of no effect for who works without a turn."""
    turns, holder = _mine.get() or (None, 0)
    if turns is None or holder != threading.get_ident():
        yield
        return
    with turns.lent():
        yield
