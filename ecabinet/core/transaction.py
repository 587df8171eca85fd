"""The unit of work. Its writers are the one place that commits.

An edge calls `run(deed)`. The deed is a small callable that loads what it needs by id in its own session and calls
operations. Returning commits, raising undoes. On SQLite, which has one writer, deeds that wait are committed
together, each in its own savepoint; on PostgreSQL so are those that a crowd does in the same second. Any other has a
transaction of its own there, whose locks end with it, and all that wait for the disk wait together.
"""

from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy import Engine

from ecabinet.core.database import connect, engine_in_use, look_again, make_engine
from ecabinet.core.errors import Uncertain
from ecabinet.core.events import announce
from ecabinet.core.postgresql_writers import DirectWriter
from ecabinet.core.turns import aside
from ecabinet.core.waiting import IN_TROUBLE, Waiting
from ecabinet.core.writers import GroupWriter, Writer

T = TypeVar("T")
log = structlog.get_logger(__name__)

_writer: list[Writer] = []  # the one in use; a list so that it can be replaced


def open_database(url: str) -> Engine:
    """Make `url` the database in use: an engine to look with, a writer to change with."""
    engine = connect(url)
    sqlite = engine.dialect.name == "sqlite"
    _writer[:] = [GroupWriter(make_engine(url, immediate=True)) if sqlite else DirectWriter(engine)]
    return engine


def engines() -> list[Engine]:
    """Return the engines in use, the one to look with first."""
    return [engine_in_use(), *({_writer[0].engine} - {engine_in_use()})]


def close_database() -> None:
    """Let go of the database's connections."""
    for engine in engines():
        engine.dispose()


def run(deed: Callable[[], T], *, together: bool = False) -> T:
    """Do a deed, make it durable, tell the world, and return its value.

    `together` is for what a whole room does in the same second, each for a moment and touching little but what is
    their own: one that waits for a lock lets the others wait with it. Raises what the deed raised (then nothing was
    changed), or Uncertain when the commit itself failed.
    """
    waiting = Waiting(deed, together=together)
    look_again()  # lets go of the connection we looked with: a crowd would else wait for each other's second one
    with aside():
        _writer[0].submit(waiting)
    look_again()
    if waiting.error:
        raise _in_words(waiting.error)
    announce(waiting.settled)
    return waiting.value  # type: ignore[return-value]  # set whenever there is no error


def _in_words(error: Exception) -> Exception:
    if isinstance(error, IN_TROUBLE):
        log.warning("database_in_trouble", error=str(error))
        return Uncertain()
    return error
