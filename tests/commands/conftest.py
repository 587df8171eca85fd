"""An installation in which papers are handed in, and empty ones to restore it into."""

import pytest

from ecabinet.core import files, transaction
from ecabinet.web import migration
from tests.cabinet import Cabinet
from tests.commands.places import House, Installation


@pytest.fixture
def house(app, new_database, tmp_path):
    """The small Cabinet in a database and a folder of its own, made as an installation makes them."""
    url = new_database()
    migration.upgrade(url)
    transaction.open_database(url)
    files.use_folder(tmp_path / "house" / "files")
    yield House(app, Cabinet())
    transaction.close_database()
    files.use_folder(app.config["DATA"] / "files")


@pytest.fixture
def elsewhere(app, request, new_database, tmp_path):
    """Another machine: nothing is there yet."""
    on_sqlite = request.config.getoption("--database") == "sqlite"
    return Installation(app, tmp_path / "elsewhere", None if on_sqlite else new_database())


@pytest.fixture
def backup(house, tmp_path):
    """A backup of an installation with three papers, its keys beside it."""
    for number in range(3):
        house.hand_in(number)
    reply = house.back_up(tmp_path / "backup", "--keys", str(tmp_path / "keys"))
    assert reply.exit_code == 0, reply.output
    return tmp_path / "backup"
