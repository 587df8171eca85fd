"""The one clock, so that a test can stop it and the demo can tell of the past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_zone: list[ZoneInfo] = [ZoneInfo("UTC")]  # the installation's; a list so that it can be replaced
_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the moment it is, in UTC, to the microsecond."""
    return _set_to.get() or datetime.now(UTC)


def use_zone(name: str) -> None:
    """Reckon days where the people are: before seven in the morning it is still yesterday in UTC."""
    _zone[:] = [ZoneInfo(name)]


def zone_in_use() -> str:
    """Return the name of the zone where the people are."""
    return _zone[0].key


def local(moment: datetime) -> datetime:
    """Return that moment as the clocks show it where the people are."""
    return moment.astimezone(_zone[0])


def day_of(moment: datetime) -> date:
    """Return the day that moment belongs to, where the people are."""
    return local(moment).date()


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
