"""Who comes in a member's place: named, consented to, seeing what the member would, gone when they say otherwise."""

import pytest

from ecabinet.agenda.models import Item, Secrecy
from ecabinet.agenda.operations import recuse_member, restrict_item
from ecabinet.agenda.policy import may_see, visible_to
from ecabinet.bodies.actors import load_actor
from ecabinet.calling.operations import (
    SubstituteDraft,
    accept_absence,
    name_substitute,
    refuse_absence,
)
from ecabinet.calling.queries import find_answers, list_possible_substitutes
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Missing, Refused
from ecabinet.meetings.attendance_operations import check_in, check_in_member, reply_to_invitation
from ecabinet.meetings.models import Reply
from ecabinet.meetings.policy import is_voter
from ecabinet.meetings.queries import attendance, find_meeting
from ecabinet.notifications.models import Notice
from tests.meetings.sessions import Session, resign

PLAIN, SECRET, CONFLICT = "Kế hoạch năm", "Nhân sự", "Nhà ở"
BY_NAME = SubstituteDraft(name="Nguyễn Thị Lan", title="Thứ trưởng", contact="0912 000 111")


@pytest.fixture
def held(cabinet):
    """A published session with an item open to all, one restricted to the member, one of which they are recused."""
    held = Session(cabinet, dict.fromkeys((PLAIN, SECRET, CONFLICT), "discuss")).published()
    readers = [cabinet.id("minister"), cabinet.id("finance")]
    held.on("officer", SECRET, restrict_item, Secrecy.RESTRICTED, readers)
    held.on("officer", CONFLICT, recuse_member, cabinet.id("finance"), "")
    return held


def name(held, member="finance", account="treasury", **more):
    draft = SubstituteDraft(account_id=held.cabinet.id(account), **more)
    held.do(member, lambda *given: name_substitute(*given, draft).id)


def decide(held, decision, member="finance", by="chair"):
    held.do(by, decision, held.cabinet.id(member))


def seen(cabinet, username):
    """Return the titles somebody sees, by the rule and by its SQL, which must agree."""
    with reading():
        actor = load_actor(cabinet.id(username))
        by_rule = {each.title for each in session().query(Item) if may_see(actor, each)}
        assert by_rule == {each.title for each in session().query(Item).filter(visible_to(actor))}
    return by_rule


def told(cabinet, username):
    with reading() as current:
        query = current.query(Notice).filter_by(account_id=cabinet.id(username))
        return [each.message for each in query.order_by(Notice.at)]


def test_a_substitute_sees_what_is_open_to_the_member_and_speaks_and_does_not_vote(held, cabinet):
    name(held, reason="Đi công tác")
    assert seen(cabinet, "treasury") == set()  # named is not consented
    assert any("asks you to consent" in each for each in told(cabinet, "chair"))
    decide(held, accept_absence)
    assert seen(cabinet, "treasury") == {PLAIN}
    assert any("in the place of" in each for each in told(cabinet, "treasury"))
    meeting = held.look("treasury")
    assert not cabinet.look("treasury", lambda actor: is_voter(actor, meeting))
    held.do("treasury", check_in)
    assert attendance(held.look()).present == 0
    assert held.look().substituted_by([cabinet.id("treasury")]) == {cabinet.id("finance")}


def test_what_is_decided_of_the_member_later_holds_for_the_substitute(held, cabinet):
    name(held)
    decide(held, accept_absence)
    held.on("officer", PLAIN, recuse_member, cabinet.id("finance"), "")
    assert seen(cabinet, "treasury") == set()
    held.on("officer", SECRET, restrict_item, Secrecy.RESTRICTED, [cabinet.id("treasury")])
    assert seen(cabinet, "treasury") == {SECRET}  # named themselves


