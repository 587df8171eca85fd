"""Who commits: the writers of SQLite and of PostgreSQL, each of which returns once a deed is durable, or undone."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog
from sqlalchemy import Connection, Engine, Select, Transaction, func, select, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ecabinet.core import native
from ecabinet.core.database import LOCK_TIMEOUT_MS
from ecabinet.core.errors import Uncertain
from ecabinet.core.waiting import (
    UnfinishedError,
    Waiting,
    is_worth_another_try,
    settle_deeds,
    waited_in_vain,
)

log = structlog.get_logger(__name__)
Apart = Callable[[Callable[[], Any]], Any]
AT_ONCE = 64  # deeds in one transaction of SQLite, which computes here
AT_ONCE_ELSEWHERE = 256  # of PostgreSQL, which computes there
IN_A_BREATH = 2  # deeds: a vote takes a millisecond
ATTEMPTS = 4  # a deadlock or a race on a unique row is tried again: the second look sees the first one's row


class Writer(Protocol):
    """Takes a deed and returns once it is settled: durable, or undone."""

    engine: Engine

    def submit(self, waiting: Waiting[Any]) -> None: ...


class GroupWriter:
    """SQLite: whoever finds nobody leading leads, commits for those who wait, and hands the lead on.

    A crowd and all others wait apart and are committed by turns, so many at a time: who does one thing beside a crowd
    waits for some of it, not for all.
    """

    _at_once = AT_ONCE

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._queues: dict[bool, list[Waiting[Any]]] = {True: [], False: []}  # the crowd; others
        self._leading = False

    def submit(self, waiting: Waiting[Any]) -> None:
        with self._lock:
            self._queues[waiting.together].append(waiting)
            waiting.leads = not self._leading
            self._leading = True
        if not waiting.leads:
            self._wait(waiting)
        if waiting.leads:
            self._lead(self._queues[waiting.together])

    def _wait(self, waiting: Waiting[Any]) -> None:
        """Return once it is settled, or asked to lead. Who is ended meanwhile waits no more, and leads nobody."""
        try:
            waiting.done.wait()
        except BaseException:
            with self._lock, suppress(ValueError):  # others may be doing it
                self._queues[waiting.together].remove(waiting)
            if waiting.leads:
                self._hand_on(waiting.together)
            raise

    def _lead(self, queue: list[Waiting[Any]]) -> None:
        """Settle the first who wait in a queue: this one is among them."""
        with self._lock:
            batch = queue[: self._at_once]
            del queue[: self._at_once]
        try:
            self._settle(batch)
        except (
            BaseException
        ) as error:  # the commit failed or we were stopped: the outcome is unknown
            _give_up(batch, error)
            if not isinstance(error, Exception):
                raise
        finally:
            self._hand_on(batch[0].together)
            for each in batch:
                each.done.set()

    def _hand_on(self, was_crowd: bool) -> None:  # noqa: FBT001 -- which queue was led
        with self._lock:
            heirs = self._queues[not was_crowd] or self._queues[was_crowd]
            self._leading = bool(heirs)
            if heirs:
                heirs[0].leads = True
                heirs[0].done.set()

    def _settle(self, batch: list[Waiting[Any]]) -> None:
        """Do what a crowd does here, for each of it is short; only what waits for the disk is done apart."""
        if not batch[0].together:
            native.call(lambda: self._commit(batch))
            return
        try:
            self._do(batch, native.call, native.breathe)
        except UnfinishedError as no:
            reason = no.reason
            native.call(lambda: self._commit_one_by_one(batch, reason))

    def _commit(self, batch: list[Waiting[Any]]) -> None:
        try:
            self._do(batch, lambda work: work(), lambda: None)
        except UnfinishedError as no:
            self._commit_one_by_one(batch, no.reason)

    def _do(self, batch: list[Waiting[Any]], apart: Apart, breathe: Callable[[], None]) -> None:
        with self.engine.connect() as connection, apart(connection.begin) as transaction:
            for number, each in enumerate(batch, 1):
                each.context.run(self._attempt, connection, each)
                if number % IN_A_BREATH == 0:
                    breathe()
            apart(lambda: self._end(connection, transaction, batch))

    def _end(
        self, connection: Connection, transaction: Transaction, batch: list[Waiting[Any]]
    ) -> None:
        self._finish(connection, [each for each in batch if each.error is None])
        transaction.commit()

    def _finish(self, connection: Connection, done: list[Waiting[Any]]) -> None:
        """Tell the listeners at last of all that was done: once for the whole group."""
        with Session(connection, join_transaction_mode="create_savepoint") as current:
            try:
                settle_deeds(current, done)
                current.commit()
            except Exception as error:
                raise UnfinishedError(error) from error

    def _commit_one_by_one(self, batch: list[Waiting[Any]], reason: Exception) -> None:
        """What cannot be written down does not happen: find out whose it was, so that the others' deeds stand."""
        if len(batch) == 1 or waited_in_vain(reason):  # each of them would wait as long again
            for each in batch:
                each.error = reason
            return
        for number, each in enumerate(batch):
            each.error = None
            try:
                self._commit([each])
            except Exception as error:  # noqa: BLE001 -- whatever it was, those before are done
                _give_up(batch[number:], error)
                return

    def _attempt(self, connection: Connection, waiting: Waiting[Any]) -> None:
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as current:
            try:
                waiting.perform(current)
                current.commit()  # releases the savepoint; the group's commit makes it true
            except Exception as error:
                waiting.error = error  # a deed that fails undoes only itself
                if not _stands(connection):
                    raise  # with it fell what all the others did


def _stands(connection: Connection) -> bool:
    """Whether the transaction does: the connection may have fallen, and SQLite ends all of it where the disk is full.

    It says so only by the error, and would commit every deed that follows by itself, without its trail.
    """
    if connection.invalidated or connection.dialect.name != "sqlite":
        return not connection.invalidated
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _give_up(deeds: Sequence[Waiting[Any]], error: BaseException) -> None:
    """Say so to all of them: what one was refused for may be another's deed, which is undone as well."""
    log.warning("commit_failed", error=str(error), deeds=len(deeds))
    for each in deeds:
        each.error = Uncertain()


HURRIED_MS = 10  # for a lock, once another deed of the group waited for one in vain


def _patience(milliseconds: int) -> Select[tuple[str]]:
    """Return what sets how long locks are waited for, until the transaction ends."""
    return select(func.set_config("lock_timeout", f"{milliseconds}ms", true()))


# A word for the log, and which of the transactions that were committed are no more.
_A_WORD = text(
    "SELECT pg_logical_emit_message(true, 'ecabinet', ''), ARRAY(SELECT number"
    " FROM unnest(CAST(:numbers AS text[])) AS number"
    " WHERE pg_xact_status(CAST(number AS xid8)) IS DISTINCT FROM 'committed') AS forgotten"
)
# For the deed alone that asks for it, and the number of its transaction.
_NOT_YET_ON_DISK = text(
    "SELECT set_config('synchronous_commit', 'off', true), CAST(pg_current_xact_id() AS text) AS number"
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

    _at_once = AT_ONCE_ELSEWHERE

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
