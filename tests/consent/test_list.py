"""The list builds itself from positions, closes when they end, and is adopted together or not at all."""

from datetime import timedelta

import pytest

from ecabinet.agenda.models import Item, Outcome, Stand
from ecabinet.agenda.operations import call_item, recuse_member, remove_item
from ecabinet.audit.models import Entry
from ecabinet.consent.jobs import keep_the_end_of_positions
from ecabinet.core.clock import set_to
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Missing, Refused
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation
from ecabinet.meetings.operations import change_meeting, end_meeting
from ecabinet.notifications.models import Notice
from tests.consent.listed import LAW, PLAN, RAIL, REPORT, Listed
from tests.meetings.sessions import draft_of


@pytest.fixture
def session_(cabinet):
    return Listed(cabinet)


def told(cabinet, username, words):
    with reading():
        mine = session().query(Notice).filter_by(account_id=cabinet.id(username))
        return [each.values for each in mine if words in each.message]


def outcomes(meeting):
    with reading():
        return {each.title: each.outcome for each in session().query(Item)}


def test_it_builds_itself_and_the_chair_and_the_desk_alone_see_it_before_the_end(session_, cabinet):
    assert session_.listed() == session_.listed("officer") == [PLAN, LAW]
    assert session_.listed("minister") is None  # it would tell what others said
    lacking = {each.item.title: each.said for each in session_.consent().off}
    assert list(lacking) == [RAIL]  # what is for information asks for nothing
    assert lacking[RAIL].silent == (cabinet.id("justice"),)
    session_.says("finance", LAW, Stand.OBJECT)
    session_.says("health", PLAN, Stand.NOT_MY_FIELD)
    assert session_.listed() == [PLAN]
    assert session_.consent().forecast.expected == 15 * 3 + 5


def test_who_is_recused_is_not_asked_and_what_the_chair_cannot_put_is_not_on_it(session_, cabinet):
    session_.on("justice", RAIL, recuse_member, cabinet.id("justice"), "")
    session_.on("officer", LAW, recuse_member, cabinet.id("chair"), "")
    assert session_.listed() == [PLAN, RAIL]
    with set_to(session_.is_over()):
        assert session_.listed("justice") == [PLAN]


def test_it_closes_with_positions_once_and_nothing_joins_it_after(session_, cabinet):
    for _ in range(2):
        session_.is_over()
    with set_to(session_.look().positions_end_at):
        assert session_.listed("minister") == [PLAN, LAW]
        assert session_.consent("minister").off[0].said is None
        assert session_.listed("assistant") == [PLAN, LAW]
    assert len(told(cabinet, "minister", "nobody objects")) == 1

    def leave():
        session().query(Invitation).filter_by(account_id=cabinet.id("justice")).delete()

    run(leave)
    assert session_.listed() == [PLAN, LAW]  # the railway lacked only them: too late
    run(lambda: session().add(Invitation(
        meeting_id=session_.id, account_id=cabinet.id("clerk"), votes=True, title="Bộ trưởng"
    )))  # fmt: skip
    assert session_.listed() == [
        PLAN,
        LAW,
    ]  # called later: not asked, and may take off what they like
    session_.opened(("chair", "minister", "finance", "health"))
    session_.take_off("clerk", LAW)
    assert session_.listed() == [PLAN]


def test_those_with_items_left_are_reminded_once_also_after_a_standstill(session_, cabinet):
    ends = session_.look().positions_end_at
    with set_to(ends - timedelta(hours=25)):
        keep_the_end_of_positions()
    assert told(cabinet, "justice", "await your position") == []
    for hours in (5, 4):  # nobody looked for nineteen hours
        with set_to(ends - timedelta(hours=hours)):
            keep_the_end_of_positions()
    (values,) = told(cabinet, "justice", "await your position")
    assert (values["count"], values["until"][-10:]) == ("1", f"{ends:%d/%m/%Y}")
    assert told(cabinet, "minister", "await your position") == []