@pytest.mark.parametrize("end", ["answers", "arrives", "refused", "another"])
def test_a_substitute_who_does_not_come_sees_nothing_any_more(held, cabinet, end):
    name(held)
    decide(held, accept_absence)
    match end:
        case "answers":
            held.do("finance", reply_to_invitation, Reply.ONLINE)
        case "arrives":
            held.do("officer", check_in_member, cabinet.id("finance"))
        case "refused":
            decide(held, refuse_absence)
        case "another":
            held.do("finance", lambda *given: name_substitute(*given, BY_NAME).id)
    with pytest.raises(Missing):
        held.look("treasury")
    assert any("no longer asked" in each for each in told(cabinet, "treasury"))


def test_a_member_whose_absence_is_refused_answers_anew(held, cabinet):
    held.do("health", reply_to_invitation, Reply.ABSENT, "Bận")
    decide(held, refuse_absence, "health")
    assert held.look().invitation_of(cabinet.id("health")).reply is Reply.NONE
    assert any("answer the invitation anew" in each for each in told(cabinet, "health"))
    with pytest.raises(Refused):
        decide(held, accept_absence, "health")
    held.do("health", reply_to_invitation, Reply.IN_PERSON)
    held.do("health", reply_to_invitation, Reply.ABSENT, "Ốm")
    decide(held, accept_absence, "health")
    assert any("accepts your absence" in each for each in told(cabinet, "health"))


@pytest.mark.parametrize(
    ("member", "draft", "no"),
    [
        ("finance", {}, Invalid),
        ("finance", {"name": "Không ai gọi được"}, Invalid),
        ("finance", {"account_id": "minister"}, Invalid),  # a member has a place of their own
        ("finance", {"account_id": "stranger"}, Invalid),
        ("finance", {"account_id": "former"}, Invalid),
        (
            "finance",
            {"account_id": "agency"},
            Invalid,
        ),  # who comes for the minister of construction
        ("chair", {"name": "A", "contact": "b"}, Denied),
        ("officer", {"name": "A", "contact": "b"}, Denied),
        ("guest", {"name": "A", "contact": "b"}, Missing),
    ],
)
def test_who_cannot_come_or_cannot_send_anybody(held, cabinet, member, draft, no):
    name(held, "minister", "agency")
    resign(cabinet, "treasury")
    if account := draft.get("account_id"):
        draft = {"account_id": cabinet.id("treasury" if account == "former" else account)}
    with pytest.raises(no):
        held.do(member, lambda *given: name_substitute(*given, SubstituteDraft(**draft)))


def test_nobody_is_sent_once_the_member_is_here_and_nobody_but_the_chair_consents(held, cabinet):
    name(held)
    for username in ("officer", "head", "minister"):
        with pytest.raises((Denied, Missing)):
            decide(held, accept_absence, by=username)
    held.do("chair", check_in)
    held.do("finance", check_in)
    with pytest.raises(Refused):
        name(held)
    with pytest.raises(Refused):
        decide(held, accept_absence)


def test_the_desk_sees_the_answers_counted_and_whether_there_can_be_a_quorum(
    held, cabinet, statements
):
    name(held, "minister", "agency")
    assert list_names(held, "finance") == ["Hồ Mai Chi", "Tạ Minh Châu", "Mai Xuân Phú"]
    held.do("health", reply_to_invitation, Reply.ABSENT, "Ốm")
    held.do("chair", reply_to_invitation, Reply.ONLINE)
    with statements() as count:
        found = cabinet.look(
            "chair", lambda actor: find_answers(actor, find_meeting(actor, held.id))
        )
    assert count() <= 6
    assert (found.members, found.possible, found.quorum) == (5, 3, 4)
    assert not found.quorum_possible
    assert found.chair_comes
    assert len(found.waiting) == 2
    for username in ("minister", "guest", "stranger"):
        with pytest.raises((Denied, Missing)):
            cabinet.look(username, lambda actor: find_answers(actor, find_meeting(actor, held.id)))


def list_names(held, username):
    return held.cabinet.look(
        username,
        lambda actor: [
            each.account.name
            for each in list_possible_substitutes(actor, find_meeting(actor, held.id))
        ],
    )
