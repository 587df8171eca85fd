"""Who may, person by person; the rule and its SQL are held together."""

import pytest

from ecabinet.agenda.models import ItemGuest
from ecabinet.agenda.operations import recuse_member
from ecabinet.agenda.queries import find_item
from ecabinet.ballots import policy
from ecabinet.ballots.models import Ballot, Choice, Voter
from ecabinet.ballots.operations import announce_ballot, pause_ballot
from ecabinet.ballots.queries import sees_ballot
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing, Refused
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation
from tests.ballots.running import Running
from tests.cabinet import EVERYBODY, MEMBERS
from tests.meetings.sessions import resign

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


def test_a_question_of_its_own_is_seen_by_whoever_sees_the_whole_agenda(stage, ballot):
    free = Running(stage).ask()
    pure = who(stage, lambda actor: policy.may_see(actor, session().get_one(Ballot, free)))
    assert pure == RUNS | {*MEMBERS, "assistant"}
    assert who(stage, lambda actor: sees_ballot(actor, free)) == pure


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
    place = stage.place(ballot, "minister").id

    def may(actor):
        return policy.may_vote(actor, session().get_one(Voter, place))

    assert who(stage, may) == {"minister"}


def test_who_is_no_longer_a_member_votes_no_more(stage, ballot):
    stage.cast("health", ballot)
    resign(stage.cabinet, "health")
    with pytest.raises(Missing):
        stage.cast("health", ballot, Choice.AGAINST, seq=2)
    place = stage.place(ballot, "health")
    with reading():
        place = session().get_one(Voter, place.id)
        actor = Actor(stage.cabinet.id("health"), "", ())
        assert not policy.may_vote(actor, place)


def test_nobody_on_the_roll_is_recused_while_votes_are_taken(stage, ballot):
    minister = stage.cabinet.id("minister")

    def recuse(actor):
        recuse_member(actor, find_item(actor, stage.item, lock=True), minister, "")

    stage.cast("minister", ballot)
    with pytest.raises(Refused):
        stage.cabinet.act("minister", recuse)
    stage.of_ballot("chair", pause_ballot, ballot)
    with pytest.raises(Refused):
        stage.cabinet.act("officer", recuse)
    assert stage.close(ballot)["for_"] == 1
    stage.cabinet.act("officer", recuse)


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
