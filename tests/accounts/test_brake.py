"""Whoever tries passwords is slowed down; whoever knows theirs is not."""

from datetime import timedelta

import pytest

from ecabinet.accounts import routes
from ecabinet.accounts.brake import ADDRESS, EVERYWHERE, Brake
from ecabinet.core import clock
from tests.cabinet import PASSWORD


@pytest.fixture(autouse=True)
def brake(monkeypatch):
    """A brake that nobody trod on, in the place of the process's own."""
    fresh = Brake()
    monkeypatch.setattr(routes, "brake", fresh)
    return fresh


@pytest.fixture
def started():
    """The clock stands still."""
    moment = clock.now()
    with clock.set_to(moment):
        yield moment


def fail(brake, times, name="minister", address="10.0.0.1"):
    for _ in range(times):
        brake.count(name, address)


def test_the_sixth_password_is_not_looked_at(app, cabinet, started, monkeypatch):
    client = app.test_client()
    wrong = {"username": "Minister", "password": "wrong password"}
    assert [client.post("/sign-in", data=wrong).status_code for _ in range(5)] == [422] * 5
    with monkeypatch.context() as patch:
        patch.setattr(routes, "is_right", lambda *_: pytest.fail("the hash was asked"))
        reply = client.post("/sign-in", data={"username": "minister", "password": PASSWORD})
    assert reply.status_code == 429
    assert reply.headers["Retry-After"] == "5"
    assert "kính đề nghị chờ" in reply.text
    with clock.set_to(started + timedelta(seconds=6)):
        reply = client.post("/sign-in", data={"username": "minister", "password": PASSWORD})
    assert reply.status_code == 303


def test_the_wait_grows_to_a_minute_and_no_further(brake, started):
    fail(brake, 4)
    waits = []
    for _ in range(6):
        fail(brake, 1)
        waits.append(brake.seconds("minister", "10.0.0.1"))
    assert waits == [5, 10, 20, 40, 60, 60]


def test_a_right_password_forgets(brake, started):
    fail(brake, 9)
    brake.forget("minister", "10.0.0.1")
    assert brake.seconds("minister", "10.0.0.1") == 0
    fail(brake, 4)
    assert brake.seconds("minister", "10.0.0.1") == 0


def test_after_a_quarter_of_an_hour_all_is_forgotten(brake, started):
    fail(brake, 5)
    with clock.set_to(started + timedelta(minutes=15, seconds=1)):
        fail(brake, 1)
        assert brake.seconds("minister", "10.0.0.1") == 0


def test_others_cannot_lock_a_member_out(brake, started):
    fail(brake, 19)
    assert brake.seconds("minister", "10.0.0.2") == 0
    for last in range(40):
        fail(brake, 3, address=f"10.0.1.{last}")
    assert brake.seconds("minister", "10.0.0.2") == 10


def test_an_address_has_a_higher_ceiling(brake, started):
    for number in range(ADDRESS.free - 1):
        fail(brake, 1, name=f"member{number}")
    assert brake.seconds("minister", "10.0.0.1") == 0
    fail(brake, 1, name="nobody")
    assert brake.seconds("minister", "10.0.0.1") == 5
    assert brake.seconds("minister", "10.0.0.2") == 0


def test_right_passwords_never_count(app, cabinet, started):
    right = {"username": "minister", "password": PASSWORD}
    assert {app.test_client().post("/sign-in", data=right).status_code for _ in range(8)} == {303}


def test_the_whole_installation_is_slowed_down_but_never_a_device_that_is_known(brake, started):
    for number in range(EVERYWHERE.free - 1):
        fail(brake, 1, name=f"name{number}", address=f"10.1.{number // 250}.{number % 250}")
    assert brake.seconds("finance", "10.9.9.9") == 0
    fail(brake, 1, name="another", address="10.8.8.8")
    assert brake.seconds("finance", "10.9.9.9") == EVERYWHERE.longest_s
    assert brake.seconds("finance", "10.9.9.9", "the key of a tablet") == 0
    with clock.set_to(started + timedelta(seconds=EVERYWHERE.longest_s)):
        assert brake.seconds("finance", "10.9.9.9") == 0


def test_on_a_known_device_only_what_is_mistyped_there_counts(brake, started):
    for number in range(400):
        fail(brake, 1, address=f"10.0.{number // 200}.{number % 200}")
    assert brake.seconds("minister", "10.0.0.1", "tablet") == 0
    for _ in range(5):
        brake.count("minister", "10.0.0.1", "tablet")
    assert brake.seconds("minister", "10.0.0.1", "tablet") == 5
    assert brake.seconds("minister", "10.0.0.1", "another tablet") == 0
    brake.forget("minister", "10.0.0.1", "tablet")
    assert brake.seconds("minister", "10.0.0.1", "tablet") == 0
