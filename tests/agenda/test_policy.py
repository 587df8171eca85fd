"""Who may see an item: the rule, and the same rule as SQL, over every person and every kind of item."""

import pytest

from ecabinet.agenda import operations
from ecabinet.agenda.models import Item
from ecabinet.agenda.operations import ItemDraft, invite_guest, recuse_member
from ecabinet.agenda.policy import may_see, visible_to
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import reading, session
from tests.cabinet import EVERYBODY, MEMBERS
from tests.meetings.sessions import Session

DESK = {"officer", "head"}
MEMBERS_AND_ASSISTANT = set(MEMBERS) | {"assistant"}
PLAIN, ROAD, RECUSED, GUESTS, CHAIRLESS = "Kế hoạch", "Đường bộ", "Nhà ở", "Giáo dục", "Nhân sự"
SEEN = {
    f"{PLAIN} nháp": DESK | {"chair"},
    f"{ROAD} nháp": DESK | {"chair", "agency"},
    f"{RECUSED} nháp": DESK | {"chair"},
    f"{GUESTS} nháp": DESK | {"chair"},
    f"{CHAIRLESS} nháp": DESK | {"chair"},
    f"{PLAIN} đã phát hành": DESK | MEMBERS_AND_ASSISTANT,
    f"{ROAD} đã phát hành": DESK | MEMBERS_AND_ASSISTANT | {"agency"},
    f"{RECUSED} đã phát hành": DESK | set(MEMBERS) - {"minister"},
    f"{GUESTS} đã phát hành": DESK | MEMBERS_AND_ASSISTANT | {"guest"},
    f"{CHAIRLESS} đã phát hành": DESK | MEMBERS_AND_ASSISTANT - {"chair"},
}


@pytest.fixture
def items(cabinet):
    """The same five items in a draft and in a published session, and one taken out of each."""
    for state in ("nháp", "đã phát hành"):
        made = Session(cabinet, {})
        for title in (PLAIN, RECUSED, GUESTS, CHAIRLESS, "Rút"):
            made.add(f"{title} {state}")
        made.add(f"{ROAD} {state}", agency_id=cabinet.construction)
        made.on("officer", f"Rút {state}", operations.remove_item)
        made.on("officer", f"{GUESTS} {state}", invite_guest, cabinet.id("guest"))
        if state == "đã phát hành":
            made.published()
            made.on("officer", f"{RECUSED} {state}", recuse_member, cabinet.id("minister"), "")
            made.on("officer", f"{CHAIRLESS} {state}", recuse_member, cabinet.id("chair"), "")


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_rule_and_its_sql_agree(items, cabinet, username):
    with reading():
        actor = load_actor(cabinet.id(username))
        by_rule = {each.title for each in session().query(Item) if may_see(actor, each)}
        by_sql = {each.title for each in session().query(Item).filter(visible_to(actor))}
    assert by_rule == by_sql == {title for title, seen in SEEN.items() if username in seen}


def test_an_item_is_added_by_the_secretariat_alone(cabinet):
    made = Session(cabinet, {})
    assert made.do("head", lambda *given: operations.add_item(*given, ItemDraft("Của chánh")).id)
