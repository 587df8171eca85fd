"""Slows down whoever guesses codes. Only who knows the password comes this far, so it is counted by account, on
devices of its owner by device.
"""

from datetime import timedelta

from ecabinet.core.clock import now
from ecabinet.core.window import Window

REMEMBERED = timedelta(minutes=30)
FREE = 5  # wrong ones, before the first wait
FIRST_WAIT_S, LONGEST_WAIT_S = 5, 120  # it grows to this and no further: nobody is locked out
MOST_KEPT = 64


class Guesses:
    """The wrong codes of this process."""

    def __init__(self) -> None:
        self._wrong = Window(REMEMBERED, MOST_KEPT)

    def seconds(self, account_id: str) -> int:
        """Return how long to wait before the next code is looked at; 0 when it may be now."""
        moments = self._wrong.moments(account_id)
        if len(moments) < FREE:
            return 0
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S << min(len(moments) - FREE, 8))
        until = moments[-1] + timedelta(seconds=wait_s)
        return max(0, -((now() - until) // timedelta(seconds=1)))

    def count(self, account_id: str) -> None:
        self._wrong.add(account_id)

    def forget(self, account_id: str) -> None:
        self._wrong.forget(account_id)


guesses = Guesses()
