"""Until when positions are taken, all the rest with one press, and what an assistant prepares."""

from datetime import timedelta

import pytest

from ecabinet.agenda.models import Position, Stand
from ecabinet.agenda.operations import recuse_member, remove_item
from ecabinet.agenda.position_operations import (
    draft_position,
    take_position,
    take_rest,
    withdraw_draft,
)
from ecabinet.agenda.position_queries import count_left, list_left, list_my_drafts
from ecabinet.bodies.models import Body
from ecabinet.core.clock import set_to
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Overtaken
from ecabinet.core.transaction import run
from ecabinet.meetings.queries import find_meeting
from ecabinet.notifications.models import Notice
from tests.meetings.sessions import Session

PLAN, LAW, RAIL, REPORT = "Kế hoạch năm", "Luật Quy hoạch", "Đề án đường sắt", "Báo cáo quý"


@pytest.fixture
def published(cabinet):
    return Session(cabinet).published()


def positions(cabinet, username):
    with reading():
        rows = session().query(Position).filter_by(account_id=cabinet.id(username))
        said = sorted(rows, key=lambda each: each.item.place)
        return [(each.item.title, each.stand, each.seq) for each in said]


def left(published, username):
    return published.cabinet.look(
        username,
        lambda actor: [each.title for each in list_left(actor, find_meeting(actor, published.id))],
    )


def rest(published, username, *titles):
    ids = [published.items[each] for each in titles]
    return published.do(username, lambda actor, meeting: len(take_rest(actor, meeting, ids)))


def test_positions_end_by_the_bodys_own_clock(published, cabinet):
    def other_clock():
        body = session().get_one(Body, cabinet.body)
        body.timezone, body.procedure = "Asia/Tokyo", body.procedure | {"positions_hours": 3}

    run(other_clock)
    meeting = published.look()
    assert meeting.starts_at - meeting.positions_end_at == timedelta(hours=3)
    published.on("minister", LAW, take_position, Stand.SPEAK, "", 1)
    with set_to(meeting.positions_end_at):
        with pytest.raises(Closed) as late:
            published.on("health", LAW, take_position, Stand.SPEAK, "", 1)
        with pytest.raises(Closed):
            rest(published, "health", RAIL)
        assert left(published, "health") == []
        published.on("minister", LAW, take_position, Stand.SPEAK, "", 1)  # sent again: still one
    ends = meeting.positions_end_at + timedelta(hours=9)  # Tokyo
    assert late.value.values == {"until": ends.strftime("%H:%M, %d/%m/%Y")}


def test_the_rest_is_what_nothing_was_said_on(published, cabinet):
    published.on("minister", LAW, take_position, Stand.OBJECT, "Không", 4)
    published.on("justice", RAIL, recuse_member, cabinet.id("justice"), "")
    assert left(published, "minister") == [PLAN, RAIL]  # a report asks for none
    assert left(published, "justice") == [PLAN, LAW]
    assert left(published, "officer") == []
    for _ in range(2):
        assert rest(published, "minister", PLAN, LAW, RAIL) == 3
    assert positions(cabinet, "minister") == [
        (PLAN, Stand.NO_OBJECTION, 1),
        (LAW, Stand.OBJECT, 4),
        (RAIL, Stand.NO_OBJECTION, 1),
    ]
    published.on("officer", PLAN, remove_item)
    assert rest(published, "justice", PLAN, LAW, RAIL) == 1  # withdrawn, theirs, not open to them
    assert positions(cabinet, "justice") == [(LAW, Stand.NO_OBJECTION, 1)]
    with pytest.raises(Invalid):
        rest(published, "health", PLAN)
    with pytest.raises(Denied):
        rest(published, "officer", LAW)


def test_what_is_left_is_counted_for_several_sessions_in_as_many_statements_as_for_one(
    published, cabinet, statements
):
    others = [Session(cabinet).published() for _ in range(2)]
    rest(published, "minister", PLAN)

    def count(actor, *ids):
        found = [find_meeting(actor, each) for each in ids]
        with statements() as asked:
            return count_left(actor, found), asked()

    one, few = cabinet.look("minister", lambda actor: count(actor, published.id))
    all_, more = cabinet.look(
        "minister", lambda actor: count(actor, published.id, *(each.id for each in others))
    )
    assert (one, few) == ({published.id: 2}, more)
    assert sorted(all_.values()) == [2, 3, 3]


