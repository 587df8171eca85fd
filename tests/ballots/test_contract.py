"""What the store of votes promises, on SQLite and on PostgreSQL alike, also where many ask at the same moment."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select

from ecabinet.audit.models import Entry
from ecabinet.audit.trail import verify
from ecabinet.ballots import operations
from ecabinet.ballots.casting_operations import cast_vote, cast_votes
from ecabinet.ballots.models import Choice, Voter
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import reading
from ecabinet.core.errors import Closed, Denied, Missing, Refused
from ecabinet.core.transaction import run
from ecabinet.realtime.topics import numbers
from tests.ballots.stage import said
from tests.ballots.test_races import call_many, close
from tests.cabinet import MEMBERS

VOTES, CLOSINGS = 50, 50
AT_ONCE = 12  # that write at the same moment; the others wait behind them, as in a crowd
PATIENCE_S = 30


def cast(account_id, ballot, *vote):
    """Vote as somebody; None when it came too late to be counted."""
    try:
        return run(lambda: cast_vote(load_actor(account_id), ballot, said(*vote)))
    except Closed:
        return None


def at_once(*calls):
    """Do all of it at the same moment, as far as a machine can; return what came of each."""
    barrier = Barrier(len(calls))

    def begin(call):
        barrier.wait(PATIENCE_S)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(begin, call) for call in calls]]


def votes_in_trail():
    with reading() as current:
        return current.scalar(select(func.count()).where(Entry.event == "vote.cast"))


@pytest.fixture
def ballot(stage):
    return stage.start().open()


def test_a_vote_that_was_acknowledged_is_there(stage, ballot):
    receipt = stage.cast("minister", ballot)
    place = stage.place(ballot, "minister")
    assert (place.seq, place.receipt, place.cast_at) == (1, receipt.code, receipt.at)
    assert votes_in_trail() == 1


def test_what_is_refused_leaves_nothing_behind(stage, ballot):
    before = stage.place(ballot, "minister").sealed
    for wrong in ((Choice.ABSTAIN,), (Choice.OTHER, " ")):
        with pytest.raises(Exception, match="marked"):
            stage.cast("minister", ballot, *wrong)
    with pytest.raises(Denied):
        stage.cast("officer", ballot)
    with pytest.raises(Missing):
        stage.cast("stranger", ballot)
    assert stage.place(ballot, "minister").sealed == before
    assert votes_in_trail() == 0
    with reading():
        assert numbers([f"turnout:{ballot}"]) == {f"turnout:{ballot}": 0}


def test_the_same_vote_has_the_same_receipt_in_every_later_state(stage, ballot):
    vote = ("minister", ballot, Choice.OTHER, "Đề nghị bổ sung", 4)
    receipt = stage.cast(*vote)
    stage.of_ballot("chair", operations.pause_ballot, ballot)
    assert stage.cast(*vote) == receipt
    stage.close(ballot)
    assert stage.cast(*vote) == receipt
    stage.of_ballot("chair", operations.announce_ballot, ballot)
    assert stage.cast(*vote) == receipt
    stage.of_ballot("chair", operations.annul_ballot, ballot, "Nhầm câu hỏi")
    assert stage.cast(*vote) == receipt
    assert votes_in_trail() == 1


def test_whoever_became_recused_finds_no_ballot_even_from_a_place_in_its_roll(stage, ballot):
    stage.cast("minister", ballot)
    stage.recuse("minister")
    for seq in (1, 2):
        with pytest.raises(Missing):
            stage.cast("minister", ballot, seq=seq)


def test_a_mind_is_changed_only_forward(stage, ballot):
    first = stage.cast("minister", ballot, Choice.FOR, "", 2)
    changed = stage.cast("minister", ballot, Choice.AGAINST, "", 5)
    assert first.code != changed.code
    for late in (2, 4, 5):
        with pytest.raises(Refused) as no:
            stage.cast("minister", ballot, Choice.FOR, "", late)
        assert not isinstance(no.value, Closed)
    assert stage.row(ballot).cast == 1
    assert stage.close(ballot)["against"] == 1


def test_another_opinion_under_the_same_number_is_not_taken_for_the_same_vote(stage, ballot):
    stage.cast("minister", ballot, Choice.OTHER, "Đề nghị bổ sung")
    with pytest.raises(Refused):
        stage.cast("minister", ballot, Choice.OTHER, "Đề nghị bổ sung nguồn vốn")
    stage.close(ballot)
    assert stage.place(ballot, "minister").text == "Đề nghị bổ sung"


def test_after_the_closing_nothing_new_is_counted(stage, ballot):
    stage.close(ballot)
    with pytest.raises(Closed):
        stage.cast("minister", ballot)
    assert stage.row(ballot).cast == 0


def test_the_same_vote_sent_many_times_at_once_is_one(stage, ballot):
    minister = stage.cabinet.id("minister")
    sent = [lambda: cast(minister, ballot, Choice.FOR)] * AT_ONCE
    assert len(set(at_once(*sent))) == 1
    assert votes_in_trail() == 1


def test_of_different_votes_with_one_number_sent_at_once_one_is_recorded(stage, ballot):
    minister = stage.cabinet.id("minister")

    def vote(choice):
        try:
            return cast(minister, ballot, choice)
        except Refused:
            return None

    choices = [Choice.FOR, Choice.AGAINST] * 4
    answers = at_once(*[lambda choice=choice: vote(choice) for choice in choices])
    acknowledged = {choice for choice, answer in zip(choices, answers, strict=True) if answer}
    assert len(acknowledged) == 1
    assert votes_in_trail() == 1
    stage.close(ballot)
    assert {stage.place(ballot, "minister").choice} == acknowledged


def test_of_changes_sent_at_once_in_any_order_the_highest_stands(stage, ballot):
    minister = stage.cabinet.id("minister")

    def vote(seq):
        try:
            return cast(minister, ballot, Choice.FOR, "", seq)
        except Refused:
            return None

    numbers_ = random.sample(range(1, 13), 12)
    answers = at_once(*[lambda seq=seq: vote(seq) for seq in numbers_])
    highest = answers[numbers_.index(12)]
    assert stage.place(ballot, "minister").receipt == highest.code
    assert votes_in_trail() == sum(each is not None for each in answers)


def race(ballot, voters, chair):
    """Let everybody vote while the chair's fifty tablets close; return what was acknowledged, and the results."""
    under_way = Event()

    def voting(account_id):
        choice = random.choice([Choice.FOR, Choice.AGAINST])  # noqa: S311
        receipt = cast(account_id, ballot, choice)
        under_way.set()
        return account_id, (choice, receipt.code, receipt.signature) if receipt else None

    def closing(_tablet):
        assert under_way.wait(PATIENCE_S)
        return close(chair, ballot)

    with ThreadPoolExecutor(AT_ONCE) as crowd, ThreadPoolExecutor(AT_ONCE) as closers:
        votes = crowd.map(voting, voters)
        results = [*closers.map(closing, range(CLOSINGS))]
        return {account: vote for account, vote in votes if vote}, results


