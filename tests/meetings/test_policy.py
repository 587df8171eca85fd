"""Who may see a session: the rule, and the same rule as SQL, over every person."""

import pytest

from ecabinet.agenda.models import Item
from ecabinet.agenda.operations import invite_guest
from ecabinet.agenda.policy import may_see as may_see_item
from ecabinet.agenda.policy import visible_to as item_visible_to
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Post
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_see, visible_to
from ecabinet.meetings.publishing_operations import publish_meeting
from ecabinet.meetings.queries import find_meeting
from tests.cabinet import EVERYBODY, MEMBERS
from tests.meetings.sessions import Session, resign

PREPARING = {"officer", "head", "chair"}
PUBLISHED = PREPARING | set(MEMBERS) | {"assistant", "guest"}


@pytest.fixture
def sessions(cabinet):
    """A draft and a published session to whose one item a guest is invited."""
    draft, published = Session(cabinet, title="Nháp"), Session(cabinet, title="Đã phát hành")
    published.on("officer", "Báo cáo quý", invite_guest, cabinet.id("guest"))
    return {"Nháp": draft, "Đã phát hành": published.published()}


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_rule_and_its_sql_agree(sessions, cabinet, username):
    expected = {"Nháp": PREPARING, "Đã phát hành": PUBLISHED}
    assert seen(cabinet, username) == {title for title, who in expected.items() if username in who}


@pytest.mark.parametrize("username", ["stranger", "other_officer", "admin", "auditor", "minister"])
def test_what_one_may_not_see_is_not_there(sessions, cabinet, username):
    with pytest.raises(Missing):
        cabinet.look(username, lambda actor: find_meeting(actor, sessions["Nháp"].id))
    with pytest.raises(Missing):
        sessions["Nháp"].do(username, publish_meeting)


@pytest.mark.parametrize("username", ["minister", "assistant", "guest"])
def test_who_holds_no_post_any_more_sees_nothing_of_what_they_were_called_to(
    sessions, cabinet, username
):
    resign(cabinet, username)
    assert seen(cabinet, username) == set()


def test_an_assistant_follows_a_member_in_their_own_body_alone(sessions, cabinet):
    """The assistant serves the minister in the province: its sessions are theirs, the Government's are not."""

    def move(_):
        served = session().query(Post).filter_by(account_id=cabinet.id("assistant")).one()
        served.body_id = cabinet.other_body

    cabinet.act("officer", move)
    assert seen(cabinet, "assistant") == set()
    assert seen(cabinet, "minister") == {"Đã phát hành"}


def seen(cabinet, username):
    """Return what a person sees; by the rule and by its SQL alike."""
    with reading():
        actor = load_actor(cabinet.id(username))
        by_rule = {each.title for each in session().query(Meeting) if may_see(actor, each)}
        by_sql = {each.title for each in session().query(Meeting).filter(visible_to(actor))}
        items = session().query(Item)
        assert {each.id for each in items if may_see_item(actor, each)} == {
            each.id for each in items.filter(item_visible_to(actor))
        }
    assert by_rule == by_sql
    return by_rule
