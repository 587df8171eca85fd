"""Who may, person by person; the rule and its SQL are held together."""

import pytest

from ecabinet.agenda.models import ItemGuest
from ecabinet.ballots import policy
from ecabinet.ballots.models import Ballot
from ecabinet.ballots.operations import announce_ballot
from ecabinet.core.database import session
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation
from tests.cabinet import EVERYBODY

DESK = {"officer", "head"}
RUNS = DESK | {"chair"}


@pytest.fixture
def ballot(stage):
    """A ballot on an item from which `finance` is recused; the guest is called, to another item."""
    stage.recuse("finance")
    other = stage.add_item("Nội dung khác")
    guest = stage.cabinet.id("guest")

    def invite():
        session().add(
            Invitation(meeting_id=stage.meeting, account_id=guest, votes=False, title="Khách mời")
        )
        session().add(ItemGuest(item_id=other, account_id=guest))

    run(invite)
    return stage.start().open()


def who(stage, rule):
    return {name for name in EVERYBODY if stage.cabinet.look(name, rule)}


def test_who_sees_a_ballot(stage, ballot):
    seen = who(stage, lambda actor: policy.may_see(actor, session().get_one(Ballot, ballot)))
    assert seen == RUNS | {"minister", "health", "justice", "assistant"}


def test_the_rule_and_its_query_agree_on_everybody(stage, ballot):
    for name in EVERYBODY:
        pure, queried = stage.cabinet.look(
            name,
            lambda actor: (
                policy.may_see(actor, session().get_one(Ballot, ballot)),
                session().query(Ballot).filter(policy.visible_to(actor)).count() == 1,
            ),
        )
        assert pure == queried, name


def test_who_runs_a_ballot_and_sees_who_has_voted(stage, ballot):
    for rule in (policy.may_run, policy.may_see_turnout):
        assert (
            who(stage, lambda actor, rule=rule: rule(actor, session().get_one(Ballot, ballot)))
            == RUNS
        )


def test_who_may_vote(stage, ballot):
    def has_place(actor):
        return any(
            policy.may_vote(actor, place) for place in session().get_one(Ballot, ballot).roll
        )

    assert who(stage, has_place) == {"chair", "minister", "health", "justice"}


def test_nobody_votes_from_anothers_place(stage, ballot):
    place = stage.place(ballot, "minister")
    assert who(stage, lambda actor: policy.may_vote(actor, place)) == {"minister"}


def test_a_recused_chair_runs_no_ballot_on_the_item(stage, ballot):
    stage.recuse("chair")
    assert (
        who(stage, lambda actor: policy.may_run(actor, session().get_one(Ballot, ballot))) == DESK
    )


def test_who_sees_the_result_when(stage, ballot):
    def sees(actor):
        return policy.may_see_result(actor, session().get_one(Ballot, ballot))

    assert who(stage, sees) == set()
    stage.close(ballot)
    assert who(stage, sees) == RUNS
    stage.of_ballot("chair", announce_ballot, ballot)
    assert who(stage, sees) == RUNS | {"minister", "health", "justice", "assistant"}