def test_fifty_votes_against_fifty_closings(stage):
    """Every closing sees the same votes, and they are the ones that were acknowledged."""
    voters = call_many(stage, VOTES - len(MEMBERS))
    ballot = stage.start().open()
    acknowledged, results = race(ballot, voters, stage.cabinet.id("chair"))
    with reading() as current:
        roll = current.scalars(select(Voter).where(Voter.ballot_id == ballot, Voter.seq > 0))
        counted = {each.account_id: (each.choice, each.receipt, each.signature) for each in roll}
        closings = select(func.count()).where(Entry.event == "ballot.closed")
        assert current.scalar(closings) == 1
        assert list(verify()) == []
    assert counted == acknowledged
    assert all(each == results[0] for each in results)
    assert results[0]["for_"] + results[0]["against"] == len(acknowledged) == votes_in_trail()


def test_a_bloc_is_recorded_whole_or_not_at_all_while_one_of_it_closes(stage):
    voters = call_many(stage, 10)
    items = [stage.start().item, stage.add_item("Giá điện")]
    bloc = stage.open_together(items)
    chair = stage.cabinet.id("chair")

    def voting(account_id):
        try:
            return run(
                lambda: cast_votes(load_actor(account_id), dict.fromkeys(bloc, said(Choice.FOR)))
            )
        except Closed:
            return None

    calls = [lambda each=each: voting(each) for each in voters]
    answers = at_once(*calls, lambda: close(chair, bloc[1]))[: len(voters)]
    recorded = {voter for voter, answer in zip(voters, answers, strict=True) if answer}
    with reading() as current:
        for ballot in bloc:
            query = select(Voter.account_id).where(Voter.ballot_id == ballot, Voter.seq > 0)
            assert set(current.scalars(query)) == recorded
    assert votes_in_trail() == 2 * len(recorded)


def test_each_seal_is_new_even_of_the_same_vote(stage, ballot):
    """Two who chose the same are not to be told apart, nor known to be of one mind."""
    for each in ("minister", "finance"):
        stage.cast(each, ballot, Choice.FOR)
    one, other = (stage.place(ballot, each).sealed for each in ("minister", "finance"))
    assert one != other
    assert len(one) == len(other)
