import pytest

from ecabinet.agenda import operations as agenda
from ecabinet.agenda.models import Outcome
from ecabinet.agenda.queries import find_item
from ecabinet.audit.models import Entry
from ecabinet.audit.trail import verify
from ecabinet.ballots import operations
from ecabinet.ballots.models import Choice, State
from ecabinet.bodies.models import Body
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused
from ecabinet.core.transaction import run
from ecabinet.meetings import operations as meetings
from tests.cabinet import MEMBERS


def change_rules(cabinet, **rules):
    def change():
        body = session().get_one(Body, cabinet.body)
        body.procedure = body.procedure | rules

    run(change)


def facts(name):
    with reading() as current:
        return [
            each.details
            for each in current.query(Entry).filter_by(event=name).order_by(Entry.position)
        ]


def test_opening_freezes_the_rules(stage):
    ballot = stage.start().open()
    change_rules(stage.cabinet, remote_vote=False)
    assert stage.row(ballot).rules.remote_vote
    assert not stage.row(stage.prepare()).rules.remote_vote


def test_opening_freezes_the_roll_the_majority_and_who_is_present(stage):
    ballot = stage.row(stage.start(present=MEMBERS[:4]).open())
    assert (ballot.state, ballot.members, ballot.needed) == (State.OPEN, 5, 3)
    assert (ballot.present, ballot.quorum) == (4, 4)
    with reading() as current:
        roll = current.merge(ballot, load=False).roll
        assert [each.account_id for each in roll] == [stage.cabinet.id(each) for each in MEMBERS]
        assert [each.is_head for each in roll] == [True, False, False, False, False]
        assert [each.remote for each in roll] == [False, False, False, False, True]


def test_a_ballot_is_not_opened_before_the_session_begins(stage):
    ballot = stage.prepare()
    with pytest.raises(Refused):
        stage.of_ballot("chair", operations.open_ballot, ballot)


def test_a_ballot_is_not_opened_while_the_session_is_paused(stage):
    ballot = stage.start().prepare()
    stage.of_meeting("chair", meetings.pause_meeting)
    with pytest.raises(Refused):
        stage.of_ballot("chair", operations.open_ballot, ballot)


def test_one_ballot_at_a_time_is_open_on_an_item(stage):
    first, second = stage.start().open(), stage.prepare()
    with pytest.raises(Refused):
        stage.of_ballot("chair", operations.open_ballot, second)
    stage.close(first)
    stage.of_ballot("chair", operations.open_ballot, second)
    assert stage.row(second).state is State.OPEN


def test_what_the_desk_does_is_recorded_as_on_the_chairs_order(stage):
    assert stage.row(stage.start().open("officer")).by_order
    assert [each["by_order"] for each in facts("ballot.opened")] == [True]


def test_a_question_must_be_asked(stage):
    with pytest.raises(Invalid):
        stage.prepare(question="  ")


def test_a_recused_member_is_out_of_the_roll_and_does_not_lower_the_majority(stage):
    stage.recuse("finance")
    ballot = stage.start().open()
    assert (stage.row(ballot).members, stage.row(ballot).needed) == (5, 3)
    assert stage.place(ballot, "finance") is None
    with pytest.raises(Missing):
        stage.cast("finance", ballot)


def test_a_recusal_lowers_the_majority_where_the_rules_say_so(stage):
    change_rules(stage.cabinet, recusal_lowers=True)
    stage.recuse("finance")
    ballot = stage.row(stage.start().open())
    assert (ballot.members, ballot.needed) == (4, 3)


def test_a_vote_is_recorded_once_and_may_be_changed(stage):
    ballot = stage.start().open()
    first = stage.cast("minister", ballot, Choice.FOR)
    assert stage.row(ballot).cast == 1
    second = stage.cast("minister", ballot, Choice.AGAINST, seq=2)
    assert first.code != second.code
    assert stage.row(ballot).cast == 1
    assert stage.close(ballot)["against"] == 1


def test_the_same_vote_again_gets_the_same_receipt_in_every_later_state(stage):
    ballot = stage.start().open()
    receipt = stage.cast("minister", ballot, Choice.OTHER, " Xin bổ sung nguồn vốn ")
    for deed in (
        operations.pause_ballot,
        operations.close_ballot,
        operations.announce_ballot,
        lambda actor, found: operations.annul_ballot(actor, found, "Nhầm câu hỏi"),
    ):
        assert stage.cast("minister", ballot, Choice.OTHER, "Xin bổ sung nguồn vốn") == receipt
        stage.of_ballot("chair", deed, ballot)
    assert stage.cast("minister", ballot, Choice.OTHER, "Xin bổ sung nguồn vốn") == receipt
    assert len(facts("vote.cast")) == 1


def test_the_same_vote_again_after_an_open_ballot_was_annulled(stage):
    ballot = stage.start().open()
    receipt = stage.cast("minister", ballot)
    stage.of_ballot("chair", operations.annul_ballot, ballot, "Nhầm câu hỏi")
    assert stage.cast("minister", ballot) == receipt
    assert stage.place(ballot, "minister").choice is None


@pytest.mark.parametrize("seq", [1, 2])
def test_an_older_number_with_another_choice_is_refused(stage, seq):
    ballot = stage.start().open()
    stage.cast("minister", ballot, Choice.FOR, seq=2)
    with pytest.raises(Refused) as no:
        stage.cast("minister", ballot, Choice.AGAINST, seq=seq)
    assert not isinstance(no.value, Closed)
    assert stage.close(ballot)["for_"] == 1


