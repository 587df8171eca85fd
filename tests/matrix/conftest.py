from collections import Counter

import pytest
from sqlalchemy.orm import Session

from ecabinet.accounts import sessions
from ecabinet.core import clock, transaction
from ecabinet.core.transaction import run
from ecabinet.web import page
from tests.matrix.elsewhere import let_go
from tests.matrix.house import House
from tests.matrix.people import SIGNED_IN

_checked = Counter()


@pytest.fixture
def house(app, cabinet):
    """One of everything, with everybody signed in before some of them left."""
    made = House(cabinet)
    let_go(cabinet)
    return made


@pytest.fixture
def undrawn(monkeypatch):
    """Let pages be decided on and filled, but not drawn: whether one may come in is settled by then."""
    monkeypatch.setattr(page, "render_template", lambda _template, **_context: "")


@pytest.fixture
def keys(house):
    """Each person's key to a session. Whoever left had one when they did."""
    ids = house.cabinet._ids
    return run(lambda: {name: sessions.begin(each, "a test") for name, each in ids.items()})


@pytest.fixture
def lines(house, socket):
    """Everybody's open line, opened before deeds begin to be forgotten."""
    return {person: socket(person) for person in SIGNED_IN}


class ForgetfulWriter:
    """Does every deed to its end, in the database too, and lets none of them stay."""

    def __init__(self, engine):
        self.engine = engine
        self.done = 0  # deeds that were carried to their end

    def submit(self, waiting):
        with self.engine.connect() as connection, connection.begin() as whole:
            with Session(
                connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            ) as current:
                try:
                    waiting.perform(current)
                    self.done += bool(waiting.settled.facts)  # the log of the doors tells no fact
                except Exception as error:  # noqa: BLE001 -- handed to whoever waits, as the real ones do
                    waiting.error = error
            whole.rollback()


@pytest.fixture
def forgetful(house, keys, monkeypatch):
    """From here on every deed is done and forgotten, so that the next one finds everything as it was."""
    writer = ForgetfulWriter(transaction._writer[0].engine)
    monkeypatch.setattr(transaction, "_writer", [writer])
    with clock.set_to(clock.now()):  # else every visit is one to be remembered, a minute later
        yield writer


@pytest.fixture
def checked():
    """Count what was checked, for the last line of the run."""
    return _checked


def pytest_terminal_summary(terminalreporter):
    if _checked:
        parts = ", ".join(f"{name} {count}" for name, count in sorted(_checked.items()))
        terminalreporter.write_line(
            f"authorization matrix: {sum(_checked.values())} cells ({parts})"
        )
