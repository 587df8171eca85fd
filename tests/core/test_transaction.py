"""Returning commits, raising undoes; a deed that fails undoes only itself; nothing is announced before it is true."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from ecabinet.accounts.models import Account
from ecabinet.audit.models import Entry
from ecabinet.audit.trail import verify
from ecabinet.core import clock, events, native
from ecabinet.core.database import engine_in_use, make_engine, reading, session
from ecabinet.core.errors import Refused, Uncertain
from ecabinet.core.postgresql_writers import Crowd
from ecabinet.core.transaction import run
from ecabinet.core.turns import Turns
from ecabinet.core.waiting import Waiting
from ecabinet.core.writers import GroupWriter
from tests.core.deeds import accounts, add


def entries():
    with reading():
        return [
            each.details["title"]
            for each in session().scalars(select(Entry).order_by(Entry.position))
        ]


@pytest.fixture
def heard(monkeypatch):
    """Titles of the facts that were announced."""
    titles = []
    listener = lambda settled: titles.extend(each.title for each in settled.facts)  # noqa: E731
    monkeypatch.setattr(events, "_afterwards", [listener])
    return titles


def test_returning_commits_and_then_announces(app, heard):
    assert run(lambda: add("one") or "value") == "value"
    assert accounts() == {"one"}
    assert entries() == heard == ["one"]


def test_who_waits_for_the_database_lends_their_turn(app):
    """Of a crowd four work at once: whoever waits for the disk would hold the others up."""
    turns = Turns(1)
    free = []
    turns.take()
    turns.work(run, lambda: free.append(turns._free))
    assert free == [1]
    assert turns._free == 1


def test_raising_undoes_and_announces_nothing(app, heard):
    def deed():
        add("one")
        raise Refused("No.")

    with pytest.raises(Refused):
        run(deed)
    assert accounts() == set()
    assert entries() == heard == []


@pytest.mark.parametrize("together", [False, True])
def test_deeds_at_once_each_stand_or_fall_alone(app, heard, together):
    """Half of sixty deeds fail; the other half is there, told once, and the trail is whole."""

    def deed(number):
        add(f"n{number}")
        if number % 2:
            raise Refused("No.")

    def attempt(number):
        try:
            run(lambda: deed(number), together=together)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(30) as threads:
        done = list(threads.map(attempt, range(60)))
    even = {f"n{each}" for each in range(0, 60, 2)}
    assert done == [True, False] * 30
    assert accounts() == set(entries()) == set(heard) == even
    assert len(entries()) == len(heard) == 30
    with reading():
        assert list(verify()) == []


def group_writer():
    """The writer that commits deeds together, in the database in use."""
    engine = engine_in_use()
    return (
        GroupWriter(make_engine(str(engine.url), immediate=True))
        if engine.dialect.name == "sqlite"
        else Crowd(engine)
    )


def test_what_cannot_be_written_down_falls_and_leaves_the_others_of_its_group(app, monkeypatch):
    def refuse(facts):
        if any(fact.title == "n1" for fact in facts):
            raise Uncertain
        return {}

    monkeypatch.setattr(events, "_at_last", [*events._at_last, refuse])
    batch = [Waiting(partial(add, f"n{number}"), together=True) for number in range(3)]
    group_writer()._commit(batch)
    assert [each.error and type(each.error) for each in batch] == [None, Uncertain, None]
    assert accounts() == set(entries()) == {"n0", "n2"}
    with reading():
        assert list(verify()) == []


def test_what_a_group_did_is_told_to_each_as_its_own(app):
    with clock.set_to(clock.now().replace(year=2024)):
        batch = [Waiting(partial(add, "past"))]
    batch.append(Waiting(lambda: [add("today"), add("today too")]))
    group_writer()._commit(batch)
    told = [[fact.title for fact in each.settled.facts] for each in batch]
    assert told == [["past"], ["today", "today too"]]
    assert entries() == ["past", "today", "today too"]
    with reading():
        told = {each.details["title"]: each for each in session().scalars(select(Entry))}
    assert "clock" in told["past"].details
    assert "clock" not in told["today"].details
    assert told["past"].at.year == 2024


def test_a_page_sees_what_its_own_deed_did(app):
    with reading():
        assert session().scalars(select(Account)).all() == []
        run(lambda: add("one"))
        assert [each.username for each in session().scalars(select(Account))] == ["one"]


def test_nothing_is_written_outside_a_deed(app):
    with reading():
        session().add(Account(username="one", name="One"))
        with pytest.raises(RuntimeError):
            session().flush()


def test_the_clock_goes_with_the_deed(app):
    past = clock.now().replace(year=2024)
    with clock.set_to(past):
        run(lambda: add("one"))
    with reading():
        entry = session().scalars(select(Entry)).one()
        assert entry.at == past
        assert entry.details["clock"] == "set"


def test_a_database_in_trouble_is_said_in_words(app):
    def deed():
        raise OperationalError("", {}, Exception("disk I/O error"))

    with pytest.raises(Uncertain):
        run(deed)


class Deadlock(Exception):  # noqa: N818 -- as the driver says it
    sqlstate = "40P01"


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.parametrize("together", [False, True])
def test_whoever_fell_so_that_others_go_on_is_done_again(app, together):
    falls = [OperationalError("", {}, Deadlock())]

    def deed():
        if falls:
            raise falls.pop()
        add("one")

    run(deed, together=together)
    assert accounts() == {"one"}


def test_a_failed_statement_leaves_the_writer_usable(app):
    with pytest.raises((Uncertain, ProgrammingError)):
        run(lambda: session().execute(text("SELECT 1 FROM no_such_table")))
    run(lambda: add("one"))
    assert accounts() == {"one"}


def test_a_crowd_that_looks_and_then_acts_waits_but_nobody_is_turned_away(app):
    """Forty at once, as many as the pool has: nobody holds one connection while waiting for another."""
    there = Barrier(40)

    def press(number):
        with reading():
            session().scalars(select(Account)).all()
            there.wait(30)
            run(lambda: add(f"n{number}"))

    with ThreadPoolExecutor(40) as threads:
        list(threads.map(press, range(40)))
    assert len(accounts()) == 40


def test_a_leader_that_is_stopped_tells_nobody_that_it_was_done(monkeypatch):
    """Whoever waited for a commit that never came must ask again, and is not told that it happened."""

    class Stopped(BaseException):
        pass

    def stop(_work):
        raise Stopped

    monkeypatch.setattr(native, "call", stop)
    writer = GroupWriter(engine=None)
    leader, follower = Waiting(lambda: 1), Waiting(lambda: 2)
    writer._queues[False].append(follower)
    with pytest.raises(Stopped):
        writer.submit(leader)
    assert isinstance(leader.error, Uncertain)
    assert isinstance(follower.error, Uncertain)
    assert follower.done.is_set()


@pytest.fixture
def waiting_database(app):
    """A database that waits for its log, as it does outside of tests."""
    engine = engine_in_use()
    name = engine.url.database

    def say(words):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" {words}')
        engine.dispose()  # those that come now are told

    say("SET synchronous_commit = on")
    yield
    say("RESET synchronous_commit")


@pytest.mark.postgresql  # on SQLite the commit itself waits
def test_nobody_is_answered_before_the_disk_has_it(waiting_database):
    """A deed lets go of its locks before that, and what it wrote is in the log that is on the disk when it returns."""

    def deed(number):
        add(f"n{number}")
        session().flush()
        return session().scalar(text("SELECT pg_current_wal_insert_lsn()"))

    for number in range(20):
        written = run(lambda number=number: deed(number))
        with reading():
            on_disk = text("SELECT pg_current_wal_flush_lsn() >= CAST(:written AS pg_lsn)")
            assert session().scalar(on_disk, {"written": str(written)})
