"""The two databases as a backup knows them: copied while people work, put into an empty place."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect, text

from ecabinet.commands.words import NotDone
from ecabinet.core.transaction import close_database

POSTGRESQL = Path("/usr/lib/postgresql")  # where Debian keeps every version's programs


class Database(Protocol):
    """A database that can be copied and put back."""

    file: str  # what its copy is called

    def copy(self, target: Path) -> AbstractContextManager[Connection]:
        """Copy it to `target`; inside the context a connection sees exactly what was copied."""

    def put_back(self, source: Path) -> None:
        """Fill the empty database from `source`."""

    def empty(self) -> None:
        """Take out again what was put back."""


def database_behind(engine: Engine) -> Database:
    return Sqlite(engine) if engine.dialect.name == "sqlite" else Postgresql(engine)


def is_empty(engine: Engine) -> bool:
    return not inspect(engine).get_table_names()


class Sqlite:
    file = "database.sqlite"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._path = Path(engine.url.database or "")

    @contextmanager
    def copy(self, target: Path) -> Iterator[Connection]:
        """Copy by the online backup: one step under one read lock, which no writer waits for."""
        with closing(sqlite3.connect(self._path)) as source, closing(sqlite3.connect(target)) as to:
            source.backup(to)
        still = (
            f"{target.resolve().as_uri()}?mode=ro&immutable=1"  # looking leaves no files beside it
        )
        engine = create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(still, uri=True, check_same_thread=False)
        )
        with engine.connect() as connection:
            yield connection
        engine.dispose()

    def put_back(self, source: Path) -> None:
        self.empty()  # an empty database is a file too, and one that is open
        arriving = self._path.with_name(f"{self._path.name}.arriving")
        shutil.copyfile(source, arriving)
        arriving.rename(self._path)

    def empty(self) -> None:
        close_database()
        for ending in ("", "-wal", "-shm", ".arriving"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


class Postgresql:
    file = "database.pgdump"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def copy(self, target: Path) -> Iterator[Connection]:
        """Copy by pg_dump, which sees the same snapshot as the connection."""
        repeatable = self._engine.execution_options(isolation_level="REPEATABLE READ")
        with repeatable.connect() as connection, connection.begin():
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            self._do("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
            yield connection

    def put_back(self, source: Path) -> None:
        """Fill it in one transaction: all of it, or nothing."""
        self._do("pg_restore", "--single-transaction", "--exit-on-error", str(source))

    def empty(self) -> None:
        there = MetaData()
        there.reflect(self._engine)
        there.drop_all(self._engine)

    def _do(self, program: str, *words: str) -> None:
        with self._address() as address:
            subprocess.run(  # noqa: S603 -- a list of words, and none of them is a stranger's
                [
                    self._program(program),
                    "--no-owner",
                    "--no-privileges",
                    f"--dbname={address}",
                    *words,
                ],
                check=True,
                capture_output=True,
                text=True,
            )

    def _program(self, name: str) -> str:
        """Return the program of the server's version, else of the next: an older one refuses, a newer may."""
        with self._engine.connect() as connection:
            server = connection.execute(text("SHOW server_version_num")).scalar_one()
        versions = {int(path.parts[-3]): path for path in POSTGRESQL.glob(f"[0-9]*/bin/{name}")}
        if fitting := [version for version in versions if version >= int(server) // 10_000]:
            return str(versions[min(fitting)])
        if found := shutil.which(name):
            return found
        raise NotDone(f"{name} is not installed here; it comes with PostgreSQL's client programs.")

    @contextmanager
    def _address(self) -> Iterator[str]:
        """Yield where the database is. Its password goes by a file: a command line is read by everybody."""
        url = self._engine.url
        given = url.translate_connect_args(username="user", database="dbname")
        given |= {name: ",".join(values) for name, values in url.normalized_query.items()}
        password = given.pop("password", None)
        if password is None:
            yield make_conninfo(**given)
            return
        with NamedTemporaryFile("w", prefix="ecabinet-") as file:
            file.write("*:*:*:*:" + password.replace("\\", "\\\\").replace(":", "\\:"))
            file.flush()
            yield make_conninfo(**given, passfile=file.name)
