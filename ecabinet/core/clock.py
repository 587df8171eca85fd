"""The one clock, so that a test can stop it and the demo can tell of the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the moment it is, in UTC, to the microsecond."""
    return _set_to.get() or datetime.now(UTC)


def is_set() -> bool:
    """Whether somebody set the clock: what is written down meanwhile says so in the trail."""
    return _set_to.get() is not None


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let it be `moment` for whatever runs inside, its transactions included."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
