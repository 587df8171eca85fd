"""So many come in at once. After a restart a whole country's tablets call in the same seconds.

Coming in is dear: a handshake, a ticket, and the right to every topic of a page. Were all of them begun together none
would be done before its page gave up and called again, and the work for it would be lost, for ever. So whoever comes
waits at the door, in turn and not for long; who cannot be let in then is told so at once, and calls again by itself.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = (
    64  # enough that a server works all the while at tablets whose answers travel for a second
)
PATIENCE_S = 8.0  # less than a page waits for the handshake
LONGEST_S = 2.0  # in a place: who has not come in by then goes on without holding others up


class Place:
    """Of one who comes in, until they are in or gone, or have stood there for too long."""

    def __init__(self, entrance: "Entrance") -> None:
        self._entrance = entrance
        self.since = time.monotonic()

    def leave(self) -> None:
        """Give it to the next, once."""
        self._entrance.give(self)


class Entrance:
    """The places of a server's door."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = threading.Semaphore(at_once)
        self._taken: set[Place] = set()
        self._lock = threading.Lock()

    def come(self, patience_s: float = PATIENCE_S) -> Place | None:
        """Wait for a place; None where there is none in time."""
        if not self._free.acquire(timeout=patience_s):
            return None
        place = Place(self)
        with self._lock:
            self._taken.add(place)
        return place

    def give(self, place: Place) -> None:
        with self._lock:
            if place not in self._taken:
                return
            self._taken.remove(place)
        self._free.release()

    def let_on(self) -> None:
        """Take the places of those who have stood there for too long."""
        with self._lock:
            taken = [*self._taken]
        for place in taken:
            if time.monotonic() - place.since > LONGEST_S:
                self.give(place)


door = Entrance()  # of this process


@contextmanager
def standing_at(entrance: Entrance) -> Iterator[Place | None]:
    """Have a place in it, as long as it is not left before; None where there is none in time."""
    place = entrance.come()
    try:
        yield place
    finally:
        if place:
            place.leave()
