"""Who is committed with whom: a crowd and others by turns, so many at a time; what is short without a thread."""

import threading
from functools import partial

import pytest
from sqlalchemy import select

from ecabinet.accounts.models import Account
from ecabinet.audit.models import Entry
from ecabinet.core import native
from ecabinet.core.database import engine_in_use, make_engine, reading, session
from ecabinet.core.errors import Refused, Uncertain
from ecabinet.core.waiting import Waiting
from ecabinet.core.writers import AT_ONCE, IN_A_BREATH, GroupWriter
from tests.core.deeds import accounts, add

pytestmark = pytest.mark.once  # the writer of SQLite


class Watched(GroupWriter):
    """Keeps what was settled together, and waits with the first group until it may go on."""

    def __init__(self, engine):
        super().__init__(engine)
        self.groups = []
        self.may_go = threading.Event()

    def _settle(self, batch):
        self.may_go.wait()
        self.groups.append([each.together for each in batch])
        super()._settle(batch)


@pytest.fixture
def writer(app):
    return Watched(make_engine(str(engine_in_use().url), immediate=True))


def submit(writer, numbers, *, together):
    """Let one thread submit each; return once all of them wait, or lead."""
    deeds = [Waiting(lambda n=n: add(f"n{n}") or n, together=together) for n in numbers]
    threads = [threading.Thread(target=writer.submit, args=(each,)) for each in deeds]
    for each in threads:
        each.start()
    return deeds, threads


def test_a_crowd_and_others_are_committed_by_turns_and_each_is_answered(writer):
    first, its_thread = submit(writer, [0], together=True)
    crowd, its_threads = submit(writer, range(1, 2 * AT_ONCE + 11), together=True)
    others, their_threads = submit(writer, range(1000, 1003), together=False)
    while sum(map(len, writer._queues.values())) < 2 * AT_ONCE + 13:
        threading.Event().wait(0.01)
    writer.may_go.set()
    for each in (*its_thread, *its_threads, *their_threads):
        each.join()
    assert [(len(group), set(group)) for group in writer.groups] == [
        (1, {True}), (3, {False}), (AT_ONCE, {True}), (AT_ONCE, {True}), (10, {True})
    ]  # fmt: skip
    assert [each.value for each in (*first, *crowd, *others)] == [
        *range(2 * AT_ONCE + 11), *range(1000, 1003)
    ]  # fmt: skip
    assert len(accounts()) == 2 * AT_ONCE + 14
    assert not writer._leading


def test_short_deeds_are_done_where_they_are_and_only_the_disk_is_waited_for_apart(
    writer, monkeypatch
):
    apart, breaths = [], []

    def call(work):
        apart.append(True)
        try:
            return work()
        finally:
            apart.pop()

    monkeypatch.setattr(native, "call", call)
    monkeypatch.setattr(native, "breathe", lambda: breaths.append(bool(apart)))
    writer.may_go.set()
    for together in (True, False):
        batch = [Waiting(lambda: bool(apart), together=together) for _ in range(2 * IN_A_BREATH)]
        writer._settle(batch)
        assert [each.value for each in batch] == [not together] * 2 * IN_A_BREATH
    assert breaths == [False, False], "a thread of its own has nobody to breathe for"


def fill_the_disk():
    connection = session().connection()
    (pages,) = connection.exec_driver_sql("PRAGMA page_count").one()
    (free,) = connection.exec_driver_sql(
        "PRAGMA freelist_count"
    ).one()  # other tests' rows were there
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    try:
        session().add(Account(username="full", name="x" * 8_192 * (free + 10)))
        session().flush()
    finally:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


def refuse():
    raise Refused


def lead(writer, *deeds, together=True):
    batch = [Waiting(each, together=together) for each in deeds]
    writer.may_go.set()
    writer._lead([*batch])
    return [each.error for each in batch]


@pytest.mark.parametrize("together", [True, False])
def test_a_full_disk_that_ends_the_transaction_is_said_to_all_whose_deeds_it_undid(
    writer, together
):
    """SQLite goes on without one, and would commit what follows by itself."""
    deeds = partial(add, "before"), refuse, fill_the_disk, partial(add, "behind")
    said = lead(writer, *deeds, together=together)
    assert [type(each) for each in said] == [Uncertain] * 4
    assert accounts() == set()
    with reading():
        assert session().scalars(select(Entry)).all() == []
    assert lead(writer, partial(add, "later"), together=together) == [None]
    assert accounts() == {"later"}


def test_of_deeds_that_are_done_one_by_one_those_before_the_fall_stand(writer, monkeypatch):
    batch = [Waiting(partial(add, name)) for name in ("first", "falls", "last")]
    commit = writer._commit

    def fall(alone):
        if alone == [batch[1]]:
            raise LookupError
        commit(alone)

    monkeypatch.setattr(writer, "_commit", fall)
    writer._commit_one_by_one(batch, LookupError())
    assert [type(each.error) for each in batch] == [type(None), Uncertain, Uncertain]
    assert accounts() == {"first"}


@pytest.mark.parametrize("asked_to_lead", [True, False])
def test_who_is_ended_while_waiting_leads_nobody(writer, asked_to_lead):
    """All who come later would wait for them for ever."""

    def end():
        if asked_to_lead:
            writer._hand_on(was_crowd=True)
        raise SystemExit

    writer._leading, waiting = True, Waiting(partial(add, "ended"))
    waiting.done.wait = end
    with pytest.raises(SystemExit):
        writer.submit(waiting)
    assert not any(writer._queues.values())
    assert writer._leading is not asked_to_lead
