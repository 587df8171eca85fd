"""Of a crowd a few work at a time; who waits for the database lets the others work; who was aside comes first."""

import threading
from contextvars import copy_context

import pytest

from ecabinet.core.turns import Turns, aside
from tests.servers import wait_until

SOON_S = 5


class People:
    """Threads that want a turn; each says when it has one, and keeps it until it may go."""

    def __init__(self, turns):
        self._turns = turns
        self.came = []
        self.may_go = {}

    def come(self, name, *, waits_for=None):
        self.may_go[name] = threading.Event()
        threading.Thread(target=self._come, args=(name, waits_for), daemon=True).start()

    def _come(self, name, waits_for):
        self._turns.take()
        self._turns.work(self._work, name, waits_for)

    def _work(self, name, waits_for):
        self.came.append(name)
        if waits_for:
            with aside():
                waits_for.wait()
            self.came.append(f"{name} again")
        self.may_go[name].wait()

    def wait_for(self, *names):
        wait_until(lambda: self.came == [*names], SOON_S, lambda: f"{self.came}, not {names}")


@pytest.fixture
def turns():
    return Turns(1)


@pytest.fixture
def people(turns):
    people = People(turns)
    yield people
    for each in people.may_go.values():
        each.set()


def _is_waiting(turns, number=1):
    waiting = lambda: len(turns._coming) + len(turns._aside) == number  # noqa: E731
    wait_until(waiting, SOON_S, lambda: "nobody waits")


def test_the_next_works_when_somebody_is_done(turns, people):
    people.come("one")
    people.wait_for("one")
    people.come("other")
    _is_waiting(turns)
    assert people.came == ["one"]
    people.may_go["one"].set()
    people.wait_for("one", "other")


def test_who_waits_aside_lets_the_next_work_and_comes_before_who_has_not_begun(turns, people):
    on_disk = threading.Event()
    people.come("voter", waits_for=on_disk)
    people.wait_for("voter")
    people.come("next")
    people.wait_for("voter", "next")
    people.come("late")
    _is_waiting(turns)
    on_disk.set()
    _is_waiting(turns, 2)
    people.may_go["next"].set()
    people.wait_for("voter", "next", "voter again")
    people.may_go["voter"].set()
    people.wait_for("voter", "next", "voter again", "late")


def test_a_turn_comes_back_when_the_work_falls(turns):
    def fall():
        with aside():
            raise LookupError

    turns.take()
    with pytest.raises(LookupError):
        turns.work(fall)
    assert turns._free == 1


def test_who_works_without_a_turn_gives_none_away(turns):
    with aside():
        assert turns._free == 1


def test_what_is_begun_beside_gives_no_turn_away_that_it_does_not_hold(turns):
    def begun_beside():
        with aside():
            seen.append(turns._free)

    def work():
        thread = threading.Thread(target=copy_context().run, args=(begun_beside,))
        thread.start()
        thread.join(SOON_S)

    seen = []
    turns.take()
    turns.work(work)
    assert seen == [0]
    assert turns._free == 1


def test_no_turn_is_lost_on_who_is_ended_while_they_wait_for_one(turns, monkeypatch):
    class Ended(threading.Event):
        def wait(self):
            raise SystemExit

    turns.take()
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(threading, "Event", Ended)
        turns.take()
    turns.give()
    assert turns._free == 1
