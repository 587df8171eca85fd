"""Servers and browsers for the tests, and which tests run on which database.

The run starts one PostgreSQL, if it is asked for, and every worker makes databases in it. In real browsers everything
is walked on SQLite; on PostgreSQL, where only the queries differ, the journeys marked `story` are.
"""

import fcntl
import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from tests.browsers import ARGUMENTS, CHROMIUM, Visitors
from tests.servers import LiveServer, Postgres, Redis, make_database

settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=2000, deadline=None, stateful_step_count=80)
settings.load_profile("quick")

BROWSER_FIXTURES = {"browser", "open_as", "visitors"}
# Whatever meets a database asks for one of them.
DATABASE_FIXTURES = {"new_database", "demonstration"}


def pytest_configure(config):
    """The one process that leads the run starts the cluster; its workers are told where."""
    leads = not hasattr(config, "workerinput")
    if leads and config.getoption("--database") == "postgresql" and not config.option.collectonly:
        config.stash_postgres = Postgres()
        config.postgres_folder = str(config.stash_postgres.folder)
    elif not leads:
        config.postgres_folder = config.workerinput["postgres_folder"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    node.workerinput["postgres_folder"] = getattr(node.config, "postgres_folder", "")


def pytest_unconfigure(config):
    if hasattr(config, "stash_postgres"):
        config.stash_postgres.stop()


@pytest.hookimpl(trylast=True)  # when they have been shuffled
def pytest_collection_modifyitems(config, items):
    on_sqlite = config.getoption("--database") == "sqlite"
    dropped = []
    for item in items:
        if BROWSER_FIXTURES & set(item.fixturenames):
            item.add_marker("browser")
        elsewhere = (
            item.get_closest_marker("once")
            or not DATABASE_FIXTURES & set(item.fixturenames)
            or (item.get_closest_marker("browser") and not item.get_closest_marker("story"))
        )
        if (elsewhere and not on_sqlite) or (item.get_closest_marker("postgresql") and on_sqlite):
            dropped.append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        gone = set(dropped)
        items[:] = [item for item in items if item not in gone]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def new_database(request, tmp_path_factory):
    """Make new, empty databases of the kind this run is about; each call returns an address."""
    if request.config.getoption("--database") == "sqlite":
        folder = tmp_path_factory.mktemp("databases")
        numbers = iter(range(1_000_000))
        return lambda: f"sqlite:///{folder / f'{next(numbers)}.db'}"
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    return lambda: make_database(request.config.postgres_folder, worker)


@pytest.fixture
def redis_server():
    """A Redis of the test's own, which it may kill and start again."""
    server = Redis()
    yield server
    server.stop()


@pytest.fixture
def start_server(new_database):
    """Start e-Cabinet as it really runs, as often as asked; it is stopped after the test."""
    started = []

    def start(**environment):
        server = LiveServer(**{"ECABINET_DATABASE_URL": new_database(), **environment})
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def demonstration(request, tmp_path_factory):
    """A demonstration that ran once and was stopped, to be copied: its data, and its database on PostgreSQL."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    data, address = shared / "demonstration", shared / "demonstration.address"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first worker that wants it makes it, the others wait
        if not address.exists():
            on_sqlite = request.config.getoption("--database") == "sqlite"
            url = (
                "" if on_sqlite else make_database(request.config.postgres_folder, "demonstration")
            )
            _make_demonstration(data, url)
            address.write_text(url)
    return data, address.read_text()


def _make_demonstration(data, url):
    server = LiveServer(DEMO="1", **({"ECABINET_DATABASE_URL": url} if url else {}))
    try:
        server.start(seconds=600)
        server.ask_to_stop()
        shutil.copytree(server.data, data)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def start_demonstration(request, demonstration):
    """Start a demonstration of one's own, as often as asked; it stops when the run ends, or before."""
    data, template = demonstration
    started = []

    def start():
        server = LiveServer(DEMO="1")
        if template:
            name = template.partition("@/")[2].partition("?")[0]
            url = make_database(request.config.postgres_folder, "live", template=name)
            server.environment["ECABINET_DATABASE_URL"] = url
        shutil.copytree(data, server.data)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def live_server(start_demonstration):
    """The demonstration, really running: shared by all tests of a worker, so each makes what it changes."""
    return start_demonstration()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visitors(browser, live_server):
    """People with tablets in front of the demonstration. A fault on any of their pages fails the test."""
    people = Visitors(browser, live_server.url)
    yield people
    people.leave()


@pytest.fixture
def open_as(visitors):
    """Sign somebody in through the form and return their page: `open_as("member01", theme="dark")`."""
    return visitors.open_as


@pytest.fixture
def shots() -> Path:
    folder = Path(__file__).parents[1] / "var" / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
