"""Whoever votes holds a ballot together with others, whoever runs it holds it alone; each waits for their turn.

SQLite has one writer. PostgreSQL gives a row that is shared to all who come to share it, past whoever waits to hold it
alone: while two processes take votes without a pause, a closing would wait for both to rest at once. Its advisory locks
are a queue that nobody passes. So who votes stands in it before the row, and who runs the ballot does; the row is then
theirs, as it always was.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ecabinet.core.database import session

_ALONE = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("ballot"), 0)))


class _Turn(FunctionElement[bool]):
    """True once it is the turn of whoever asks to share a ballot; part of the statement that then asks for its row."""

    inherit_cache = True
    type = Boolean()


@compiles(_Turn)
def _at_once(_turn: _Turn, _compiler: SQLCompiler, **_how: Any) -> str:
    return "1 = 1"


@compiles(_Turn, "postgresql")
def _in_the_queue(turn: _Turn, compiler: SQLCompiler, **how: Any) -> str:
    ballot = compiler.process(turn.clauses, **how)
    return f"pg_advisory_xact_lock_shared(hashtextextended({ballot}, 0)) IS NOT NULL"


def has_turn(ballot: BindParameter[str]) -> ColumnElement[bool]:
    """Wait in the queue of those who vote. By its name: a column could be asked of other ballots' rows too."""
    return _Turn(ballot)


def hold_alone(ballots: Iterable[str]) -> None:
    """Wait until nobody votes in these ballots; whoever comes after that waits for the end of the deed.

    They come in the order in which everybody holds them.
    """
    if session().get_bind().dialect.name == "postgresql":
        for each in ballots:
            session().execute(_ALONE, {"ballot": each})
