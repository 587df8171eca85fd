"""At the door so many come in at once; who waits comes in turn, and who stands in the way holds nobody up for long."""

import threading

import pytest

from ecabinet.realtime import entrance as door_of
from ecabinet.realtime import wire
from ecabinet.realtime.entrance import AT_ONCE, Entrance, standing_at
from ecabinet.realtime.lines import Line as OurEnd
from ecabinet.realtime.wire import LINE, Wire
from tests.realtime.lines import Line
from tests.realtime.test_wire import ORIGIN, HalfSocket

pytestmark = pytest.mark.once
SOON_S = 5


def test_so_many_come_in_and_the_next_when_one_is_in():
    entrance = Entrance(2)
    first, second = entrance.come(), entrance.come()
    assert entrance.come(0.01) is None
    first.leave()
    first.leave()  # a line ends that had come in before
    assert entrance.come(0.01)
    assert entrance.come(0.01) is None, "who leaves twice gives one place"
    second.leave()


def test_who_waits_is_let_in_as_soon_as_there_is_a_place():
    entrance, inside = Entrance(1), []
    first = entrance.come()
    waiting = threading.Thread(target=lambda: inside.append(entrance.come(SOON_S)))
    waiting.start()
    assert not inside
    first.leave()
    waiting.join(SOON_S)
    assert inside[0] is not None


def test_who_does_not_come_in_loses_the_place_and_not_the_line(monkeypatch):
    entrance = Entrance(1)
    slow = entrance.come()
    entrance.let_on()
    assert entrance.come(0.01) is None
    monkeypatch.setattr(door_of, "LONGEST_S", -1)
    entrance.let_on()
    assert entrance.come(0.01)
    slow.leave()
    assert entrance.come(0.01) is None, "it had given its place already"


def test_a_place_is_given_back_however_the_line_ends():
    entrance = Entrance(1)
    with pytest.raises(StopIteration), standing_at(entrance) as place:
        assert place
        raise StopIteration
    assert entrance.come(0.01)


def shake_hands(application, connection="keep-alive, Upgrade"):
    environ = {"HTTP_UPGRADE": "websocket", "PATH_INFO": "/socket.io/", "HTTP_ORIGIN": ORIGIN}
    environ |= {"gunicorn.socket": HalfSocket(), "HTTP_CONNECTION": connection}
    said = []
    Wire(application, [ORIGIN])(environ, lambda status, _: said.append(status))
    return said


def test_whoever_knows_what_they_came_for_makes_room(monkeypatch):
    monkeypatch.setattr(wire, "door", entrance := Entrance(1))
    shaken = []

    def serve(environ, _):
        assert entrance.come(0.01) is None
        environ[LINE].make_room()
        environ[LINE].make_room()
        shaken.append(entrance.come(0.01))
        return []

    assert shake_hands(serve) == []
    assert shaken[0] is not None


def test_who_finds_no_place_in_time_is_told_to_come_again(monkeypatch):
    monkeypatch.setattr(wire, "door", entrance := Entrance(0))
    monkeypatch.setattr(entrance, "come", lambda: None)
    assert shake_hands(None) == ["503 SERVICE UNAVAILABLE"]


def test_half_a_handshake_is_refused_at_the_door():
    assert shake_hands(None, connection="close") == ["400 BAD REQUEST"]


def test_a_line_without_a_place_makes_room_without_a_word():
    OurEnd(HalfSocket()).make_room()


def test_the_server_lets_on_who_stands_there_for_too_long(house):
    """As many strangers as there are places say nothing: whoever comes after them is in all the same."""
    visitor = house.enter("minister")
    strangers = [Line(visitor.port, "", visitor.origin) for _ in range(AT_ONCE)]
    assert visitor.watching(f"inbox:{house.cabinet.id('minister')}")
    for each in strangers:
        each.raw.close()
