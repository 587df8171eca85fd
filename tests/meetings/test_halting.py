"""A session that will not be held at its time: postponed, called again, cancelled."""

from datetime import timedelta

import pytest

from ecabinet.agenda.models import Stand
from ecabinet.agenda.operations import ItemDraft, add_item
from ecabinet.agenda.position_operations import take_position
from ecabinet.core.clock import now
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused
from ecabinet.meetings import operations
from ecabinet.meetings.attendance_operations import check_in, reply_to_invitation
from ecabinet.meetings.halting_operations import (
    NewTime,
    call_again,
    cancel_meeting,
    postpone_meeting,
)
from ecabinet.meetings.models import Reply, State
from ecabinet.meetings.queries import list_past_meetings, list_publications, list_upcoming_meetings
from ecabinet.notifications.inbox import list_notices
from ecabinet.notifications.kinds import is_urgent
from tests.meetings.sessions import Session, draft_of


@pytest.fixture
def published(cabinet):
    return Session(cabinet).published()


def later(days=30):
    return NewTime(now() + timedelta(days=days))


def told(cabinet, username):
    return [each.message for each in cabinet.look(username, list_notices)]


def test_a_session_put_off_without_a_date_waits_and_is_called_again_as_it_was(published, cabinet):
    published.do("minister", reply_to_invitation, Reply.ONLINE)
    numbers = published.numbers("minister")
    published.do("head", postpone_meeting, "Bão số 5")
    assert published.look("minister").state is State.POSTPONED
    for username in ("chair", "minister", "assistant", "officer"):
        assert "postponed; the new time will be told" in told(cabinet, username)[0]
    assert is_urgent(cabinet.look("minister", list_notices)[0].message)
    for deed in (
        lambda: published.do("minister", reply_to_invitation, Reply.IN_PERSON),
        lambda: published.do("minister", check_in),
        lambda: published.on("minister", "Kế hoạch năm", take_position, Stand.NO_OBJECTION, "", 1),
    ):
        with pytest.raises(Closed) as no:
            deed()
        assert "postponed" in no.value.message
    with pytest.raises(Refused):
        published.do("chair", operations.start_meeting)
    with pytest.raises(Invalid):  # its time is not slipped in with its place
        published.do("officer", operations.change_meeting, draft_of(), 0)
    until = later()
    published.do("chair", call_again, until)
    found = published.look("minister")
    assert (found.state, found.starts_at) == (State.PUBLISHED, until.starts_at)
    assert found.invitation_of(cabinet.id("minister")).reply is Reply.ONLINE
    assert published.numbers("minister") == numbers
    assert "is held at" in told(cabinet, "minister")[0]


def test_a_session_put_off_to_a_day_is_called_at_once(published, cabinet):
    until = later()
    published.do("chair", postpone_meeting, "Lịch công tác", until)
    found = published.look()
    assert (found.state, found.starts_at, found.version) == (State.PUBLISHED, until.starts_at, 2)
    assert "is postponed to" in told(cabinet, "health")[0]
    versions = published.cabinet.look("health", lambda actor: list_publications(actor, found))
    assert versions[0].values["reason"] == "Lịch công tác"


def test_a_cancelled_session_is_over_and_stays_so(published, cabinet):
    published.do("head", cancel_meeting, "Nhập vào phiên sau")
    found = published.look("minister")
    assert (found.state, found.is_over, found.was_held) == (State.CANCELLED, True, False)
    assert "is cancelled" in told(cabinet, "minister")[0]
    for deed, rest in (
        (call_again, [later()]),
        (postpone_meeting, ["Lại hoãn"]),
        (cancel_meeting, ["Hai lần"]),
        (operations.start_meeting, []),
        (operations.close_meeting, []),
        (operations.change_meeting, [draft_of(), 0]),
    ):
        with pytest.raises(Refused):
            published.do("head", deed, *rest)
    with pytest.raises(Closed):
        published.do("officer", add_item, ItemDraft(title="Muộn", group="discuss"))
    past = cabinet.look("minister", list_past_meetings)
    assert [each.id for each in past] == [published.id]
    assert cabinet.look("minister", list_upcoming_meetings) == []


@pytest.mark.parametrize(
    ("reason", "until"), [(" ", None), ("Bão", NewTime(now() - timedelta(hours=1)))]
)
def test_it_needs_a_reason_and_a_time_to_come(published, reason, until):
    with pytest.raises(Invalid):
        published.do("head", postpone_meeting, reason, until)
    assert published.look().state is State.PUBLISHED


@pytest.mark.parametrize("username", ["officer", "minister", "guest", "stranger"])
def test_only_the_chair_and_the_head_do_it(published, username):
    for deed, rest in ((postpone_meeting, ["x"]), (cancel_meeting, ["x"])):
        with pytest.raises((Denied, Missing)):
            published.do(username, deed, *rest)


def test_neither_a_draft_nor_what_has_begun_is_put_off(cabinet):
    drafted, begun = Session(cabinet, {}), Session(cabinet, {}).started()
    for each in (drafted, begun):
        for deed in (postpone_meeting, cancel_meeting):
            with pytest.raises(Refused):
                each.do("head", deed, "Bão")


def test_the_pages_ask_twice_and_say_why(published, sign_in):
    head, member = sign_in("head"), sign_in("minister")
    page = f"/meetings/{published.id}"
    assert f"{page}/postpone" in head.get(page).text
    assert f"{page}/postpone" not in member.get(page).text
    assert member.get(f"{page}/cancel").status_code == 403
    unsure = head.post(f"{page}/postpone", data={"reason": "Bão số 5"})
    assert (unsure.status_code, "Bão số 5" in unsure.text) == (422, True)
    half = {"reason": "Bão số 5", "sure": "yes", "day": "2099-01-05"}
    assert 'href="#f-time"' in head.post(f"{page}/postpone", data=half).text
    sure = {"reason": "Bão số 5", "sure": "yes"}
    assert head.post(f"{page}/postpone", data=sure).status_code == 303
    assert "Bão số 5" in member.get(page).text
    assert head.get(f"{page}/call-again").status_code == 200
    again = {"day": "2099-01-05", "time": "08:00", "place": "Phòng số 3"}
    assert head.post(f"{page}/call-again", data=again).status_code == 303
    assert "Mời họp lại vào 08:00, 05/01/2099." in member.get(page).text
    assert head.post(f"{page}/cancel", data=sure).status_code == 303
    for address in (page, f"{page}/room", "/meetings/"):
        assert "Đã hủy" in member.get(address).text
