"""What everybody may see of a topic is told once for all; and who missed a message learns what it said."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from ecabinet.accounts.models import Account, SignIn
from ecabinet.core import clock
from ecabinet.core.database import Reading, reading, session
from ecabinet.core.errors import Invalid, Missing
from ecabinet.core.events import Narrowed, record
from ecabinet.core.transaction import run
from ecabinet.notifications.inbox import Noticed
from ecabinet.realtime import topics, watching
from tests.realtime.test_gateway import heard, until, watch

JSON = {"Accept": "application/json"}


class Board:
    """What everybody may see in this test: how many notices there are."""

    def __init__(self):
        self.reads = []
        self.said = {"look": "open", "cast": 0}

    def __call__(self, thing_id):
        with_session = session()  # LookupError where nobody opened one to read with
        self.reads.append((thing_id, isinstance(with_session, Reading)))
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.fixture
def board(monkeypatch):
    found = Board()
    monkeypatch.setitem(topics._states, "inbox", found)
    topics.state_of.cache_clear()  # the next test's topic has the same name and moves as often
    yield found
    topics.state_of.cache_clear()


@pytest.fixture
def topic(cabinet):
    return f"inbox:{cabinet.id('minister')}"


def move(cabinet, username="minister"):
    account_id = cabinet.id(username)
    run(lambda: record(Noticed(actor_id="t", message="x", account_ids=(account_id,))))


def hear(client):
    """Wait for the next messages."""
    found = []
    until(lambda: found.extend(heard(client)) or found)
    return found


def test_the_state_is_read_once_and_told_to_all(cabinet, socket, board, topic):
    first, second = socket("minister"), socket("minister")
    for each in (first, second):
        watch(each, topic)
    move(cabinet)
    message = ("state", {"topic": topic, "seq": 1, "data": {"look": "open", "cast": 0}})
    assert hear(first) == [message]
    assert hear(second) == [message]
    assert board.reads == [(topic.partition(":")[2], True)]


@pytest.mark.parametrize("said", [None, {"look": "x" * watching.MAX_STATE_BYTES}, Missing()])
def test_what_is_no_small_state_is_told_as_a_change(cabinet, socket, board, topic, said):
    client = socket("minister")
    watch(client, topic)
    board.said = said
    move(cabinet)
    assert hear(client) == [("changed", {"topic": topic, "seq": 1})]


def test_while_the_database_cannot_be_read_they_hear_at_least_that_it_changed(
    cabinet, socket, board, topic
):
    client = socket("minister")
    watch(client, topic)
    board.said = OperationalError("select", {}, Exception("gone"))
    move(cabinet)
    assert hear(client) == [("changed", {"topic": topic, "seq": 1})]


def test_the_state_comes_with_the_number_that_it_has_when_it_is_read(cabinet, board, topic):
    for _ in range(3):
        move(cabinet)
    assert watching.tell(topic, 1)[1]["seq"] == 3


def test_who_looks_is_told_the_state_of_what_moved_and_of_nothing_else(
    cabinet, socket, board, topic
):
    other = f"inbox:{cabinet.id('chair')}"
    move(cabinet)
    move(cabinet, "chair")
    client = socket("minister")
    answer = client.emit("sync", {"topics": {topic: 0, other: 0}}, callback=True)
    assert answer == {"topics": {topic: 1}, "states": {topic: board.said}}
    assert client.emit("sync", {"topics": {topic: 1}}, callback=True) == {"topics": {topic: 1}}
    assert watch(client, topic)["states"] == {topic: board.said}
    assert client.emit("sync", {"topics": {topic: 9}}, callback=True)["states"], "from a restore"


def test_what_happens_while_somebody_comes_in_is_not_missed(cabinet, socket, monkeypatch, topic):
    """The change falls between the look at the database and the joining: its message goes to nobody."""
    allowed = watching.list_allowed

    def list_late(actor, wanted):
        found = allowed(actor, wanted)
        in_a_thread(lambda: move(cabinet))
        return found

    client = socket("minister")
    monkeypatch.setattr(watching, "list_allowed", list_late)
    assert watch(client, topic)["topics"] == {topic: 1}


def test_what_is_taken_away_while_somebody_comes_in_is_not_joined(
    cabinet, socket, monkeypatch, topic
):
    taken, allowed = [], watching.list_allowed

    def list_until_taken(actor, wanted):
        if taken:
            return []
        found = allowed(actor, wanted)
        taken.append(1)
        in_a_thread(lambda: run(lambda: record(Taken(actor_id="t"))))
        return found

    client = socket("minister")
    monkeypatch.setattr(watching, "list_allowed", list_until_taken)
    answer = watch(client, topic)
    assert (answer["topics"], answer["refused"]) == ({}, [topic])
    move(cabinet)
    assert heard(client) == []


class Taken(Noticed):
    """Somebody's rights became fewer."""

    def __init__(self, actor_id):
        super().__init__(actor_id=actor_id, message="x", account_ids=())

    @property
    def narrows(self):
        return Narrowed(topics=("nothing:here",))


def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.parametrize(
    "sent",
    [
        {"topics": {"inbox:1": "0"}},
        {"topics": {"inbox:1": None}},
        {"topics": {"inbox:1": True}},
        {"topics": {}, "more": 1},
    ],
)
def test_what_is_sent_is_exactly_topics_and_numbers(socket, sent):
    assert socket("minister").emit("watch", sent, callback=True)["error"] == 422


def test_without_a_socket_the_same_is_answered(cabinet, sign_in, socket, board, topic):
    move(cabinet)
    other = f"inbox:{cabinet.id('chair')}"
    browser = sign_in("minister")
    asked = {"topics": {topic: 0, other: 0}}
    reply = browser.post("/sync", json=asked, headers=JSON)
    assert reply.status_code == 200
    assert reply.json == socket("minister").emit("sync", asked, callback=True)
    assert reply.json["topics"] == {topic: 1}
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sent", [b"", b"[", b"[1]", b'{"topics": {"x": "y"}}', b" " * 17_000])
def test_what_cannot_be_read_is_refused_without_a_socket_too(sign_in, sent):
    reply = sign_in("minister").post(
        "/sync", data=sent, content_type="application/json", headers=JSON
    )
    assert reply.status_code == 422
    assert reply.json["sentence"]


def test_a_page_that_looks_by_itself_is_no_activity_of_a_person(cabinet, sign_in):
    browser = sign_in("minister")
    before = last_seen(cabinet)
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        assert browser.post("/sync", json={"topics": {}}, headers=JSON).status_code == 200
    assert last_seen(cabinet) == before


def last_seen(cabinet):
    with reading():
        mine = select(SignIn.last_seen_at).join(Account).where(Account.username == "minister")
        return sorted(session().scalars(mine))


def test_only_so_many_topics_are_asked_at_once():
    assert watching.read_topics({"topics": {f"a:{n}": 0 for n in range(watching.MAX_TOPICS)}})
    with pytest.raises(Invalid):
        watching.read_topics({"topics": {f"a:{n}": 0 for n in range(watching.MAX_TOPICS + 1)}})


def test_a_state_is_read_once_for_all_who_come_at_the_same_number(cabinet, topic, board):
    """A thousand come back at once, and each would count the roll."""
    for moved in (1, 2):
        move(cabinet)
        with reading():
            said = [watching.find_moved({topic: 0}, [topic]) for _ in range(3)]
        assert [each["topics"] for each in said] == [{topic: moved}] * 3
        assert len(board.reads) == moved
