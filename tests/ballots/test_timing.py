"""A timed ballot closes when its time is up by the machine's own count, whatever the clock on the wall says."""

from datetime import timedelta

import pytest

from ecabinet.audit.models import Entry
from ecabinet.ballots import jobs, operations, timing
from ecabinet.ballots.models import State
from ecabinet.ballots.queries import find_panel
from ecabinet.ballots.running_queries import find_timed
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.core.database import reading
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused
from ecabinet.core.transaction import run
from tests.ballots.running import Running, Time

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def time():
    jobs._watch.forget_all_but([])
    return Time()


@pytest.fixture
def running(stage):
    stage.start()
    return Running(stage)


def keep(time):
    with time.now():
        return jobs.keep_time()


def is_open(running, ballot):
    return running.look(ballot).state is State.OPEN


@pytest.mark.parametrize("jump", [-3 * DAY, -HOUR, timedelta(0), HOUR, 3 * DAY])
def test_it_closes_on_time_whatever_is_done_to_the_clock(running, time, jump):
    with time.now():
        ballot = running.open_for(60)
    keep(time.passes(59.9, wall=jump))
    assert is_open(running, ballot)
    keep(time.passes(0.2, wall=-2 * jump))
    assert running.look(ballot).state is State.CLOSED


def test_it_counts_as_any_closing_does_and_the_trail_says_why(running, time):
    stage = running.stage
    with time.now():
        ballot = running.open_for(30)
        stage.cast("minister", ballot)
    keep(time.passes(31))
    assert running.look(ballot).result["for_"] == 1
    with reading() as current:
        told = [
            (each.event, each.actor_id)
            for each in current.query(Entry).order_by(Entry.position)
            if each.event in {"ballot.time_ran_out", "ballot.closed"}
        ]
    assert told == [("ballot.time_ran_out", CLOCK), ("ballot.closed", CLOCK)]
    with pytest.raises(Closed):
        stage.cast("finance", ballot)


def test_a_vote_counts_while_it_is_open_whatever_the_time_says(running, time):
    with time.now():
        ballot = running.open_for(30)
    with time.passes(40, wall=3 * DAY).now():
        assert running.stage.cast("minister", ballot).code
    keep(time)
    assert running.look(ballot).result["for_"] == 1


def test_two_that_keep_the_time_close_it_once(running, time):
    with time.now():
        ballot = running.open_for(30)
    with time.passes(31).now():
        found = run(lambda: find_timed(system_actor(CLOCK), ballot).id)
        jobs._close(found)
        jobs._close(found)
    with reading() as current:
        assert current.query(Entry).filter_by(event="ballot.closed").count() == 1


def test_what_was_given_more_time_before_its_turn_came_is_not_closed(running, time):
    with time.now():
        ballot = running.open_for(30)
    with time.passes(31).now():
        running.stage.of_ballot("officer", operations.extend_ballot, ballot)
        jobs._close(ballot)
    assert is_open(running, ballot)


def test_a_pause_keeps_what_is_left(running, time):
    with time.now():
        ballot = running.open_for(60)
    with time.passes(20).now():
        running.stage.of_ballot("chair", operations.pause_ballot, ballot)
    keep(time.passes(3600))
    assert running.look(ballot).left_ms == 40_000
    with time.now():
        running.stage.of_ballot("chair", operations.resume_ballot, ballot)
    keep(time.passes(39))
    assert is_open(running, ballot)
    keep(time.passes(2))
    assert not is_open(running, ballot)


@pytest.mark.parametrize("paused", [False, True])
def test_one_minute_more(running, time, paused):
    with time.now():
        ballot = running.open_for(30)
        if paused:
            running.stage.of_ballot("chair", operations.pause_ballot, ballot)
    with time.passes(10).now():
        running.stage.of_ballot("officer", operations.extend_ballot, ballot)
        if paused:
            running.stage.of_ballot("chair", operations.resume_ballot, ballot)
    keep(time.passes(79 if not paused else 89))
    assert is_open(running, ballot)
    keep(time.passes(2))
    assert not is_open(running, ballot)


def test_only_a_timed_ballot_that_takes_votes_is_given_more(running):
    untimed = running.stage.open()
    with pytest.raises(Refused):
        running.stage.of_ballot("chair", operations.extend_ballot, untimed)


@pytest.mark.parametrize("limit", [0, -30, 31, 10_000])
def test_only_what_is_offered_is_a_limit(running, limit):
    with pytest.raises(Invalid):
        running.open_for(limit)


def test_the_process_is_started_anew_and_goes_on_where_it_was(running, time):
    with time.now():
        ballot = running.open_for(60)
    jobs._watch.forget_all_but([])  # what a process knows dies with it
    keep(time.passes(59))
    assert is_open(running, ballot)
    keep(time.passes(1.5))
    assert not is_open(running, ballot)


def test_after_the_machine_was_off_members_have_a_while_still(running, time):
    """The clock says that time is long up, rightly or wrongly; nobody could vote meanwhile."""
    with time.now():
        ballot = running.open_for(60)
    keep(time.passes(0, wall=3 * DAY).on("after the start"))
    assert is_open(running, ballot)
    keep(time.passes(timing.GRACE_MS / 1000 - 1))
    assert is_open(running, ballot)
    keep(time.passes(2))
    assert not is_open(running, ballot)


def test_a_clock_that_went_back_gives_no_more_than_a_whole_run(running, time):
    with time.now():
        ballot = running.open_for(60)
    keep(time.passes(0, wall=-3 * DAY).on("after the start"))
    keep(time.passes(60 + timing.GRACE_MS / 1000 - 1))
    assert is_open(running, ballot)
    keep(time.passes(2))
    assert not is_open(running, ballot)


def test_another_machine_leaves_it_to_the_one_that_runs_it(running, time):
    with time.now():
        ballot = running.open_for(60)
    other = Time().passes(61).on("another", 900_000_000)
    keep(other)
    assert is_open(running, ballot)
    keep(time.passes(60))
    assert not is_open(running, ballot)


@pytest.mark.parametrize("jump", [-3 * DAY, HOUR])
def test_what_people_count_down_from_follows_the_machine_and_not_the_clock(running, time, jump):
    with time.now():
        ballot = running.open_for(60)
    with time.passes(20, wall=jump).now():
        panel = running.stage.cabinet.look("minister", lambda actor: find_panel(actor, ballot))
    assert panel.ballot.closes_at - panel.at == timedelta(seconds=40)


def test_it_looks_seldom_while_nothing_is_timed_and_often_while_something_is(running, time):
    assert keep(time) == jobs.IDLE_S
    running.stage.open()
    assert keep(time) == jobs.IDLE_S
    with time.now():
        running.open_for(30, running.ask())
    assert keep(time) <= 0.5


def test_nobody_closes_in_the_name_of_the_time(running):
    ballot = running.open_for(30)
    with pytest.raises(Missing):
        running.act("officer", lambda actor: find_timed(actor, ballot))
    with pytest.raises(Denied):
        running.stage.of_ballot("chair", operations.close_when_time_is_up, ballot, timing.Watch())
