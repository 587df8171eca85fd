"""When each item of an agenda is due, by the minutes asked for it and the spans in which the body sits. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Span:
    """A time in which the body sits without a break. The last one lasts as long as it must."""

    begins: datetime
    ends: datetime | None = None


@dataclass(frozen=True)
class Slot:
    """When an item is due."""

    begins: datetime
    ends: datetime


def schedule(minutes: Iterable[int], spans: Sequence[Span]) -> list[Slot]:
    """Return when each item is due, one after the other.

    An item is not torn by a break: what does not fit before it is taken up after it. What is longer than any span
    begins where one begins, and what follows waits until it is over.
    """
    slots: list[Slot] = []
    waiting = list(spans)
    at = waiting[0].begins
    for each in minutes:
        length = timedelta(minutes=each)
        while len(waiting) > 1 and not _fits(at, length, waiting[0]):
            waiting.pop(0)
            at = max(at, waiting[0].begins)
        slots.append(Slot(at, at + length))
        at += length
    return slots


def minutes_over(ends: datetime, planned: datetime | None) -> int:
    """Return by how many minutes what ends then passes the end that was planned; 0 where it does not."""
    if planned is None or ends <= planned:
        return 0
    return -(-int((ends - planned).total_seconds()) // 60)


def _fits(at: datetime, length: timedelta, span: Span) -> bool:
    """Whether an item that begins `at` is over before the break; one that begins the span is not sent further."""
    if span.ends is None:
        return True
    begins_it = at <= span.begins and span.ends > span.begins
    return at + length <= span.ends or (begins_it and length > span.ends - span.begins)
