"""The addresses of sessions, as browsers without script meet them."""

from datetime import timedelta

import pytest

from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.meetings import operations
from ecabinet.meetings.models import Kind, Meeting, Reply, State
from tests.meetings.sessions import Session, draft_of

TO_FILL = {
    "title": "Phiên họp mới",
    "kind": "thematic",
    "day": "2027-05-04",
    "time": "08:30",
    "place": "Phòng A",
}


@pytest.fixture
def drafted(cabinet):
    return Session(cabinet)


@pytest.fixture
def published(drafted):
    return drafted.published()


def test_an_officer_creates_a_session_in_local_time(cabinet, sign_in):
    browser = sign_in("officer")
    assert browser.get("/meetings/new").status_code == 200
    reply = browser.post("/meetings/new", data=TO_FILL)
    assert reply.status_code == 303
    assert browser.get(reply.location).status_code == 200
    with reading():
        made = session().query(Meeting).one()
        assert made.starts_at.isoformat() == "2027-05-04T01:30:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"day": "mai"}, {"time": "25:00"}, {"kind": "party"}, {"chair_id": "x"}],
)
def test_what_cannot_be_read_is_shown_again(cabinet, sign_in, wrong):
    reply = sign_in("officer").post("/meetings/new", data=TO_FILL | {"place": "Nhà khách"} | wrong)
    assert reply.status_code == 422
    assert "Nhà khách" in reply.text
    assert f'href="#f-{next(iter(wrong))}"' in reply.text


def test_only_the_secretariat_creates(cabinet, sign_in):
    browser = sign_in("minister")
    assert browser.get("/meetings/new").status_code == 403
    assert browser.post("/meetings/new", data=TO_FILL).status_code == 403


def test_from_draft_to_published(drafted, sign_in):
    officer, head = sign_in("officer"), sign_in("head")
    page = f"/meetings/{drafted.id}"
    assert officer.post(f"{page}/steps/submit").status_code == 303
    assert officer.post(f"{page}/steps/approve").status_code == 403
    assert head.post(f"{page}/return", data={"reason": ""}).status_code == 422
    assert head.post(f"{page}/return", data={"reason": "Thiếu tờ trình"}).status_code == 303
    assert "Thiếu tờ trình" in officer.get(page).text
    officer.post(f"{page}/steps/submit")
    head.post(f"{page}/steps/approve")
    assert head.get(f"{page}/publish").status_code == 200
    assert head.post(f"{page}/publish", data={"note": "Kính mời"}).status_code == 303
    assert "Kính mời" in sign_in("minister").get(page).text


def test_a_late_session_is_published_after_a_second_question(cabinet, sign_in):
    late = Session(cabinet, starts_at=now() + timedelta(days=1))
    late.do("officer", operations.submit_meeting)
    late.do("head", operations.approve_meeting)
    head, address = sign_in("head"), f"/meetings/{late.id}/publish"
    reply = head.post(address, data={"note": "Gấp"})
    assert reply.status_code == 422
    assert "Gấp" in reply.text
    assert late.look().state is State.APPROVED
    assert head.post(address, data={"note": "Gấp", "late": "yes"}).status_code == 303
    assert late.look().state is State.PUBLISHED


def test_an_unscheduled_session_needs_less_time(cabinet, sign_in):
    urgent = Session(cabinet, kind=Kind.UNSCHEDULED, starts_at=now() + timedelta(days=4))
    urgent.do("officer", operations.submit_meeting)
    urgent.do("head", operations.approve_meeting)
    assert sign_in("head").post(f"/meetings/{urgent.id}/publish").status_code == 303


def test_the_second_writer_of_a_session_sees_both_texts(drafted, sign_in):
    drafted.do("head", operations.change_meeting, draft_of(title="Tên của chánh"), 0)
    mine = TO_FILL | {"title": "Tên của tôi", "revision": "0"}
    reply = sign_in("officer").post(f"/meetings/{drafted.id}/edit", data=mine)
    assert reply.status_code == 409
    assert "Tên của chánh" in reply.text
    assert "Tên của tôi" in reply.text
    again = sign_in("officer").post(f"/meetings/{drafted.id}/edit", data=mine | {"revision": "1"})
    assert again.status_code == 303


