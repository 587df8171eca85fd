"""What a group does when one of it waits in vain or its connection falls: nobody waits once for each of the others."""

import time
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ecabinet.audit.models import Entry
from ecabinet.core import events
from ecabinet.core.database import LOCK_TIMEOUT_MS, engine_in_use, reading, session
from ecabinet.core.errors import Uncertain
from ecabinet.core.postgresql_writers import Crowd, DirectWriter
from ecabinet.core.transaction import run
from ecabinet.core.waiting import IN_TROUBLE, Waiting
from tests.core.deeds import accounts, add

pytestmark = pytest.mark.postgresql  # SQLite has one writer, which waits for nobody's rows
WAIT_S = LOCK_TIMEOUT_MS / 1000
HOLD = text("SELECT 1 FROM account WHERE username = 'held' FOR UPDATE")


@pytest.fixture
def crowd(app):
    return Crowd(engine_in_use())


@pytest.fixture
def held(crowd):
    """A row that somebody holds and does not let go of."""
    run(lambda: add("held"))
    with engine_in_use().begin() as somebody:
        somebody.execute(HOLD)
        yield


def touch():
    session().execute(HOLD)
    add("behind")


def test_one_that_waits_in_vain_lets_the_others_of_its_group_wait_once(crowd, held):
    batch = [Waiting(touch, together=True) for _ in range(4)]
    batch.insert(1, Waiting(partial(add, "another"), together=True))
    began = time.monotonic()
    crowd._commit(batch)
    assert time.monotonic() - began < 1.5 * WAIT_S
    assert [each.error is None for each in batch] == [False, True, False, False, False]
    assert accounts() == {"held", "another"}


def test_a_group_that_waits_in_vain_for_the_end_of_the_trail_waits_once(crowd, held, monkeypatch):
    asked = []

    def wait(facts):
        asked.append(facts)
        session().execute(HOLD)
        return {}

    monkeypatch.setattr(events, "_at_last", [*events._at_last, wait])
    batch = [Waiting(partial(add, f"n{number}"), together=True) for number in range(3)]
    crowd._commit(batch)
    assert len(asked) == 1
    assert [type(each.error) for each in batch] == [OperationalError] * 3
    assert accounts() == {"held"}


def test_a_connection_that_falls_in_a_group_is_said_to_all_in_words(crowd):
    def fall():
        session().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    deeds = [partial(add, "before"), fall, partial(add, "behind"), partial(add, "last")]
    batch = [Waiting(each, together=True) for each in deeds]
    crowd._lead([*batch])
    assert [isinstance(each.error, (*IN_TROUBLE, Uncertain)) for each in batch] == [True] * 4
    assert accounts() == set()
    with reading():
        assert session().scalars(select(Entry)).all() == []


def test_nobody_is_thanked_for_what_a_server_forgot_that_fell_before_it_was_on_the_disk(
    app, monkeypatch
):
    writer = DirectWriter(engine_in_use())
    kept, forgotten = Waiting(partial(add, "kept")), Waiting(partial(add, "forgotten"))
    writer.submit(kept)
    monkeypatch.setattr(Session, "commit", Session.rollback)
    writer.submit(forgotten)
    assert [type(each.error) for each in (kept, forgotten)] == [type(None), Uncertain]
    assert accounts() == {"kept"}
