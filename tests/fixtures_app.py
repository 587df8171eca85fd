"""The application inside the test's own process, on a database that is empty before each test."""

import os
import shutil
import tempfile
import threading
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient
from sqlalchemy import event, make_url, text

from config import Config
from ecabinet.accounts import sessions
from ecabinet.accounts.brake import brake
from ecabinet.accounts.guesses import guesses
from ecabinet.accounts.rates import limiter
from ecabinet.app import create_app
from ecabinet.audit import checkpoints
from ecabinet.core import jobs, transaction
from ecabinet.core.database import Model, engine_in_use
from ecabinet.core.transaction import run
from ecabinet.realtime import gateway
from ecabinet.realtime.gateway import socketio
from tests.cabinet import Cabinet

MEMORY = "/dev/shm"  # noqa: S108 -- a folder of our own is made in it
ORIGIN = "http://localhost:8000"


class Browser(FlaskClient):
    """The test client, which by itself forgets to close the file in which it keeps a large form."""

    def open(self, *arguments, **more):
        reply = super().open(*arguments, **more)
        reply.request.environ["wsgi.input"].close()
        return reply


class Founding:
    """Founds the Cabinet once, deed by deed; every later test is given the very rows that this wrote."""

    def __init__(self):
        self._cabinet = None
        self._rows = {}

    def put_into(self, engine):
        if self._cabinet is None:
            self._cabinet = Cabinet()
            with engine.connect() as connection:
                for table in Model.metadata.sorted_tables:
                    self._rows[table] = [
                        dict(row) for row in connection.execute(table.select()).mappings()
                    ]
            return deepcopy(self._cabinet)
        with engine.begin() as connection:
            _any_order(connection)
            for table, rows in self._rows.items():
                if rows:
                    connection.execute(table.insert(), rows)
        return deepcopy(self._cabinet)  # a test may take in people of its own


@pytest.fixture(scope="session")
def quick_folder(tmp_path_factory):
    """A folder in memory where there is one: thousands of small commits each wait for the disk elsewhere."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path_factory.mktemp("quick")
        return
    with tempfile.TemporaryDirectory(prefix="ecabinet-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def application(request, tmp_path_factory, quick_folder, new_database):
    """The application of this worker; its database is emptied before each test."""
    on_sqlite = request.config.getoption("--database") == "sqlite"
    config = Config(
        data=tmp_path_factory.mktemp("data"),
        database_url=f"sqlite:///{quick_folder / 'tests.db'}" if on_sqlite else new_database(),
        secret_key="s" * 43,
        master_key=b"m" * 32,
        signing_key=b"g" * 32,
        demo=False,
        release_wait_s=0,  # only the test of the waiting waits
    )
    app = create_app(config)
    app.test_client_class = Browser
    app.config.update(TESTING=False, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    limiter.enabled = False  # a test is a thousand people at one address; tests/accounts/test_rates.py lets it count
    # Each change is told by itself, so that a test need not wait for the rest between two.
    gateway._coalescer._later = lambda _seconds, work: work()
    Model.metadata.create_all(engine_in_use())
    return app


@pytest.fixture
def app(application, tmp_path):
    """The application on an empty database. The engine stays, for it knows every statement already."""
    url = application.config["DATABASE_URL"]
    if engine_in_use().url != make_url(url):
        transaction.open_database(url)  # a test before this one looked at a database of its own
    _empty()
    for left in (application.config["DATA"] / "files").glob("??"):
        shutil.rmtree(left)  # some are damaged on purpose
    brake.__init__()  # what was mistyped in a test before this one is forgotten
    guesses.__init__()
    jobs.open_queue(tmp_path, None)
    checkpoints.use_folder(tmp_path / "checkpoints")
    for letter in (application.config["DATA"] / "outbox").glob("*.eml"):
        letter.unlink()
    return application


def _empty():
    engine = engine_in_use()
    deletions = [f'DELETE FROM "{table.name}"' for table in Model.metadata.sorted_tables]
    with engine.begin() as connection:
        _any_order(connection)
        if engine.dialect.name == "sqlite":
            for deletion in deletions:
                connection.execute(text(deletion))
            return
        connection.execute(text("; ".join(deletions)))  # a hundred times as fast as TRUNCATE


def _any_order(connection):
    """Look at foreign keys at the end, or, without triggers, not at all: the order of tables does not matter."""
    on_sqlite = connection.dialect.name == "sqlite"
    connection.execute(
        text(
            "PRAGMA defer_foreign_keys = ON"
            if on_sqlite
            else "SET LOCAL session_replication_role = replica"
        )
    )


@pytest.fixture
def cabinet(app, founding):
    """The small Cabinet of `tests/cabinet.py`, in the database."""
    return founding.put_into(engine_in_use())


@pytest.fixture(scope="session")
def founding():
    return Founding()


@pytest.fixture
def sign_in(app, cabinet):
    """Return a browser without script in which somebody is signed in: `sign_in("minister").get("/")`.

    The session is begun behind the form, whose password takes its time on purpose; `tests/accounts` goes by the form.
    """

    def sign_in(username):
        account_id = cabinet.id(username)
        client = app.test_client()
        client.set_cookie("ecabinet", run(lambda: sessions.begin(account_id, "a test")))
        return client

    return sign_in


@pytest.fixture
def socket(app, sign_in):
    """Return somebody's socket: `socket("minister").emit("watch", {...}, callback=True)`."""

    return lambda username: connect_socket(app, sign_in(username))


def connect_socket(app, client):
    """Connect a socket as a page does: with a ticket that was fetched a moment before."""
    ticket = client.post("/socket-ticket", headers={"Accept": "application/json"}).json["ticket"]
    return SocketIOTestClient(
        app,
        socketio,
        flask_test_client=client,
        headers={"Origin": ORIGIN},
        auth={"ticket": ticket},
    )


@pytest.fixture
def drain(app):
    """Do the jobs that wait."""
    return jobs.drain


@pytest.fixture
def statements(app):
    """Count SQL statements: `with statements() as count: …; assert count() <= 9`."""

    @contextmanager
    def counting():
        seen, mine = [], threading.get_ident()

        def listen(*arguments):
            if (
                threading.get_ident() == mine
            ):  # what is told to a room is asked for beside, whenever that is
                seen.append(arguments[2])

        engines = transaction.engines()
        for engine in engines:
            event.listen(engine, "before_cursor_execute", listen)
        try:
            yield lambda: len(seen)
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", listen)

    return counting
