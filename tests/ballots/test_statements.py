"""How often the database is asked does not grow with what is shown: ballots in a room, votes of one's own, rolls."""

import pytest

from ecabinet.ballots.operations import announce_ballot
from tests.ballots.running import Running
from tests.ballots.stage import Stage
from tests.cabinet import MEMBERS

FEW, MANY = 2, 6


@pytest.fixture
def running(stage):
    stage.start()
    return Running(stage)


@pytest.fixture
def asked(statements):
    """Return how often the database is asked for a page that was looked at before."""

    def ask(client, url):
        client.get(url)
        with statements() as count:
            assert client.get(url).status_code == 200
        return count()

    return ask


def put(running, number, *, announced=False):
    """Put so many questions to the vote; everybody votes on each."""
    stage = running.stage
    for place in range(number):
        ballot = stage.open(ballot=running.ask(f"Chọn ngày họp {place}?"))
        for each in MEMBERS:
            stage.cast(each, ballot)
        if announced:
            stage.close(ballot)
            stage.of_ballot("chair", announce_ballot, ballot)


@pytest.mark.parametrize("username", ["minister", "chair", "officer"])
def test_the_room_asks_no_more_for_many_open_ballots(running, sign_in, asked, username):
    client, room = sign_in(username), f"/meetings/{running.stage.meeting}/room"
    put(running, FEW)
    few = asked(client, room)
    put(running, MANY)
    assert asked(client, room) == few


@pytest.mark.parametrize("username", ["minister", "officer"])
def test_the_room_asks_no_more_for_many_results(running, sign_in, asked, username):
    client, room = sign_in(username), f"/meetings/{running.stage.meeting}/room"
    put(running, FEW, announced=True)
    few = asked(client, room)
    put(running, MANY, announced=True)
    assert asked(client, room) == few


def test_ones_own_votes_ask_no_more_for_many_sessions(cabinet, sign_in, asked):
    def sit(times):
        for _ in range(times):
            stage = Stage(cabinet).start()
            ballot = stage.open()
            stage.cast("minister", ballot)
            stage.close(ballot)
            stage.of_ballot("chair", announce_ballot, ballot)

    client = sign_in("minister")
    sit(FEW)
    few = asked(client, "/receipts")
    sit(MANY)
    assert asked(client, "/receipts") == few
