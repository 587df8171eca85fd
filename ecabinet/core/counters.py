"""Counters of how often something is done, kept in this process where there is no Redis."""

import threading
from typing import Any

from limits.storage import MemoryStorage

IN_MEMORY = "seldom-swept://"
SWEPT_AFTER_S = 1.0


class SeldomSwept(MemoryStorage):
    """Walks all its keys for those that have expired once in a second.

    The library does so a hundredth of a second after every key that is counted, which a crowd pays for with a
    fourteenth of the processor; a key that has expired counts for nothing, walked or not.
    """

    STORAGE_SCHEME = ["seldom-swept"]  # noqa: RUF012 -- the library's own way to register

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 -- no public way
        if not self.timer.is_alive():
            sweep: Any = self._MemoryStorage__expire_events  # type: ignore[attr-defined]  # likewise
            self.timer = threading.Timer(SWEPT_AFTER_S, sweep)
            self.timer.daemon = True
            self.timer.start()
