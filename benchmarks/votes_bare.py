"""The limit: the SQL of our votes, statement by statement, by `sqlite3` or `psycopg` alone, with a commit each.

`python -m benchmarks.votes_bare URL OTHER_URL VOTES`: both databases hold the same world. In the first our own deeds
vote, and what they send to the database is noted down, values and all; in the other it is said again by one bare
connection. Left out is what serves our commits alone: savepoints, and the word by which many wait for the disk at
once. It prints how many votes were said again, how many the trail keeps, and in how many seconds.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event, make_url

import ecabinet.app  # noqa: F401 -- its listeners hear what is recorded, and write
from benchmarks.one_vote import cast, find_ballot, open_with_keys
from ecabinet.core.database import PRAGMAS
from ecabinet.core.transaction import close_database, engines, run

OURS = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT pg_logical_emit_message", "BEGIN")
KEPT = "SELECT count(*) FROM audit_entry WHERE event = 'vote.cast'"
Statement = tuple[str, Any, bool]


def main(url: str, other_url: str, votes: int) -> None:
    noted = note_down(url, votes)
    connection = connect(other_url)
    began = time.monotonic()
    for each in noted:
        say(connection, each)
    took = time.monotonic() - began
    (kept,) = connection.execute(KEPT).fetchone()
    print(len(noted), kept, took)


def note_down(url: str, votes: int) -> list[list[Statement]]:
    """Cast that many votes, and return what each said to the database."""
    with tempfile.TemporaryDirectory() as folder:
        open_with_keys(url, Path(folder))
        ballot, members = find_ballot()
        noted: list[list[Statement]] = []

        def note(*said: Any) -> None:
            _connection, _cursor, statement, values, _context, many = said
            if not statement.startswith(OURS):
                noted[-1].append((statement, values, many))

        for engine in engines():
            event.listen(engine, "before_cursor_execute", note)
        for number in range(votes):
            noted.append([])
            seq, place = divmod(number, len(members))
            run(lambda place=place, seq=seq: cast(ballot, members[place], seq + 1))  # type: ignore[misc]
        for engine in engines():
            event.remove(engine, "before_cursor_execute", note)
        close_database()
    return noted


def connect(url: str) -> Any:
    made = make_url(url)
    if made.drivername.startswith("sqlite"):
        connection = sqlite3.connect(str(made.database), isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection
    folder = made.query["host"]
    return psycopg.connect(f"host={folder} user={made.username} dbname={made.database}")


def say(connection: Any, vote: Sequence[Statement]) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN IMMEDIATE")
    cursor = connection.cursor()
    for statement, values, many in vote:
        if many and isinstance(values, list):
            cursor.executemany(statement, values)
        else:
            cursor.execute(statement, values)
            if cursor.description:
                cursor.fetchall()
    connection.commit()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
