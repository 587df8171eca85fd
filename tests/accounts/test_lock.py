"""A device that nobody touches locks, and opens again for its owner alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ecabinet.accounts import sessions
from ecabinet.accounts.models import SignIn
from ecabinet.accounts.sessions import IDLE, IDLE_IN_SESSION, LIFETIME
from ecabinet.audit.models import Entry
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Meeting, State
from tests.cabinet import PASSWORD
from tests.meetings.sessions import Session

JSON = {"Accept": "application/json"}
FRAGMENT = {"X-Fragment": "1"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def later():
    """Let so much time pass for whoever asks inside."""
    started = clock.now()
    return lambda span: clock.set_to(started + span)


def events():
    with reading():
        return list(session().scalars(select(Entry.event).order_by(Entry.at)))


def locks():
    with reading():
        return session().scalars(select(SignIn.locked_at)).all()


def test_after_a_quarter_of_an_hour_every_door_leads_to_the_lock(sign_in, later):
    client = sign_in("minister")
    with later(IDLE + MINUTE):
        reply = client.get("/me")
        assert (reply.status_code, reply.location) == (303, "/locked?next=/me")
        page = client.get(reply.location)
        assert "Màn hình đã khóa" in page.text
        assert "Vũ An Khang" in page.text
        assert client.post("/notices/read").location == "/locked?next=/"
    assert "session.locked" in events()


def test_what_a_page_asks_by_itself_is_answered_401_in_words(sign_in, later):
    client = sign_in("minister")
    with later(IDLE + MINUTE):
        reply = client.get("/me", headers=JSON)
        assert (reply.status_code, reply.json["locked"]) == (401, True)
        assert "khóa" in reply.json["sentence"]
        reply = client.get("/me", headers=FRAGMENT)
        assert reply.status_code == 401
        assert "khóa" in reply.text


def test_a_locked_session_shows_no_page_at_all(app, sign_in, later):
    """Every page that needs nothing but somebody signed in."""
    client = sign_in("officer")
    addresses = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments
    } - {"/sign-in", "/locked", "/verify", "/healthz", "/readyz"}
    with later(IDLE + MINUTE):
        shown = {each for each in addresses if client.get(each).location != f"/locked?next={each}"}
    public = {
        each
        for each in shown
        if app.test_client().get(each).status_code in {200, 302, 303, 404, 410}
    }
    assert {each for each in shown - public if not each.startswith("/sso")} == set()


def test_a_page_that_is_turned_counts_and_what_a_page_asks_by_itself_does_not(sign_in, later):
    client = sign_in("minister")
    with later(10 * MINUTE):
        assert client.get("/me").status_code == 200
    with later(20 * MINUTE):
        assert client.get("/me", headers=FRAGMENT).status_code == 200
        assert client.get("/me", headers=JSON).status_code == 200
    with later(26 * MINUTE):
        assert client.get("/me", headers=FRAGMENT).status_code == 401


def test_a_touch_counts(sign_in, later):
    client = sign_in("minister")
    with later(14 * MINUTE):
        assert client.post("/activity", headers=JSON).status_code == 204
    with later(28 * MINUTE):
        assert client.get("/me").status_code == 200


def test_a_touch_opens_no_locked_screen(sign_in, later):
    client = sign_in("minister")
    client.post("/lock")
    assert client.post("/activity", headers=JSON).status_code == 401
    assert client.get("/me").status_code == 303


def test_who_sits_in_a_running_session_has_half_an_hour(cabinet, sign_in, later, running_meeting):
    members, outside = sign_in("minister"), sign_in("stranger")
    with later(IDLE + MINUTE):
        assert members.get("/notices/").status_code == 200
        assert outside.get("/notices/").status_code == 303
    with later(IDLE + MINUTE + IDLE_IN_SESSION + MINUTE):
        assert members.get("/notices/").status_code == 303


@pytest.fixture
def running_meeting(cabinet):
    """A session that runs, to which every member of the Government is called."""
    return Session(cabinet).started()


def test_the_right_password_opens_it_where_one_was(sign_in):
    client = sign_in("minister")
    old = client.get_cookie("ecabinet").value
    assert client.post("/lock", data={"next": "/me"}).location == "/locked?next=/me"
    reply = client.post("/unlock", data={"password": PASSWORD, "next": "/me"})
    assert (reply.status_code, reply.location) == (303, "/me")
    assert client.get("/me").status_code == 200
    assert client.get_cookie("ecabinet").value != old
    client.set_cookie("ecabinet", old)
    assert client.get("/me").status_code == 302
    assert events().count("session.unlocked") == 1


@pytest.mark.parametrize("password", ["wrong password", "", "x" * 5000])
def test_a_wrong_password_opens_nothing(sign_in, password):
    client = sign_in("minister")
    client.post("/lock")
    reply = client.post("/unlock", data={"password": password})
    assert reply.status_code == 422
    assert "chưa đúng" in reply.text
    assert client.get("/me").status_code == 303


def test_guessing_at_the_lock_is_slowed_down(sign_in):
    client = sign_in("minister")
    client.post("/lock")
    with clock.set_to(clock.now()):
        for _ in range(5):
            assert client.post("/unlock", data={"password": "wrong password"}).status_code == 422
        reply = client.post("/unlock", data={"password": PASSWORD})
        assert reply.status_code == 429
        assert reply.headers["Retry-After"] == "5"


def test_it_can_be_left_without_being_opened(sign_in):
    client = sign_in("minister")
    client.post("/lock")
    assert client.post("/sign-out").status_code == 303
    assert client.get("/locked").status_code == 302


def test_a_lock_that_is_not_locked_leads_back(sign_in):
    assert sign_in("minister").get("/locked?next=/me").location == "/me"
    assert sign_in("minister").get("/locked?next=//evil.example").location == "/"


def test_twelve_hours_are_the_end_whatever_is_touched(sign_in, later):
    client = sign_in("minister")
    for hour in range(1, 144):
        with later(hour * 5 * MINUTE):
            assert client.post("/activity", headers=JSON).status_code == 204
    with later(LIFETIME + timedelta(seconds=1)):
        assert client.get("/me").status_code == 302


def test_locking_twice_is_locking_once(sign_in):
    client = sign_in("minister")
    client.post("/lock")
    client.post("/lock")
    assert events().count("session.locked") == 1
    assert all(locks())


def test_whoever_is_locked_is_no_further_seen(sign_in):
    client = sign_in("minister")
    with reading():
        sign_in_id = session().scalars(select(SignIn.id)).one()
    client.post("/lock")
    moment = clock.now() + 5 * MINUTE
    with clock.set_to(moment):
        run(lambda: sessions.seen(sign_in_id))
    with reading():
        assert session().get_one(SignIn, sign_in_id).last_seen_at < moment


def test_a_meeting_that_ended_gives_no_longer_stay(cabinet, sign_in, later, running_meeting):
    client = sign_in("minister")
    run(lambda: session().execute(update(Meeting).values(state=State.ENDED)))
    with later(IDLE + MINUTE):
        assert client.get("/me").status_code == 303