def test_what_comes_after_the_closing_is_not_counted(stage):
    ballot = stage.start().open()
    stage.cast("minister", ballot)
    assert stage.close(ballot)["for_"] == 1
    with pytest.raises(Closed):
        stage.cast("minister", ballot, Choice.AGAINST, seq=2)
    with pytest.raises(Closed):
        stage.cast("finance", ballot)
    assert stage.row(ballot).cast == 1


def test_no_vote_is_taken_while_the_ballot_is_paused(stage):
    ballot = stage.start().open()
    stage.of_ballot("chair", operations.pause_ballot, ballot)
    with pytest.raises(Refused) as no:
        stage.cast("minister", ballot)
    assert not isinstance(no.value, Closed)
    stage.of_ballot("chair", operations.resume_ballot, ballot)
    assert stage.cast("minister", ballot).code


@pytest.mark.parametrize(
    ("choice", "text"),
    [(Choice.ABSTAIN, ""), (Choice.OTHER, ""), (Choice.OTHER, " \0 "), (Choice.OTHER, "ế" * 1001)],
)
def test_only_what_is_offered_may_be_chosen_and_another_opinion_needs_words(stage, choice, text):
    ballot = stage.start().open()
    with pytest.raises(Invalid):
        stage.cast("minister", ballot, choice, text)


def test_a_province_offers_its_own_options(stage):
    change_rules(stage.cabinet, options="province")
    ballot = stage.start().open()
    stage.cast("minister", ballot, Choice.ABSTAIN)
    assert stage.close(ballot)["abstain"] == 1


@pytest.mark.parametrize("username", ["officer", "head"])
def test_who_has_no_place_in_the_roll_does_not_vote(stage, username):
    ballot = stage.start().open()
    with pytest.raises(Denied):
        stage.cast(username, ballot)


def test_members_who_are_not_in_the_room_vote_only_where_the_rules_let_them(stage):
    change_rules(stage.cabinet, remote_vote=False)
    ballot = stage.start(present=MEMBERS[:4]).open()
    assert stage.cast("minister", ballot).code
    with pytest.raises(Refused):
        stage.cast("justice", ballot)


def test_closing_counts_and_the_second_closing_changes_nothing(stage):
    ballot = stage.start().open()
    for username in MEMBERS[:3]:
        stage.cast(username, ballot)
    stage.cast("health", ballot, Choice.AGAINST)
    result = stage.close(ballot)
    assert (result["for_"], result["against"], result["unanswered"]) == (3, 1, 1)
    assert result["passed"]
    closed_at = stage.row(ballot).closed_at
    assert stage.close(ballot, "officer") == result
    assert stage.row(ballot).closed_at == closed_at
    assert len(facts("ballot.closed")) == 1
    assert stage.row(ballot).key is None


def test_a_body_may_announce_at_closing(stage):
    change_rules(stage.cabinet, announce_at_closing=True)
    ballot = stage.start().open()
    stage.close(ballot)
    assert stage.row(ballot).state is State.ANNOUNCED
    assert len(facts("ballot.announced")) == 1


def test_a_ballot_is_annulled_with_a_reason_and_may_be_repeated(stage):
    ballot = stage.start().open()
    with pytest.raises(Invalid):
        stage.of_ballot("chair", operations.annul_ballot, ballot, " ")
    stage.of_ballot("chair", operations.annul_ballot, ballot, "Nhầm câu hỏi")
    assert stage.row(ballot).annulled_reason == "Nhầm câu hỏi"
    assert stage.row(stage.open()).state is State.OPEN
    with pytest.raises(Refused):
        stage.of_ballot("chair", operations.close_ballot, ballot)


def test_a_session_does_not_end_while_votes_are_taken(stage):
    ballot = stage.start().open()
    for deed in (meetings.end_meeting, meetings.pause_meeting):
        with pytest.raises(Refused):
            stage.of_meeting("chair", deed)
    stage.close(ballot)
    stage.of_meeting("chair", meetings.end_meeting)


def of_item(stage, username, deed, *arguments, item=None):
    wanted = item or stage.item
    stage.cabinet.act(username, lambda actor: deed(actor, find_item(actor, wanted), *arguments))


@pytest.mark.parametrize("is_paused", [False, True])
@pytest.mark.parametrize(
    ("username", "deed", "arguments"),
    [
        ("officer", agenda.remove_item, ()),
        ("chair", agenda.conclude_item, (Outcome.ADOPTED,)),
    ],
)
def test_an_item_is_neither_withdrawn_nor_concluded_while_votes_are_taken_on_it(
    stage, username, deed, arguments, is_paused
):
    ballot = stage.start().open()
    if is_paused:
        stage.of_ballot("chair", operations.pause_ballot, ballot)
    with pytest.raises(Refused, match="on this item"):
        of_item(stage, username, deed, *arguments)
    stage.close(ballot)
    of_item(stage, username, deed, *arguments)


def test_another_item_is_called_and_voted_on_while_votes_are_taken(stage):
    other = stage.add_item("Giá điện")
    ballot = stage.start().open()
    of_item(stage, "chair", agenda.call_item, item=other)
    second = stage.open(ballot=stage.prepare(item=other))
    assert {stage.row(each).state for each in (ballot, second)} == {State.OPEN}


def test_no_ballot_is_opened_on_an_item_that_was_concluded_meanwhile(stage):
    ballot = stage.start().prepare()
    of_item(stage, "chair", agenda.conclude_item, Outcome.ADOPTED)
    with pytest.raises(Refused, match="concluded"):
        stage.of_ballot("chair", operations.open_ballot, ballot)


def test_the_trail_of_a_ballot_is_whole(stage):
    ballot = stage.start().open()
    stage.cast("minister", ballot)
    stage.close(ballot)
    with reading():
        assert list(verify()) == []
