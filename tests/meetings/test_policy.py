"""Who may see a session: the rule, and the same rule as SQL, over every person."""

import pytest

from ecabinet.agenda.operations import invite_guest
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.operations import publish_meeting
from ecabinet.meetings.policy import may_see
from ecabinet.meetings.queries import find_meeting, list_meetings
from tests.cabinet import EVERYBODY, MEMBERS
from tests.meetings.sessions import Session

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
    with reading():
        actor = load_actor(cabinet.id(username))
        by_rule = {each.title for each in session().query(Meeting) if may_see(actor, each)}
        by_sql = {each.title for each in list_meetings(actor)}
    expected = {"Nháp": PREPARING, "Đã phát hành": PUBLISHED}
    assert by_rule == by_sql == {title for title, seen in expected.items() if username in seen}


@pytest.mark.parametrize("username", ["stranger", "other_officer", "admin", "auditor", "minister"])
def test_what_one_may_not_see_is_not_there(sessions, cabinet, username):
    with pytest.raises(Missing):
        cabinet.look(username, lambda actor: find_meeting(actor, sessions["Nháp"].id))
    with pytest.raises(Missing):
        sessions["Nháp"].do(username, publish_meeting)
