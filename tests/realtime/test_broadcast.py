"""One frame for all, at a server that really runs: whole, in order, and nobody waits for whoever does not read."""

import json
import socket

import pytest

from benchmarks.doors import DOOR
from tests.realtime.conftest import House
from tests.servers import wait_until

pytestmark = pytest.mark.once
SHOUTING = ["-m", "gunicorn", "--config", "python:benchmarks.shouting", "wsgi:application"]
LARGE = "phiếu " * 2500  # fifteen thousand bytes and more as JSON
SOON_S = 5


class Loud(House):
    """A house with a door more, through which a room is told anything."""

    def __init__(self, door):
        super().__init__(SHOUTING, **{DOOR: str(door)})
        self._talk = socket.socket(socket.AF_UNIX)
        self._talk.connect(str(door))

    def tell(self, room, seq, text):
        asked = {"tell": ["state", {"topic": room, "seq": seq, "data": text}], "room": room}
        self._talk.sendall(f"{json.dumps(asked)}\n".encode())
        self._talk.recv(99)  # it has been told


@pytest.fixture(scope="module")
def _loud(application, tmp_path_factory):
    house = Loud(tmp_path_factory.mktemp("door") / "door")
    yield house
    house._talk.close()
    house.server.stop()


@pytest.fixture
def loud(_loud):
    _loud.open()
    yield _loud
    for visitor in _loud.visitors:
        visitor.leave()
    _loud.visitors.clear()


@pytest.fixture
def topic(loud):
    return f"inbox:{loud.cabinet.id('minister')}"


def states(heard):
    """Return what was told, as (number, text); a frame that is torn is no JSON."""
    found = [json.loads(each[2:]) for each in heard if each.startswith("42")]
    return [(said["seq"], said["data"]) for _, said in found]


def last(seq):
    return lambda said: f'"seq":{seq},' in said


def test_all_hear_the_same_at_once_and_in_order(loud, topic):
    lines = [loud.enter("minister").watching(topic) for _ in range(20)]
    for seq in range(1, 51):
        loud.tell(topic, seq, "Đã bỏ phiếu")
    for line in lines:
        heard = line.hear(until=last(50), seconds=SOON_S)
        assert states(heard) == [(seq, "Đã bỏ phiếu") for seq in range(1, 51)]


def is_answer(frame):
    return frame.startswith("430")


def how_many_dropped(loud):
    return loud.server.log().count("slow_reader")


def test_who_reads_slowly_gets_every_frame_whole_with_the_answers_between_them(loud, topic):
    """The kernel takes half a frame: the rest follows before anything else, and no frame is in another."""
    slow, dropped = loud.enter("minister").watching(topic, small=True), how_many_dropped(loud)
    for seq in range(1, 9):
        loud.tell(topic, seq, LARGE)
    slow.say("sync", {"topics": {topic: 0}})
    for seq in range(9, 16):
        loud.tell(topic, seq, LARGE)
    heard = slow.hear(until=last(15), seconds=SOON_S)
    assert states(heard) == [(seq, LARGE) for seq in range(1, 16)]
    if not any(map(is_answer, heard)):  # it may come after all that was told
        heard += slow.hear(until=is_answer, seconds=SOON_S)
    assert sum(map(is_answer, heard)) == 1
    assert how_many_dropped(loud) == dropped


def test_who_does_not_read_is_dropped_and_the_others_hear_everything(loud, topic):
    deaf = loud.enter("minister").watching(topic, small=True)
    reader = loud.enter("minister").watching(topic)
    heard, seq, dropped = [], 0, how_many_dropped(loud)
    while how_many_dropped(loud) == dropped:
        seq += 1
        assert seq < 2000, "nobody was dropped"
        loud.tell(topic, seq, LARGE)
        heard += reader.hear(until=last(seq), seconds=SOON_S)
    assert states(heard) == [(each, LARGE) for each in range(1, seq + 1)]
    deaf.closes_within(SOON_S)
    loud.tell(topic, seq + 1, "on")
    assert states(reader.hear(until=last(seq + 1), seconds=SOON_S)) == [(seq + 1, "on")]


def test_who_left_a_room_hears_nothing_of_it(loud, topic):
    other = f"inbox:{loud.cabinet.id('health')}"
    health = loud.enter("health").watching(other)
    minister = loud.enter("minister").watching(topic)
    loud.tell(topic, 1, "for the minister")
    loud.tell(other, 1, "for health")
    assert states(health.hear(until=last(1), seconds=SOON_S)) == [(1, "for health")]
    assert states(minister.hear(until=last(1), seconds=SOON_S)) == [(1, "for the minister")]


def test_a_line_that_was_cut_disturbs_nobody(loud, topic):
    gone = loud.enter("minister").watching(topic)
    reader = loud.enter("minister").watching(topic)
    gone.raw.shutdown(socket.SHUT_RDWR)
    gone.raw.close()
    for seq in range(1, 20):
        loud.tell(topic, seq, "on")
    assert len(states(reader.hear(until=last(19), seconds=SOON_S))) == 19
    wait_until(lambda: "Traceback" not in loud.server.log(), 1, loud.server.log)
