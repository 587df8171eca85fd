"""Who is told of a session, and what their notice opens."""

import pytest

from ecabinet.agenda.operations import invite_guest, recuse_member, remove_item
from ecabinet.meetings import attendance_operations as attendance
from ecabinet.meetings import operations
from ecabinet.meetings.models import Reply
from ecabinet.notifications.inbox import list_notices
from tests.meetings.sessions import Session, draft_of

pytestmark = pytest.mark.once


@pytest.fixture
def drafted(cabinet):
    return Session(cabinet)


@pytest.fixture
def inbox(cabinet):
    def of(username):
        return cabinet.look(
            username, lambda actor: [(each.message, each.href) for each in list_notices(actor)]
        )

    return of


def test_the_head_is_asked_and_the_officer_hears_back(drafted, inbox):
    drafted.do("officer", operations.submit_meeting)
    assert len(inbox("head")) == 1
    drafted.do("head", operations.return_meeting, "Thiếu tờ trình")
    drafted.do("officer", operations.submit_meeting)
    drafted.do("head", operations.approve_meeting)
    assert [href for _, href in inbox("officer")] == [f"/meetings/{drafted.id}"] * 2


@pytest.mark.parametrize("username", ["chair", "minister", "assistant"])
def test_one_notice_opens_the_first_item(drafted, inbox, username):
    drafted.published()
    first = drafted.items["Kế hoạch năm"]
    assert [href for _, href in inbox(username)] == [f"/items/{first}"]


def test_nobody_is_sent_to_an_item_that_is_closed_to_them(drafted, inbox, cabinet):
    drafted.published()
    drafted.on("officer", "Luật Quy hoạch", recuse_member, cabinet.id("minister"), "")
    before = {each: len(inbox(each)) for each in ("minister", "assistant", "finance")}
    drafted.on("officer", "Luật Quy hoạch", remove_item)
    after = {each: len(inbox(each)) for each in before}
    assert after == before | {"finance": before["finance"] + 1}


def test_a_guest_is_sent_to_their_item(drafted, inbox, cabinet):
    drafted.on("officer", "Báo cáo quý", invite_guest, cabinet.id("guest"))
    assert inbox("guest") == []
    drafted.published()
    assert [href for _, href in inbox("guest")] == [f"/items/{drafted.items['Báo cáo quý']}"]


@pytest.mark.parametrize("username", ["stranger", "other_officer", "clerk", "agency", "guest"])
def test_nobody_else_is_told(drafted, inbox, username):
    drafted.published()
    assert inbox(username) == []


def test_a_move_is_told_to_all_who_are_called(drafted, inbox):
    drafted.published()
    drafted.do("officer", operations.change_meeting, draft_of(place="Phòng số 2"), 0)
    assert inbox("minister")[0][1] == f"/meetings/{drafted.id}"


def test_an_absence_is_told_to_chair_and_secretariat(drafted, inbox):
    drafted.published()
    drafted.do("health", attendance.reply_to_invitation, Reply.IN_PERSON)
    before = len(inbox("chair"))
    drafted.do("health", attendance.reply_to_invitation, Reply.ABSENT, "Đi công tác")
    assert len(inbox("chair")) == before + 1
    assert inbox("officer")[0][1] == inbox("head")[0][1] == f"/meetings/{drafted.id}"
