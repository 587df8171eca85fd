"""The life of a session, its invitations, and who is there."""

import pytest

from ecabinet.bodies.models import Body
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Overtaken, Refused
from ecabinet.meetings import attendance_operations as presence
from ecabinet.meetings import operations
from ecabinet.meetings.models import Reply, State
from ecabinet.meetings.publishing_operations import publish_meeting
from ecabinet.meetings.queries import attendance, find_meeting
from tests.cabinet import MEMBERS
from tests.meetings.sessions import Session, draft_of

pytestmark = pytest.mark.once


@pytest.fixture
def drafted(cabinet):
    return Session(cabinet)


@pytest.fixture
def published(drafted):
    return drafted.published()


def count(drafted):
    return drafted.cabinet.look(
        "officer", lambda actor: attendance(find_meeting(actor, drafted.id))
    )


def test_the_head_of_the_body_presides_unless_told_otherwise(drafted, cabinet):
    assert drafted.look().chair_id == cabinet.id("chair")


def test_a_member_may_preside(cabinet):
    assert (
        Session(cabinet, {}, chair_id=cabinet.id("finance")).look().chair.name == "Đặng Thục Quyên"
    )


@pytest.mark.parametrize("username", ["officer", "guest", "stranger"])
def test_nobody_else_may_preside(cabinet, username):
    with pytest.raises(Invalid) as no:
        Session(cabinet, {}, chair_id=cabinet.id(username))
    assert list(no.value.problems) == ["chair_id"]


def test_a_session_needs_a_title(cabinet):
    with pytest.raises(Invalid) as no:
        Session(cabinet, {}, title="  ")
    assert list(no.value.problems) == ["title"]


def test_an_officer_prepares_and_the_head_approves(drafted):
    drafted.do("officer", operations.submit_meeting)
    with pytest.raises(Denied):
        drafted.do("officer", operations.approve_meeting)
    drafted.do("head", operations.approve_meeting)
    with pytest.raises(Denied):
        drafted.do("officer", publish_meeting)
    assert drafted.look().state is State.APPROVED


def test_what_is_returned_says_why_and_may_be_submitted_again(drafted):
    drafted.do("officer", operations.submit_meeting)
    with pytest.raises(Invalid):
        drafted.do("head", operations.return_meeting, " ")
    drafted.do("head", operations.return_meeting, "Thiếu báo cáo")
    assert drafted.look().return_reason == "Thiếu báo cáo"
    drafted.do("officer", operations.submit_meeting)
    assert drafted.look().return_reason == ""


@pytest.mark.parametrize(
    "operation",
    [
        operations.approve_meeting,
        publish_meeting,
        operations.start_meeting,
        operations.resume_meeting,
        operations.end_meeting,
        operations.close_meeting,
    ],
)
def test_a_draft_goes_nowhere_but_to_approval(drafted, operation):
    with pytest.raises(Refused):
        drafted.do("head", operation)
    assert drafted.look().state is State.DRAFT


def test_publishing_calls_every_member_and_nobody_else(published, cabinet):
    called = {each.account_id for each in published.look().invitations if each.votes}
    assert called == {cabinet.id(each) for each in MEMBERS}
    heads = [each.account_id for each in published.look().invitations if each.is_head]
    assert heads == [cabinet.id("chair")]


def test_a_session_is_published_once_and_changed_by_versions(published):
    with pytest.raises(Refused):
        published.do("head", publish_meeting)
    published.do("officer", operations.change_meeting, draft_of(place="Phòng số 9"), 0)
    assert (published.look().version, published.look().place) == (2, "Phòng số 9")


def test_the_second_of_two_writers_is_told(drafted):
    drafted.do("officer", operations.change_meeting, draft_of(title="Một"), 0)
    with pytest.raises(Overtaken):
        drafted.do("head", operations.change_meeting, draft_of(title="Hai"), 0)
    assert drafted.look().title == "Một"


def test_a_session_pauses_goes_on_and_ends(published):
    published.do("chair", operations.start_meeting)
    with pytest.raises(Refused):
        published.do("chair", operations.resume_meeting)
    published.do("officer", operations.pause_meeting)
    with pytest.raises(Refused):
        published.do("chair", operations.start_meeting)
    published.do("chair", operations.resume_meeting)
    published.do("chair", operations.end_meeting)
    assert published.look().ended_at is not None


@pytest.mark.parametrize("username", ["minister", "assistant", "agency", "clerk"])
def test_only_the_chair_and_the_desk_run_it(published, username):
    with pytest.raises((Denied, Missing)):
        published.do(username, operations.start_meeting)


def test_a_member_replies_and_may_change_it(published, cabinet):
    published.do("minister", presence.reply_to_invitation, Reply.ONLINE)
    published.do("minister", presence.reply_to_invitation, Reply.ABSENT, "Đi công tác")
    mine = published.look("minister").invitation_of(cabinet.id("minister"))
    assert (mine.reply, mine.reply_reason) == (Reply.ABSENT, "Đi công tác")


@pytest.mark.parametrize(("reply", "field"), [(Reply.ABSENT, "reason"), (Reply.NONE, "reply")])
def test_a_reply_says_enough(published, reply, field):
    with pytest.raises(Invalid) as no:
        published.do("minister", presence.reply_to_invitation, reply)
    assert list(no.value.problems) == [field]


def test_nobody_replies_for_another_or_after_it_began(published):
    with pytest.raises(Denied):
        published.do("assistant", presence.reply_to_invitation, Reply.ONLINE)
    published.do("chair", operations.start_meeting)
    with pytest.raises(Closed):
        published.do("minister", presence.reply_to_invitation, Reply.ONLINE)


def test_the_quorum_is_two_thirds_of_all_members(published):
    assert count(published).quorum == 4
    for username in MEMBERS[:3]:
        published.do(username, presence.check_in)
    assert not count(published).reached
    published.do("officer", presence.check_in_member, published.cabinet.id(MEMBERS[3]))
    assert count(published).reached


def test_members_online_count_where_the_rules_say_so(published, cabinet):
    for username in MEMBERS[:4]:
        published.do(username, presence.check_in, online=True)
    assert (count(published).present, count(published).online) == (4, 4)

    def rule(_actor):
        body = session().get_one(Body, cabinet.body)
        body.procedure = body.procedure | {"online_counts": False}

    cabinet.act("admin", rule)
    assert (count(published).present, count(published).reached) == (0, False)


def test_who_had_sent_an_apology_may_still_come_and_leave(published, cabinet):
    published.do("health", presence.reply_to_invitation, Reply.ABSENT, "Ốm")
    published.do("chair", operations.start_meeting)
    published.do("health", presence.check_in)
    published.do("health", presence.check_in)
    assert count(published).present == 1
    published.do("health", presence.check_out)
    assert count(published).present == 0
    with pytest.raises(Refused):
        published.do("health", presence.check_out)
    assert published.look().invitation_of(cabinet.id("health")).reply is Reply.ABSENT


def test_checking_in_has_its_time(drafted, cabinet):
    with pytest.raises((Refused, Denied)):
        drafted.do("chair", presence.check_in)
    drafted.started().do("chair", operations.end_meeting)
    with pytest.raises(Closed):
        drafted.do("officer", presence.check_in_member, cabinet.id("minister"))


def test_the_desk_checks_in_only_who_was_called(published, cabinet):
    with pytest.raises(Missing):
        published.do("officer", presence.check_in_member, cabinet.id("stranger"))
    with pytest.raises(Denied):
        published.do("minister", presence.check_in_member, cabinet.id("health"))
