"""Who may read and write the minutes; the rule and its SQL are held together."""

import pytest
from sqlalchemy import select

from ecabinet.agenda.models import Item
from ecabinet.agenda.operations import invite_guest
from ecabinet.agenda.queries import find_item
from ecabinet.core.database import session
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.models import Meeting
from ecabinet.minutes import policy
from ecabinet.minutes.models import Conclusion
from tests.cabinet import EVERYBODY

DESK = {"officer", "head"}


@pytest.fixture
def concluded(stage):
    """Two conclusions; `finance` is recused from the first item, the guest is called to the second."""
    second = stage.add_item("Nội dung khác")
    stage.recuse("finance")
    stage.cabinet.act(
        "officer",
        lambda actor: invite_guest(actor, find_item(actor, second), stage.cabinet.id("guest")),
    )
    stage.start()
    return stage.write(), stage.write(item=second)


def who(stage, rule):
    return {name for name in EVERYBODY if stage.cabinet.look(name, rule)}


def sees(conclusion_id):
    return lambda actor: policy.may_see(actor, session().get_one(Conclusion, conclusion_id))


def opens(meeting_id):
    return lambda actor: policy.may_open(actor, session().get_one(Meeting, meeting_id))


def test_while_the_session_runs_only_the_desk_and_the_chair_see_the_minutes(stage, concluded):
    assert who(stage, opens(stage.meeting)) == DESK | {"chair"}
    assert who(stage, sees(concluded[0])) == DESK | {"chair"}


def test_once_it_is_over_the_members_do_too_but_not_what_they_are_recused_from(stage, concluded):
    stage.of_meeting("chair", meetings.end_meeting)
    members = {"chair", "minister", "health", "justice", "assistant"}
    assert who(stage, opens(stage.meeting)) == DESK | members | {"finance"}
    assert who(stage, sees(concluded[0])) == DESK | members
    assert who(stage, sees(concluded[1])) == DESK | members | {"finance", "guest"}


@pytest.mark.parametrize("is_over", [False, True])
def test_the_rule_and_its_sql_agree_for_every_person(stage, concluded, is_over):
    if is_over:
        stage.of_meeting("chair", meetings.end_meeting)
    for name in EVERYBODY:
        by_rule = {each for each in concluded if stage.cabinet.look(name, sees(each))}
        query = lambda actor: set(  # noqa: E731 -- asked once a person
            session().scalars(select(Conclusion.id).where(policy.visible_to(actor)))
        )
        assert stage.cabinet.look(name, query) == by_rule, name


def test_only_the_desk_writes(stage):
    assert (
        who(stage, lambda actor: policy.may_write(actor, session().get_one(Item, stage.item)))
        == DESK
    )
