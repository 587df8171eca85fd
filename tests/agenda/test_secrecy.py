"""Who knows of a restricted item, who is told, and what everybody else is shown in its place."""

import pytest

from ecabinet.agenda.models import Item, Secrecy, Stand
from ecabinet.agenda.notices import _audience
from ecabinet.agenda.operations import (
    ItemDraft,
    add_item,
    change_item,
    invite_guest,
    recuse_member,
    restrict_item,
)
from ecabinet.agenda.policy import may_see, needs_to_know, visible_to
from ecabinet.agenda.position_operations import take_position
from ecabinet.agenda.queries import Why, find_item, list_candidates, list_items, list_withheld
from ecabinet.audit.models import Entry
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Post, Scope
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Missing, Refused
from ecabinet.core.transaction import run
from ecabinet.meetings.queries import find_meeting
from ecabinet.notifications.models import Notice
from tests.ballots.stage import Stage
from tests.cabinet import EVERYBODY
from tests.meetings.sessions import Session

SECRET = "Bổ nhiệm nhân sự"
OPEN = "Kế hoạch năm"
ALWAYS = {"chair", "head", "officer"}


@pytest.fixture
def made(cabinet):
    """A published session of two items; the second is restricted when a test says so."""
    made = Session(cabinet, {})
    made.add(OPEN)
    made.add(SECRET, agency_id=cabinet.construction)
    return made.published()


def restrict(made, *usernames, by="officer", secrecy=Secrecy.RESTRICTED):
    ids = [made.cabinet.id(each) for each in usernames]
    return made.on(by, SECRET, restrict_item, secrecy, ids)


def let_assistants_in(cabinet, *scopes):
    def deed():
        post = session().query(Post).filter_by(account_id=cabinet.id("assistant")).one()
        post.scopes = list(scopes)

    run(deed)


def who_sees(cabinet, title=SECRET):
    """Return who sees an item; the rule and its SQL are asked both."""
    seen = set()
    for username in EVERYBODY:
        with reading():
            actor = load_actor(cabinet.id(username))
            by_rule = {each.title for each in session().query(Item) if may_see(actor, each)}
            by_sql = {each.title for each in session().query(Item).filter(visible_to(actor))}
        assert by_rule == by_sql, username
        if title in by_rule:
            seen.add(username)
    return seen


def withheld(made, username):
    def look(actor):
        return [
            (each.label, each.why) for each in list_withheld(actor, find_meeting(actor, made.id))
        ]

    return made.cabinet.look(username, look)


def test_only_who_is_named_knows_besides_the_chair_the_head_and_who_said_so(made, cabinet):
    restrict(made, "finance", "agency")
    assert who_sees(cabinet) == ALWAYS | {"finance", "agency"}
    assert who_sees(cabinet, OPEN) >= {"minister", "health", "assistant"}


def test_being_named_opens_nothing_that_was_not_open_before(made, cabinet):
    made.on("officer", SECRET, invite_guest, cabinet.id("guest"))
    with pytest.raises(Invalid):
        restrict(made, "treasury")
    restrict(made, "guest")
    assert who_sees(cabinet) == ALWAYS | {"guest"}
    made.on("officer", SECRET, change_item, ItemDraft(SECRET), 1)
    restrict(made, "minister")
    assert who_sees(cabinet) == ALWAYS | {"minister"}


@pytest.mark.parametrize(
    ("scopes", "sees"),
    [
        ((Scope.SESSIONS, Scope.RESTRICTED), True),
        ((Scope.SESSIONS, Scope.OPINIONS, Scope.TASKS), False),
        ((Scope.RESTRICTED,), False),
    ],
)
def test_an_assistant_knows_where_the_member_lets_them_into_restricted_matters(
    made, cabinet, scopes, sees
):
    let_assistants_in(cabinet, *scopes)
    restrict(made, "minister")
    assert ("assistant" in who_sees(cabinet)) is sees
    restrict(made, "finance")
    assert "assistant" not in who_sees(cabinet)


def test_who_is_recused_does_not_know_even_when_named(made, cabinet):
    let_assistants_in(cabinet, Scope.SESSIONS, Scope.RESTRICTED)
    restrict(made, "minister", "finance")
    made.on("officer", SECRET, recuse_member, cabinet.id("minister"), "")
    assert who_sees(cabinet) == ALWAYS | {"finance"}
    assert withheld(made, "minister") == [("2", Why.RECUSED)]
    assert withheld(made, "assistant") == [("2", Why.MEMBER_RECUSED)]