def test_it_is_adopted_together_at_the_opening(session_, cabinet):
    with pytest.raises(Refused):
        session_.adopt(PLAN, LAW)  # not begun
    session_.opened()
    for username in ("minister", "officer", "head"):
        with pytest.raises(Denied):
            session_.adopt(PLAN, LAW, username=username)
    assert session_.adopt(PLAN, LAW) == 2
    assert session_.adopt(PLAN, LAW) == 0  # sent twice, done once
    together = Outcome.ADOPTED_WITHOUT_DISCUSSION
    assert outcomes(session_) == {PLAN: together, LAW: together, RAIL: None, REPORT: None}
    with reading():
        (fact,) = session().query(Entry).filter_by(event="consent.adopted")
        assert fact.details["count"] == 2
        assert session().query(Entry).filter_by(event="item.concluded").count() == 2
    with pytest.raises(Closed):
        session_.take_off("minister", LAW)


def test_without_a_quorum_nothing_is_adopted(session_):
    session_.opened(("chair", "minister", "finance"))
    with pytest.raises(Refused):
        session_.adopt(PLAN, LAW)


def test_any_member_takes_an_item_off_and_the_chair_adopts_what_they_saw_or_nothing(
    session_, cabinet
):
    session_.opened()
    for username in ("officer", "assistant"):
        with pytest.raises(Denied):
            session_.take_off(username, LAW)
    for _ in range(2):
        session_.take_off("health", LAW)
    with pytest.raises(Refused):
        session_.take_off("health", RAIL)
    assert (
        len(told(cabinet, "officer", "Taken off")) == len(told(cabinet, "chair", "Taken off")) == 1
    )
    with pytest.raises(Refused):
        session_.adopt(PLAN, LAW)
    assert set(outcomes(session_).values()) == {None}
    assert session_.adopt(PLAN) == 1
    session_.do("chair", end_meeting)
    with pytest.raises(Closed):
        session_.take_off("health", RAIL)


def test_what_is_called_or_withdrawn_is_not_adopted_without_debate(session_):
    session_.opened()
    session_.on("chair", LAW, call_item)
    session_.on("chair", RAIL, call_item)
    assert session_.listed() == [PLAN]  # the law was on the table once
    session_.on("officer", PLAN, remove_item)
    assert session_.listed() == []
    with pytest.raises(Refused):
        session_.adopt(PLAN)


def test_a_session_that_is_moved_takes_positions_again(session_, cabinet):
    session_.is_over()
    session_.take_off("chair", PLAN)
    later = draft_of(starts_at=session_.look().starts_at + timedelta(days=9))
    session_.do("officer", change_meeting, later, 0)
    session_.says("justice", RAIL, Stand.NO_OBJECTION, "", 1)
    assert session_.listed() == [LAW, RAIL]  # what was taken off stays off
    session_.is_over()
    assert len(told(cabinet, "minister", "nobody objects")) == 2


def test_who_is_outside_knows_of_none(session_, sign_in):
    session_.is_over()
    with pytest.raises(Missing):
        session_.listed("stranger")
    for username in ("agency", "guest", "clerk"):
        assert sign_in(username).get(f"/meetings/{session_.id}/consent").status_code == 404


def test_the_page_asks_as_many_statements_for_any_number_of_items(cabinet, statements):
    def count():
        made = Listed(cabinet)
        for number in range(extra):
            made.add(f"Nội dung {number}")
        with statements() as asked:
            made.listed("officer")
            return asked()

    extra = 0
    few = count()
    extra = 6
    assert count() == few


def test_the_pages(session_, sign_in):
    chair, minister = sign_in("chair"), sign_in("minister")
    session_.opened()
    room = f"/meetings/{session_.id}/room"
    address = f"/meetings/{session_.id}/consent"
    assert f"{address}/adopt" in chair.get(room).text
    seen = minister.get(room).text
    assert f"{address}/off" in seen
    assert f"{address}/adopt" not in seen
    assert "Lê Duy Giang" in sign_in("officer").get(address).text  # whose word the railway lacks
    assert "chưa cho ý kiến" not in minister.get(address).text
    off = {"item_id": session_.items[LAW]}
    assert minister.post(f"{address}/off", data=off).status_code == 303
    both = {"item_ids": [session_.items[each] for each in (PLAN, LAW)]}
    assert chair.post(f"{address}/adopt", data=both).status_code == 409
    assert (
        chair.post(f"{address}/adopt", data={"item_ids": both["item_ids"][:1]}).status_code == 303
    )
    assert (
        minister.post(f"{address}/off", data={"item_id": session_.items[PLAN]}).status_code == 410
    )
    assert "không thảo luận" in minister.get(address).text
