from datetime import UTC, datetime, timedelta

import pytest

from ecabinet.bodies.actors import today
from ecabinet.core.clock import set_to
from ecabinet.tasks.models import State, Timing
from ecabinet.tasks.operations import cancel_task, suspend_task
from ecabinet.tasks.queries import (
    PAGE,
    Count,
    Filter,
    Month,
    count_by_agency,
    count_tasks,
    list_months,
    list_tasks,
    tally,
)

LAST_YEAR = datetime(2025, 12, 10, 3, tzinfo=UTC)


@pytest.fixture
def past(work):
    """Nine tasks that stand in every way there is; the day is 22 November 2026."""
    now = datetime(2026, 11, 22, 3, tzinfo=UTC)
    with set_to(datetime(2026, 11, 2, 3, tzinfo=UTC)):
        on_time, late, overdue = (work.give(due_on=day(10)) for _ in range(3))
        work.give(due_on=day(25))
        work.give(due_on=day(26))
        work.give("Không hạn", lead_id=work.cabinet.treasury_agency)
        resting, gone = work.give(due_on=day(5)), work.give(due_on=day(5))
        work.report(on_time)
        work.do("head", suspend_task, resting, "Chờ")
        work.do("head", cancel_task, gone, "Bỏ")
    with set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        work.report(late)
    with set_to(now):
        work.confirm(on_time)
        work.confirm(late)
        yield overdue


def day(number):
    return datetime(2026, 11, number, tzinfo=UTC).date()


def test_the_board_counts_as_the_government_publishes(work, past):
    counts = work.cabinet.look("chair", lambda actor: count_by_agency(actor, work.cabinet.body))
    by_name = {each.agency.code: each.count for each in counts}
    assert by_name["BXD"] == Count(on_time=1, late=1, in_time=1, due_soon=1, overdue=1, suspended=1)
    assert by_name["BTC"] == Count(no_deadline=1)
    assert (tally(counts).total, tally(counts).done) == (6, 2)
    assert tally(counts).rate == 66.7


def test_there_is_no_rate_of_nothing(work):
    assert (
        tally(work.cabinet.look("chair", lambda a: count_by_agency(a, work.cabinet.body)))
        == Count()
    )
    assert Count().rate is None


def test_the_months_say_what_fell_due_and_how_it_was_done(work, past):
    months = work.cabinet.look("chair", lambda actor: list_months(actor, work.cabinet.body))
    assert len(months) == 12
    assert months[0].first == LAST_YEAR.date().replace(day=1)
    assert months[-1] == Month(day(1), 1, 1, 1)
    assert (months[-1].rate, months[0].rate) == (33.3, None)


def test_nobody_else_counts_the_tasks_of_a_body(work, past):
    for name in ("stranger", "admin", "auditor", "guest", "clerk"):
        assert work.cabinet.look(name, lambda a: count_by_agency(a, work.cabinet.body)) == []
    mine = work.cabinet.look("treasury", lambda a: count_by_agency(a, work.cabinet.body))
    assert [each.agency.code for each in mine] == ["BTC"]


@pytest.mark.parametrize("stands", Timing)
def test_every_number_is_the_length_of_its_list(work, past, stands):
    wanted = Filter(body_id=work.cabinet.body, timings=frozenset({stands}))
    listed = work.cabinet.look("chair", lambda actor: len(list_tasks(actor, wanted)))
    assert listed == work.cabinet.look("chair", lambda actor: count_tasks(actor, wanted)) == 1


def test_pages_follow_each_other_without_gap_or_repetition(work):
    given = {work.give(f"Việc {number}", day_or_none(number)) for number in range(PAGE + 7)}
    wanted = Filter(body_id=work.cabinet.body)

    def walk(actor):
        first = list_tasks(actor, wanted)
        return [*first, *list_tasks(actor, wanted, after=first[-1].id)]

    seen = work.cabinet.look("officer", walk)
    assert {each.id for each in seen} == given
    assert len(seen) == PAGE + 7
    due = [each.due_on for each in seen if each.due_on]
    assert due == sorted(due)
    assert all(each.due_on is None for each in seen[len(due) :])


def day_or_none(number):
    return today() + timedelta(days=number % 5) if number % 3 else None


def test_what_waits_to_be_confirmed(work, past):
    work.report(past)
    wanted = Filter(body_id=work.cabinet.body, states=frozenset({State.REPORTED_DONE}))
    found = work.cabinet.look(
        "officer", lambda actor: [each.id for each in list_tasks(actor, wanted)]
    )
    assert found == [past]
