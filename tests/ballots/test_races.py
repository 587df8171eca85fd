"""Acknowledged is counted: thirty people vote while three close, in real threads, on the real database.

The naive way, to look at the state and then write, is kept beside it: it must be seen to lose, else the test of the
right way could not fail.
"""

import random
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ecabinet.accounts.models import Account
from ecabinet.audit.models import Entry
from ecabinet.audit.trail import verify
from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.models import Ballot, Choice, State, Voter
from ecabinet.ballots.operations import close_ballot, open_ballot
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.bodies.models import Post, Role
from ecabinet.core.database import engine_in_use, make_engine, reading, session
from ecabinet.core.errors import Closed, Refused
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.meetings.models import Invitation
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.operations import end_meeting
from tests.ballots.stage import said
from tests.cabinet import LONG_AGO, MEMBERS

VOTERS, CLOSERS = 30, 3


def call_many(stage, number=25):
    """Call as many members as a big cabinet has."""

    def call():
        made = [
            Account(id=new_id(), username=f"m{n}", name=f"Thành viên {n}") for n in range(number)
        ]
        session().add_all(made)
        session().flush()
        session().add_all(
            Invitation(
                meeting_id=stage.meeting,
                account_id=each.id,
                votes=True,
                title="Thành viên",
                arrived_at=datetime.now(UTC),
            )
            for each in made
        )
        session().add_all(
            Post(
                account_id=each.id,
                body_id=stage.cabinet.body,
                role=Role.MEMBER,
                title="Thành viên",
                starts_on=LONG_AGO,
            )
            for each in made
        )
        return [each.id for each in made]

    return [*run(call), *(stage.cabinet.id(each) for each in MEMBERS)]


def cast(account_id, ballot, choice):
    def deed():
        actor = load_actor(account_id)
        return cast_vote(actor, ballot, said(choice))

    try:
        return run(deed).code
    except Closed:
        return None


def close(account_id, ballot):
    def deed():
        actor = load_actor(account_id)
        return close_ballot(actor, find_ballot(actor, ballot, lock=True)).result

    return run(deed)


def race(stage, ballot, voters):
    """Let everybody begin at once; the closers come in somewhere among the voters."""
    barrier = Barrier(VOTERS + CLOSERS)
    under_way = Event()

    def voting(account_id, choice):
        barrier.wait()
        code = cast(account_id, ballot, choice)
        under_way.set()
        return account_id, choice, code

    def closing():
        barrier.wait()
        assert under_way.wait(10)
        return close(stage.cabinet.id("chair"), ballot)

    with ThreadPoolExecutor(VOTERS + CLOSERS) as pool:
        votes = [
            pool.submit(voting, each, random.choice([Choice.FOR, Choice.AGAINST]))  # noqa: S311
            for each in voters
        ]
        ends = [pool.submit(closing) for _ in range(CLOSERS)]
        return [each.result() for each in votes], [each.result() for each in ends]


def test_what_was_acknowledged_is_counted_and_there_is_one_closing(stage):
    voters = call_many(stage)
    stage.start()
    for _ in range(3):
        ballot = stage.open()
        answers, results = race(stage, ballot, voters)
        acknowledged = {account: (choice, code) for account, choice, code in answers if code}
        with reading() as current:
            roll = current.scalars(select(Voter).where(Voter.ballot_id == ballot, Voter.seq > 0))
            counted = {each.account_id: (each.choice, each.receipt) for each in roll}
        assert acknowledged == counted
        assert all(result == results[0] for result in results)
        assert results[0]["for_"] + results[0]["against"] == len(acknowledged)
    with reading() as current:
        closings = select(func.count()).where(Entry.event == "ballot.closed")
        assert current.scalar(closings) == 3
        assert list(verify()) == []


def test_the_same_vote_sent_many_times_at_once_is_one(stage):
    ballot = stage.start().open()
    minister = stage.cabinet.id("minister")
    with ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(cast, minister, ballot, Choice.FOR) for _ in range(20)]
        codes = {each.result() for each in sent}
    assert len(codes) == 1
    with reading() as current:
        assert current.scalar(select(func.count()).where(Entry.event == "vote.cast")) == 1


