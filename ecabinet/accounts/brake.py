"""Slows down whoever tries passwords, without locking anybody out.

What counts most is one name tried from one address: another address of the same name is hardly slowed, so that
nobody keeps a member out by failing on purpose. An address as a whole may fail often, for a ministry may stand behind
it; the whole installation too, but not without end. On a device where the person signed in before only what is
mistyped there counts: whatever others do, they come in.
"""

from dataclasses import dataclass
from datetime import timedelta

from ecabinet.core.clock import now
from ecabinet.core.window import Window

REMEMBERED = timedelta(minutes=15)
FIRST_WAIT_S = 5


@dataclass(frozen=True)
class Ceiling:
    """So many wrong passwords are free; each one more doubles the wait, up to the longest."""

    free: int
    longest_s: int

    def wait_s(self, wrong: int) -> int:
        return min(self.longest_s, FIRST_WAIT_S << min(wrong - self.free, 8))


NAME_HERE = Ceiling(free=5, longest_s=60)
NAME_ANYWHERE = Ceiling(free=20, longest_s=10)
ADDRESS = Ceiling(free=50, longest_s=60)
EVERYWHERE = Ceiling(free=300, longest_s=5)
MOST_KEPT = 512  # of one key: beyond it no wait grows
ALL = ("", "")


class Brake:
    """The wrong passwords of this process."""

    def __init__(self) -> None:
        self._wrong = Window(REMEMBERED, MOST_KEPT)

    def seconds(self, name: str, address: str, device: str = "") -> int:
        """Return how long to wait before the next password is looked at; 0 when it may be now.

        `device` is the key of a device on which that person has signed in before, "" for any other.
        """
        keys = _keys(name, address, device)
        return max(self._left(key, each) for key, each in keys.items())

    def count(self, name: str, address: str, device: str = "") -> None:
        """Take down a wrong password."""
        for key in _keys(name, address, device):
            self._wrong.add(key)

    def forget(self, name: str, address: str, device: str = "") -> None:
        """The right password was given: what was mistyped before it is nobody's attack."""
        for key in _keys(name, address, device):
            if key[0]:
                self._wrong.forget(key)

    def _left(self, key: tuple[str, str], ceiling: Ceiling) -> int:
        moments = self._wrong.moments(key)
        if len(moments) < ceiling.free:
            return 0
        until = moments[-1] + timedelta(seconds=ceiling.wait_s(len(moments)))
        return max(0, -((now() - until) // timedelta(seconds=1)))


def _keys(name: str, address: str, device: str) -> dict[tuple[str, str], Ceiling]:
    if device:
        return {(name, f"device {device}"): NAME_HERE}
    here = {(name, address): NAME_HERE, (name, ""): NAME_ANYWHERE}
    return here | {("", address): ADDRESS, ALL: EVERYWHERE}


brake = Brake()