def test_whoever_sees_the_agenda_sees_its_number_and_the_others_nothing(made, cabinet):
    made.on("officer", OPEN, invite_guest, cabinet.id("guest"))
    restrict(made, "finance")
    made.on("officer", OPEN, recuse_member, cabinet.id("chair"), "")
    assert withheld(made, "minister") == [("2", Why.RESTRICTED)]
    assert withheld(made, "assistant") == [("2", Why.RESTRICTED)]
    assert withheld(made, "chair") == [("1", Why.RECUSED)]
    assert withheld(made, "finance") == withheld(made, "guest") == withheld(made, "head") == []


def test_another_body_and_the_administration_see_neither_item_nor_place(made, cabinet):
    restrict(made, "finance")
    for username in ("stranger", "other_officer", "admin", "auditor"):
        with pytest.raises(Missing):
            withheld(made, username)
        with pytest.raises(Missing):
            made.on(username, SECRET, restrict_item, Secrecy.PUBLIC)


@pytest.mark.parametrize("username", ["chair", "finance", "agency"])
def test_the_secretariat_alone_says_how_far_an_item_is_known(made, username):
    restrict(made, "finance", "agency")
    with pytest.raises(Denied):
        restrict(made, by=username, secrecy=Secrecy.PUBLIC)


def test_the_head_who_restricts_shuts_the_officers_out(made, cabinet):
    restrict(made, "finance", by="head")
    assert who_sees(cabinet) == {"chair", "head", "finance"}
    with pytest.raises(Missing):
        restrict(made, "minister")
    assert withheld(made, "officer") == [("2", Why.RESTRICTED)]


def test_opened_again_it_is_known_as_before(made, cabinet):
    before = who_sees(cabinet)
    restrict(made)
    restrict(made, secrecy=Secrecy.INTERNAL)
    assert who_sees(cabinet) == before
    assert cabinet.look("officer", lambda actor: find_item(actor, made.items[SECRET])).readers == []


def test_the_proposal_is_the_members_who_vote_and_the_agency_that_presents(made, cabinet):
    made.on("officer", SECRET, recuse_member, cabinet.id("minister"), "")
    candidates = cabinet.look(
        "officer", lambda actor: list_candidates(actor, find_item(actor, made.items[SECRET]))
    )
    usual = {each.account_id for each in candidates if each.usual}
    assert usual == {cabinet.id(each) for each in ("finance", "health", "justice", "agency")}
    assert cabinet.id("head") not in {each.account_id for each in candidates}


def test_in_a_draft_to_which_nobody_is_called_the_members_of_the_body_are_proposed(cabinet):
    made = Session(cabinet, {})
    made.add(SECRET, agency_id=cabinet.construction)
    candidates = cabinet.look(
        "officer", lambda actor: list_candidates(actor, find_item(actor, made.items[SECRET]))
    )
    usual = {each.account_id for each in candidates if each.usual}
    expected = ("minister", "finance", "health", "justice", "agency")
    assert usual == {cabinet.id(each) for each in expected}


def test_the_form_says_how_many_are_not_named_and_still_counted(made, cabinet, sign_in):
    desk, address = sign_in("officer"), f"/items/{made.items[SECRET]}/secrecy"
    assert desk.get(address).text.count(" checked") == 5 + 1  # the people proposed, and the level
    sent = {"secrecy": "restricted", "reader_ids": [cabinet.id("finance")]}
    page = desk.post(address, data=sent, follow_redirects=True).text
    assert "Có 3 thành viên không thuộc diện được biết" in page
    assert "trên toàn bộ 5 thành viên" in page
    assert desk.post(address, data={"secrecy": "tuyệt mật"}).status_code == 422
    assert desk.post(address, data=sent | {"reader_ids": ["x"]}).status_code == 422
    assert sign_in("finance").get(address).status_code == 403
    assert sign_in("finance").get(address.replace("secrecy", "still-open")).status_code == 204
    assert sign_in("minister").get(address.replace("secrecy", "still-open")).status_code == 404


