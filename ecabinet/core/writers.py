"""Who commits: a writer returns once a deed is durable, or undone. SQLite's stands here; PostgreSQL's beside it."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog
from sqlalchemy import (
    Connection,
    Engine,
    Transaction,
)
from sqlalchemy.orm import Session

from ecabinet.core import native
from ecabinet.core.errors import Uncertain
from ecabinet.core.waiting import (
    UnfinishedError,
    Waiting,
    settle_deeds,
    waited_in_vain,
)

log = structlog.get_logger(__name__)
Apart = Callable[[Callable[[], Any]], Any]
AT_ONCE = 64  # deeds in one transaction of SQLite, which computes here
IN_A_BREATH = 2  # deeds: a vote takes a millisecond


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