def test_what_an_assistant_prepares_counts_for_nothing_before_it_is_signed(published, cabinet):
    minister = cabinet.id("minister")
    comment = (Stand.COMMENT, "Nên nêu rõ nguồn vốn")
    with pytest.raises(Invalid):
        published.on("assistant", LAW, draft_position, minister, (Stand.COMMENT, " "), 0)
    published.on("assistant", LAW, draft_position, minister, comment, 0)
    with pytest.raises(Overtaken):
        published.on("assistant", LAW, draft_position, minister, comment, 0)
    assert positions(cabinet, "minister") == []
    with reading():
        told = (
            session()
            .query(Notice)
            .filter_by(account_id=minister, href=f"/items/{published.items[LAW]}#position")
        )
        assert told.count() == 1

    def drafts(actor):
        return [
            each.text for each in list_my_drafts(actor, find_meeting(actor, published.id)).values()
        ]

    assert cabinet.look("minister", drafts) == [comment[1]]
    assert cabinet.look("health", drafts) == []
    published.on("minister", LAW, take_position, *comment, 1)
    assert positions(cabinet, "minister") == [(LAW, Stand.COMMENT, 1)]
    assert cabinet.look("minister", drafts) == []
    published.on("assistant", LAW, withdraw_draft, minister)  # it was signed meanwhile: no fault


def test_only_their_assistant_prepares_for_a_member(published, cabinet):
    prepared = (Stand.SPEAK, "")
    for username, whose in (
        ("health", "minister"), ("officer", "minister"), ("minister", "minister"), ("assistant", "health"),
    ):  # fmt: skip
        with pytest.raises(Denied):
            published.on(username, LAW, draft_position, cabinet.id(whose), prepared, 0)
    with pytest.raises(Missing):
        published.on("stranger", LAW, draft_position, cabinet.id("minister"), prepared, 0)


def test_who_is_recused_is_prepared_nothing_for(published, cabinet):
    minister = cabinet.id("minister")
    published.on("assistant", LAW, draft_position, minister, (Stand.SPEAK, ""), 0)
    published.on("minister", LAW, recuse_member, minister, "")
    with pytest.raises(Missing):
        published.on("assistant", LAW, draft_position, minister, (Stand.SPEAK, ""), 1)
    assert (
        cabinet.look("minister", lambda a: list_my_drafts(a, find_meeting(a, published.id))) == {}
    )


def test_the_pages_of_the_rest_and_of_what_is_prepared(published, cabinet, sign_in, socket):
    minister, assistant = sign_in("minister"), sign_in("assistant")
    page = f"/meetings/{published.id}/rest"
    assert PLAN in minister.get(page).text
    item, member = published.items[LAW], cabinet.id("minister")
    drafting = f"/items/{item}/positions/{member}/draft"
    sent = {"stand": "speak", "text": "Xin phát biểu về quy hoạch", "revision": "0"}
    assert drafting in assistant.get(f"/items/{item}").text
    assert assistant.post(drafting, data=sent).status_code == 303
    assert assistant.post(drafting, data=sent).status_code == 409
    asked = minister.get(f"/items/{item}").text
    assert "Trợ lý chuẩn bị" in asked
    assert "Ký là ý kiến của tôi" in asked
    assert "Xin phát biểu về quy hoạch" not in sign_in("officer").get(f"/items/{item}").text
    assert minister.post(page, data={}).status_code == 422
    answer = socket("minister").emit(
        "rest", {"meeting": published.id, "items": [published.items[PLAN]]}, callback=True
    )
    assert (answer["ok"], answer["count"]) == (True, 1)
    assert minister.post(page, data={"item_ids": [published.items[RAIL]]}).status_code == 303
    assert f"/meetings/{published.id}/rest" in minister.get(f"/meetings/{published.id}").text