def test_a_new_restricted_item_leads_on_to_who_needs_to_know(made, sign_in):
    desk = sign_in("officer")
    sent = {"title": "Mới", "group": "discuss", "minutes": "15", "secrecy": "restricted"}
    reply = desk.post(f"/meetings/{made.id}/items/new", data=sent)
    assert reply.status_code == 303
    assert reply.location.endswith("/secrecy")
    assert "Mới" in desk.get(reply.location).text


def test_whoever_looks_when_it_is_taken_from_them_is_told_to_look_again(made, cabinet, socket):
    line = socket("minister")
    topics = {f"item:{made.items[SECRET]}": 0, f"agenda:{made.id}": 0}
    assert line.emit("watch", {"topics": topics}, callback=True)["topics"].keys() == topics.keys()
    made.on("officer", SECRET, recuse_member, cabinet.id("minister"), "")
    heard = {each["args"][0].get("topic") for each in line.get_received() if each["args"]}
    assert f"agenda:{made.id}" in heard
    assert line.emit("watch", {"topics": topics}, callback=True)["topics"].keys() == {
        f"agenda:{made.id}"
    }


def test_a_new_restricted_item_is_known_to_nobody_else_until_it_is_said(made, cabinet):
    draft = ItemDraft("Mới", secrecy=Secrecy.RESTRICTED)
    made.do("officer", lambda actor, meeting: add_item(actor, meeting, draft).id)
    assert who_sees(cabinet, "Mới") == ALWAYS


def test_a_member_who_is_not_named_takes_no_position(made, cabinet):
    item = cabinet.look("officer", lambda actor: find_item(actor, made.items[SECRET]))
    restrict(made, "finance")
    made.on("finance", SECRET, take_position, Stand.NO_OBJECTION, "", 1)
    with pytest.raises(Missing):
        made.on("minister", SECRET, take_position, Stand.NO_OBJECTION, "", 1)
    with reading():
        assert not needs_to_know(
            load_actor(cabinet.id("minister")), session().get_one(Item, item.id)
        )


def test_who_is_told_is_who_may_see(made, cabinet):
    let_assistants_in(cabinet, Scope.SESSIONS)
    restrict(made, "minister", "finance")
    with reading():
        item = session().get_one(Item, made.items[SECRET])
        told = {who for who, seen in _audience(item.meeting, [item]).items() if seen}
    assert told == {cabinet.id(each) for each in ("chair", "minister", "finance")}


def test_titles_already_told_are_taken_back(made, cabinet):
    made.on("officer", SECRET, change_item, ItemDraft(SECRET, minutes=30), 0)
    assert any(SECRET in str(each.values) for each in notices())
    restrict(made, "finance")
    assert not any(SECRET in str(each.values) for each in notices())
    last = max(each.at for each in notices())
    told = [each for each in notices() if each.at == last]
    assert [each.account_id for each in told] == [cabinet.id("finance")]


def notices():
    with reading():
        return session().query(Notice).all()


def test_the_trail_says_who_was_let_in_and_shut_out_and_no_title(made, cabinet):
    restrict(made, "finance")
    with reading():
        entry = session().query(Entry).filter_by(event="item.restricted").one()
        assert all(SECRET not in str(each.details) for each in session().query(Entry))
    assert set(entry.details["let_in"]) == {cabinet.id("finance")}
    shut_out = set(entry.details["shut_out"])
    assert {cabinet.id(each) for each in ("minister", "assistant", "agency")} <= shut_out
    assert not {cabinet.id(each) for each in ("finance", "chair", "officer")} & shut_out


def test_nobody_is_shut_out_while_votes_are_taken(cabinet):
    stage = Stage(cabinet).start()
    stage.open()
    with pytest.raises(Refused):
        cabinet.act(
            "officer",
            lambda actor: restrict_item(actor, find_item(actor, stage.item), Secrecy.RESTRICTED),
        )


def test_the_agenda_is_read_in_as_many_statements_however_many_are_restricted(made, statements):
    def counted():
        with statements() as count:
            made.cabinet.look(
                "finance", lambda actor: list_items(actor, find_meeting(actor, made.id))
            )
        return count()

    few = counted()
    named = [made.cabinet.id("finance")]
    for number in range(5):
        made.add(f"Hạn chế {number}")
        made.on("officer", f"Hạn chế {number}", restrict_item, Secrecy.RESTRICTED, named)
    assert counted() == few
