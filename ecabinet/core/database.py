"""The database: the base of all models, the engines, and the session at hand.

A session is at hand (`session()`) inside a deed that `transaction.run` performs, and inside `reading()`, where
nothing can be written.
"""

import enum
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

from ecabinet.core.ids import ID_LENGTH, new_id

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "cache_size=-20000",
    "temp_store=MEMORY",
    "mmap_size=268435456",
)
LOCK_TIMEOUT_MS = 3000

Key = Annotated[str, mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)]
Ref = Annotated[str, mapped_column(String(ID_LENGTH), index=True)]
Json = JSON().with_variant(JSONB(), "postgresql")


def _values(kind: type[enum.Enum]) -> list[str]:
    return [each.value for each in kind]


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets zones; here none is ever missing."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it once
        datetime: Moment,
        dict[str, Any]: Json,
        list[Any]: Json,
        # Words, not a database type: a new state is then no migration that locks a table.
        enum.Enum: Enum(enum.Enum, native_enum=False, length=40, values_callable=_values),
    }


_at_hand: ContextVar[Session] = ContextVar("session")
_engine: list[Engine] = []  # the one in use; a list so that it can be replaced


def connect(url: str) -> Engine:
    """Make the engine for `url` the one in use, and return it."""
    engine = make_engine(url, immediate=False)
    for old in _engine:
        old.dispose()
    _engine[:] = [engine]
    return engine


def engine_in_use() -> Engine:
    return _engine[0]


def session() -> Session:
    """Return the session at hand. LookupError where nobody opened one: then no edge was passed."""
    return _at_hand.get()


@contextmanager
def at_hand(current: Session) -> Iterator[Session]:
    """Let `current` be the session of whatever runs inside."""
    token = _at_hand.set(current)
    try:
        yield current
    finally:
        _at_hand.reset(token)


class Reading(Session):
    """A session to look with."""


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session to look with. Anything that would be written raises."""
    with Reading(_engine[0], autoflush=False) as current, at_hand(current):
        yield current


def look_again() -> None:
    """Let the reading session at hand, if any, see what has been committed since it first looked."""
    current = _at_hand.get(None)
    if isinstance(current, Reading):
        current.rollback()


def make_engine(url: str, *, immediate: bool) -> Engine:
    """Return an engine whose transactions mean what they say, on SQLite too.

    `immediate` takes SQLite's one write lock at the beginning: a later upgrade could be refused. What an error says
    holds no values: it ends in the log, which holds no content.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=20, max_overflow=80, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate if immediate else _begin)
    else:
        options = f"-c lock_timeout={LOCK_TIMEOUT_MS} -c timezone=utc"
        engine = create_engine(
            url,
            pool_size=20,
            max_overflow=20,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": options},
        )
    _spell_savepoints(engine.dialect)
    return engine


def _spell_savepoints(dialect: Dialect) -> None:
    """Say savepoints as they stand: SQLAlchemy compiles them anew each time, for a tenth of what a vote costs."""
    for name, words in {
        "do_savepoint": "SAVEPOINT",
        "do_release_savepoint": "RELEASE SAVEPOINT",
        "do_rollback_to_savepoint": "ROLLBACK TO SAVEPOINT",
    }.items():
        setattr(dialect, name, partial(_say, words))


def _say(words: str, connection: Connection, savepoint: str) -> None:
    connection.exec_driver_sql(
        f"{words} {savepoint}"
    )  # a name that SQLAlchemy makes: sa_savepoint_1


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # else it begins late and forgets savepoints
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Reading, "before_flush")
def _refuse_to_write(current: Session, *_: object) -> None:
    changed = [
        *current.new,
        *current.deleted,
        *(each for each in current.dirty if current.is_modified(each)),
    ]
    if changed:
        msg = f"{changed} would be written outside a deed"
        raise RuntimeError(msg)
