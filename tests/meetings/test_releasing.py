"""Between the press and the publication: seen by nobody, taken back by the head, let out by the clock."""

from datetime import timedelta

import pytest

from ecabinet.core.clock import now
from ecabinet.core.errors import Denied, Missing, Refused
from ecabinet.meetings import jobs, operations
from ecabinet.meetings.models import State
from ecabinet.meetings.releasing_operations import NOBODY_PRESIDES, set_release, take_back_release
from ecabinet.notifications.inbox import list_notices
from tests.meetings.sessions import Session, let_out_now, resign


@pytest.fixture
def waiting(cabinet):
    """A session that goes out in a minute."""
    made = Session(cabinet)
    made.do("officer", operations.submit_meeting)
    made.do("head", operations.approve_meeting)
    made.do("head", set_release, "Kính mời", now() + timedelta(minutes=1))
    return made


def notices(cabinet, username):
    return [each.message for each in cabinet.look(username, list_notices)]


def test_until_its_moment_nobody_sees_it_and_then_everybody_called_does(waiting, cabinet):
    assert 0 < jobs.keep_releases() <= jobs.IDLE_S
    with pytest.raises(Missing):
        waiting.look("minister")
    assert (waiting.look().state, waiting.look().invitations) == (State.APPROVED, [])
    assert notices(cabinet, "minister") == []
    let_out_now()
    jobs.keep_releases()  # another process comes to it too
    found = waiting.look("minister")
    assert (found.state, found.version, found.release_at) == (State.PUBLISHED, 1, None)
    assert len(notices(cabinet, "minister")) == 1
    with pytest.raises(Refused, match="has gone out"):
        waiting.do("head", take_back_release)


def test_it_is_taken_back_and_set_anew(waiting):
    with pytest.raises(Refused):
        waiting.do("head", operations.return_meeting, "Thiếu tờ trình")
    with pytest.raises(Refused):
        waiting.do("head", set_release, "", now() + timedelta(minutes=2))
    with pytest.raises(Denied):
        waiting.do("officer", take_back_release)
    waiting.do("head", take_back_release)
    let_out_now()
    assert (waiting.look().state, waiting.look().release_note) == (State.APPROVED, "Kính mời")
    waiting.do("head", set_release, "", now() + timedelta(minutes=2))
    let_out_now()
    assert waiting.look().state is State.PUBLISHED


@pytest.mark.parametrize("gone", ["chair", "head"])
def test_what_may_not_go_out_at_its_moment_stays_and_says_why(waiting, cabinet, gone):
    resign(cabinet, gone)
    let_out_now()
    found = waiting.look()
    assert (found.state, found.release_at) == (State.APPROVED, None)
    assert found.release_refusal
    if gone == "chair":
        assert found.release_refusal == NOBODY_PRESIDES
        assert "could not be published" in notices(cabinet, "head")[0]
    assert notices(cabinet, "minister") == []


def test_one_that_fails_keeps_no_other(waiting, cabinet):
    other = Session(cabinet, {}, chair_id=cabinet.id("finance"))
    other.do("officer", operations.submit_meeting)
    other.do("head", operations.approve_meeting)
    other.do("head", set_release, "", now() + timedelta(minutes=1))
    resign(cabinet, "finance")
    let_out_now()
    assert (other.look().state, waiting.look().state) == (State.APPROVED, State.PUBLISHED)


def test_it_is_not_set_for_after_its_beginning(cabinet):
    made = Session(cabinet, {})
    made.do("officer", operations.submit_meeting)
    made.do("head", operations.approve_meeting)
    with pytest.raises(Refused):
        made.do("head", set_release, "", made.look().starts_at)


def test_the_page_waits_and_takes_back(app, cabinet, sign_in, monkeypatch):
    monkeypatch.setitem(app.config, "RELEASE_WAIT_S", 60)
    made = Session(cabinet)
    made.do("officer", operations.submit_meeting)
    made.do("head", operations.approve_meeting)
    head, officer, member = sign_in("head"), sign_in("officer"), sign_in("minister")
    page = f"/meetings/{made.id}"
    half = head.post(f"{page}/publish", data={"day": "2099-01-05"})
    assert (half.status_code, 'href="#f-time"' in half.text) == (422, True)
    assert head.post(f"{page}/publish", data={"note": "Kính mời"}).status_code == 303
    assert f"{page}/publish/take-back" in head.get(page).text
    assert f"{page}/publish/take-back" not in officer.get(page).text
    assert member.get(page).status_code == 404
    assert made.id not in member.get("/meetings/").text + member.get("/").text
    assert officer.post(f"{page}/publish/take-back").status_code == 403
    assert head.post(f"{page}/publish/take-back").status_code == 303
    let_out_now()
    assert member.get(page).status_code == 404
