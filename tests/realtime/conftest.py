"""A server that really runs, with the small Cabinet in its database, which a test may change behind its back."""

import pytest

from ecabinet.accounts import sessions
from ecabinet.core import transaction
from ecabinet.core.database import Model, engine_in_use
from ecabinet.core.transaction import run
from ecabinet.start import MIGRATIONS
from tests.cabinet import Cabinet
from tests.realtime.lines import Browser
from tests.servers import LiveServer


class House:
    """The server, and the people who can come to it."""

    def __init__(self, served_by=(), **environment):
        self.server = LiveServer(DEMO="0", **environment)
        self.server.served_by = list(served_by) or self.server.served_by
        self.server.data.mkdir(parents=True)
        self.open()
        Model.metadata.create_all(engine_in_use())
        with engine_in_use().begin() as connection:
            newest = max(each.stem.partition("_")[0] for each in MIGRATIONS.glob("[0-9]*.py"))
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")
            connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{newest}')")
        self.cabinet = Cabinet()
        self.visitors = []
        self.server.start(prepared=True)

    def open(self):
        """Let the test itself work on the server's database, as another process does."""
        transaction.open_database(self.server.database_url)

    def enter(self, username):
        account_id = self.cabinet.id(username)
        token = run(lambda: sessions.begin(account_id, "a test"))
        self.visitors.append(Browser(self.server.port, token))
        return self.visitors[-1]


@pytest.fixture(scope="module")
def _house(application):
    house = House()
    yield house
    house.server.stop()


@pytest.fixture
def house(_house):
    _house.open()
    yield _house
    for visitor in _house.visitors:
        visitor.leave()
    _house.visitors.clear()
