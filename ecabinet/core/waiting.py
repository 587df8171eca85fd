"""Deeds that wait to be written down, and what may have come between."""

import threading
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from ecabinet.core.database import at_hand
from ecabinet.core.events import Event, Settled, settle_at_last, settle_within

T = TypeVar("T")
IN_TROUBLE = (
    OperationalError,
    PoolTimeout,
)  # locked for too long, the disk full, the server gone, a crowd


class Waiting(Generic[T]):
    """A deed that waits for the writer, and what became of it."""

    def __init__(self, deed: Callable[[], T], *, together: bool = False) -> None:
        self.deed = deed
        self.together = together  # with what others do at the same moment
        self.context: Context = (
            copy_context()
        )  # the clock and the like go with the deed into the writer's thread
        self.done = threading.Event()
        self.leads = False
        self.value: T | None = None
        self.facts: Sequence[Event] = ()
        self.settled = Settled((), {})
        self.error: Exception | None = None
        self.number: str | None = None  # of its transaction, where the database counts them

    def perform(self, current: Session) -> None:
        """Do the deed in `current` and let its facts be told within."""
        current.info["facts"] = []
        with at_hand(current):
            self.value = self.deed()
            current.flush()
            self.facts = settle_within()


class UnfinishedError(Exception):
    """A group was done and could not be written down: the trail or the topics' numbers were refused."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(str(reason))
        self.reason = reason


def settle_deeds(current: Session, done: list[Waiting[Any]]) -> None:
    with at_hand(current):
        settled = settle_at_last([each.facts for each in done])
    for each, its_own in zip(done, settled, strict=True):
        each.settled = its_own


def is_worth_another_try(error: Exception | None) -> bool:
    return isinstance(error, IntegrityError) or _state_of(error) in {"40001", "40P01"}


def waited_in_vain(error: Exception | None) -> bool:
    """Whether somebody else held a lock for longer than anybody waits."""
    return _state_of(error) == "55P03"


def _state_of(error: Exception | None) -> str:
    return getattr(error.orig, "sqlstate", "") if isinstance(error, OperationalError) else ""