def naive_cast(engine, ballot, place, looked, closed):
    """Look whether it is open, then write: between the two somebody closes and counts."""
    with Session(engine) as current:
        state = current.scalar(select(Ballot.state).where(Ballot.id == ballot))
    looked.set()
    assert closed.wait(10)
    if state is not State.OPEN:
        return False
    with Session(engine) as current, current.begin():
        current.execute(update(Voter).where(Voter.id == place).values(seq=1, choice=Choice.FOR))
    return True  # acknowledged


def test_the_naive_way_loses_a_vote_that_it_acknowledged(stage):
    """The canary: the same check as above, on a way of voting that is wrong, finds it wrong."""
    ballot = stage.start().open()
    place = stage.place(ballot, "minister").id
    engine = make_engine(
        str(engine_in_use().url.render_as_string(hide_password=False)), immediate=False
    )
    looked, closed = Event(), Event()
    try:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(naive_cast, engine, ballot, place, looked, closed)
            assert looked.wait(10)
            result = close(stage.cabinet.id("chair"), ballot)
            closed.set()
            assert answer.result()
    finally:
        engine.dispose()
    assert result["for_"] == 0


def test_casting_takes_few_statements_however_long_the_roll(stage, statements):
    small = stage.start().open()
    with statements() as count:
        stage.cast("minister", small)
    few = count()
    stage.close(small)
    call_many(stage)
    large = stage.open()
    with statements() as count:
        stage.cast("minister", large)
    assert count() == few
    assert few <= 14


@pytest.mark.postgresql  # on SQLite, with one writer, no vote is ever under way beside a closing
def test_the_one_who_closes_waits_for_votes_under_way(stage):
    """On PostgreSQL a vote that has been admitted holds the closing off until it is committed."""
    ballot = stage.start().open()
    admitted, go_on = Event(), Event()
    minister: Actor = stage.cabinet.look("minister", lambda actor: actor)

    def slowly():
        receipt = cast_vote(minister, ballot, said())
        admitted.set()
        assert go_on.wait(10)
        return receipt

    with ThreadPoolExecutor(2) as pool:
        voting = pool.submit(run, slowly)
        assert admitted.wait(10)
        closing = pool.submit(close, stage.cabinet.id("chair"), ballot)
        assert not closing.done()
        go_on.set()
        assert voting.result().code
        assert closing.result()["for_"] == 1


@pytest.mark.postgresql  # on SQLite, with one writer, nothing ends while a ballot opens
def test_a_session_does_not_end_while_a_ballot_opens(stage):
    ballot = stage.start().prepare()
    opened, go_on = Event(), Event()

    def slowly(actor, found):
        open_ballot(actor, found)
        session().flush()
        opened.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        opening = pool.submit(stage.of_ballot, "chair", slowly, ballot)
        assert opened.wait(10)
        ending = pool.submit(stage.of_meeting, "officer", end_meeting)
        wait([ending], timeout=0.5)  # it has time to end, were it not held
        go_on.set()
        opening.result()
        with pytest.raises(Refused):
            ending.result()
    assert stage.row(ballot).state is State.OPEN
    assert stage.meeting_row().state is MeetingState.IN_SESSION


@pytest.mark.postgresql
def test_a_ballot_does_not_open_while_the_session_ends(stage):
    ballot = stage.start().prepare()
    ended, go_on = Event(), Event()

    def slowly(actor, meeting):
        end_meeting(actor, meeting)
        session().flush()
        ended.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        ending = pool.submit(stage.of_meeting, "officer", slowly)
        assert ended.wait(10)
        opening = pool.submit(stage.of_ballot, "chair", open_ballot, ballot)
        wait([opening], timeout=0.5)  # it has time to open, were it not held
        go_on.set()
        ending.result()
        with pytest.raises(Refused):
            opening.result()
    assert stage.row(ballot).state is State.PREPARED
    assert stage.meeting_row().state is MeetingState.ENDED
