"""Who commits on PostgreSQL: each deed in a transaction of its own, a crowd's together; all wait for one disk."""

from typing import Any

import structlog
from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ecabinet.core.database import LOCK_TIMEOUT_MS
from ecabinet.core.errors import Uncertain
from ecabinet.core.waiting import (
    Waiting,
    is_worth_another_try,
    settle_deeds,
    waited_in_vain,
)
from ecabinet.core.writers import GroupWriter

log = structlog.get_logger(__name__)
AT_ONCE = 256  # more than SQLite's: PostgreSQL computes elsewhere
ATTEMPTS = 4  # a deadlock or a race on a unique row is tried again: the second look sees the first one's row
HURRIED_MS = 10  # for a lock, once another deed of the group waited for one in vain


def _patience(milliseconds: int) -> Select[tuple[str]]:
    """Return what sets how long locks are waited for, until the transaction ends."""
    return select(func.set_config("lock_timeout", f"{milliseconds}ms", true()))


_committed = func.unnest(bindparam("numbers", type_=ARRAY(Text))).column_valued("committed")
_remembered = func.pg_xact_status(func.xid8(_committed)).is_not_distinct_from("committed")
# A word for the log, and which of the transactions that were committed are no more.
_A_WORD = select(
    func.pg_logical_emit_message(true(), "ecabinet", ""),
    func.array(select(_committed).where(~_remembered).scalar_subquery()).label("forgotten"),
)
# For the deed alone that asks for it, and the number of its transaction.
_NOT_YET_ON_DISK = select(
    func.set_config("synchronous_commit", "off", true()),
    cast(func.pg_current_xact_id(), Text).label("number"),
)


class Disk(GroupWriter):
    """PostgreSQL's disk. What was committed when somebody leads is on it when they have led, whoever committed it.

    A commit that writes waits until everything before it in the log is on the disk; this one writes a word. A server
    that fell meanwhile and rose again has forgotten what was not: so it is asked. The deed of whoever waits here
    returns the number of their transaction, or nothing.
    """

    def _settle(self, batch: list[Waiting[Any]]) -> None:
        numbers = [each.deed() for each in batch]
        with self.engine.begin() as connection:
            sent = {"numbers": [*filter(None, numbers)]}
            forgotten = connection.execute(_A_WORD, sent).one().forgotten
        for each, number in zip(batch, numbers, strict=True):
            each.error = Uncertain() if number in forgotten else None


class Crowd(GroupWriter):
    """PostgreSQL, where many do the same at once, each for a moment: one transaction for all who wait.

    A lock that somebody does not let go of is waited for once in a group, not once for each who comes to it.
    """

    _at_once = AT_ONCE

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._hurries = False  # only one leads

    def _settle(self, batch: list[Waiting[Any]]) -> None:
        self._commit(batch)  # the driver lets others work while it waits

    def _commit(self, batch: list[Waiting[Any]]) -> None:
        self._hurries = False
        super()._commit(batch)

    def _attempt(self, connection: Connection, waiting: Waiting[Any]) -> None:
        super()._attempt(connection, waiting)
        if waited_in_vain(waiting.error) and not self._hurries:
            self._hurries = True
            connection.execute(_patience(HURRIED_MS))

    def _finish(self, connection: Connection, done: list[Waiting[Any]]) -> None:
        if self._hurries:
            connection.execute(_patience(LOCK_TIMEOUT_MS))
        super()._finish(connection, done)


class DirectWriter:
    """PostgreSQL: many writers, short row locks.

    They end when a deed is committed, not when it is on the disk: the trail has one end, for which all deeds of a
    body wait. Nobody is answered before the disk has it, nor is anybody told.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._disk = Disk(engine)
        self._crowd = Crowd(engine)

    def submit(self, waiting: Waiting[Any]) -> None:
        if waiting.together:
            self._crowd.submit(waiting)
        if not waiting.together or is_worth_another_try(waiting.error):
            self._submit_alone(waiting)

    def _submit_alone(self, waiting: Waiting[Any]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            waiting.error = self._attempt(waiting)
            if not is_worth_another_try(waiting.error) or attempt == ATTEMPTS:
                break
        durable = Waiting(lambda: None if waiting.error else waiting.number)
        self._disk.submit(durable)
        waiting.error = waiting.error or durable.error

    def _attempt(self, waiting: Waiting[Any]) -> Exception | None:
        with Session(self.engine, expire_on_commit=False) as current:
            try:
                waiting.number = current.connection().execute(_NOT_YET_ON_DISK).one().number
                waiting.perform(current)
                settle_deeds(current, [waiting])
            except Exception as error:  # noqa: BLE001 -- handed to the caller once the session is closed
                return error
            try:
                current.commit()
            except DBAPIError as error:
                log.warning("commit_failed", error=str(error.orig))
                return Uncertain()
        return None