def test_a_member_replies(published, sign_in, cabinet):
    browser, address = sign_in("minister"), f"/meetings/{published.id}/reply"
    assert browser.post(address, data={"reply": "absent"}).status_code == 422
    assert browser.post(address, data={}).status_code == 422
    assert browser.post(address, data={"reply": "absent", "reason": "Ốm"}).status_code == 303
    assert published.look().invitation_of(cabinet.id("minister")).reply is Reply.ABSENT
    assert "Ốm" in browser.get(f"/meetings/{published.id}").text


def test_checking_in_and_out(published, sign_in, cabinet):
    published.do("chair", operations.start_meeting)
    browser, page = sign_in("minister"), f"/meetings/{published.id}"
    assert browser.post(f"{page}/check-in", data={"online": "yes"}).location == f"{page}/room"
    assert published.look().invitation_of(cabinet.id("minister")).online
    browser.post(f"{page}/check-out")
    assert not published.look().invitation_of(cabinet.id("minister")).is_present
    desk, seat = sign_in("officer"), f"{page}/members/{cabinet.id('health')}"
    desk.post(f"{seat}/check-in")
    assert published.look().invitation_of(cabinet.id("health")).is_present
    assert desk.get(page).status_code == 200
    desk.post(f"{seat}/check-out")
    assert browser.post(f"{seat}/check-in").status_code == 403
    assert not published.look().invitation_of(cabinet.id("health")).is_present


@pytest.mark.parametrize("username", ["stranger", "other_officer", "admin", "auditor", "clerk"])
def test_to_others_there_is_no_such_session(published, sign_in, username):
    browser = sign_in(username)
    for rest in ("", "/agenda", "/edit", "/publish", "/return", "/reply"):
        assert browser.get(f"/meetings/{published.id}{rest}").status_code == 404
    for rest in ("/steps/start", "/check-in", "/reply", "/publish"):
        data = {"reply": "online"} if rest == "/reply" else {}
        assert browser.post(f"/meetings/{published.id}{rest}", data=data).status_code == 404


def test_an_unknown_step_is_not_there(published, sign_in):
    assert sign_in("officer").post(f"/meetings/{published.id}/steps/dance").status_code == 404


def test_the_list_puts_what_comes_first_and_pages_what_is_past(cabinet, sign_in):
    sessions = [
        Session(cabinet, {}, title=f"Phiên {n:02}", starts_at=now() + timedelta(days=n))
        for n in range(22)
    ]
    Session(cabinet, {}, title="Phiên sắp tới")

    def end(_actor):
        for each in sessions:
            session().get_one(Meeting, each.id).state = State.CLOSED

    cabinet.act("admin", end)
    browser = sign_in("officer")
    first = browser.get("/meetings/").text
    assert first.index("Phiên sắp tới") < first.index("Phiên 21") < first.index("Phiên 02")
    assert "Phiên 01" not in first
    older = browser.get(f"/meetings/?before={sessions[2].id}").text
    assert "Phiên 01" in older
    assert "Phiên 02" not in older
    assert "Phiên" not in sign_in("stranger").get("/meetings/").text.split("page-head__status")[-1]


def test_pages_ask_as_often_however_long_they_are(cabinet, sign_in, statements):
    browser = sign_in("minister")
    counts = []
    for titles in (["Một"], [f"Nội dung {n}" for n in range(12)]):
        made = Session(cabinet, dict.fromkeys(titles, "discuss")).published()
        browser.get(f"/meetings/{made.id}")
        for address in (f"/meetings/{made.id}", "/meetings/", f"/items/{made.items[titles[0]]}"):
            with statements() as count:
                assert browser.get(address).status_code == 200
            counts.append(count())
    assert counts[:3] == counts[3:]
    assert max(counts) <= 32
