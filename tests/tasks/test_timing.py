"""One rule, twice: as a function and as SQL."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from ecabinet.core.database import session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.tasks.models import State, Task, Timing
from ecabinet.tasks.timing import timing, timing_on

TODAY = date(2026, 11, 22)


def days(number):
    return None if number is None else TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("state", "due", "reported", "done", "stands"),
    [
        (State.ASSIGNED, -1, None, None, Timing.OVERDUE),
        (State.ASSIGNED, 0, None, None, Timing.DUE_SOON),
        (State.ACCEPTED, 3, None, None, Timing.DUE_SOON),
        (State.IN_PROGRESS, 4, None, None, Timing.IN_TIME),
        (State.RETURNED, -1, None, None, Timing.OVERDUE),
        (State.IN_PROGRESS, None, None, None, Timing.NO_DEADLINE),
        (State.REPORTED_DONE, -5, -5, None, Timing.IN_TIME),
        (State.REPORTED_DONE, -5, -4, None, Timing.OVERDUE),
        (State.REPORTED_DONE, 2, 0, None, Timing.IN_TIME),
        (State.REPORTED_DONE, None, 0, None, Timing.NO_DEADLINE),
        (State.CONFIRMED, -5, -5, -5, Timing.DONE_ON_TIME),
        (State.CONFIRMED, -5, -4, -4, Timing.DONE_LATE),
        (State.CONFIRMED, None, -4, -4, Timing.DONE_ON_TIME),
        (State.SUSPENDED, -5, None, None, None),
        (State.CANCELLED, -5, None, None, None),
    ],
)
def test_how_a_task_stands(state, due, reported, done, stands):
    task = Task(state=state, due_on=days(due), reported_on=days(reported), done_on=days(done))
    assert timing(task, TODAY) == stands


def test_the_rule_and_its_sql_agree_on_any_dates(work):
    chance = random.Random(20261122)  # noqa: S311 -- any dates will do
    model = {
        each.name: getattr(work.row(work.give()), each.name) for each in Task.__table__.columns
    }
    dossiers = [work.row(work.give(f"Việc {number}")).dossier_id for number in range(60)]
    run(lambda: session().execute(Task.__table__.delete()))
    run(lambda: session().execute(insert(Task), [model | any_dates(chance, d) for d in dossiers]))

    def look(actor):
        rows = session().execute(select(Task, timing_on(TODAY))).all()
        return [(timing(task, TODAY), by_sql) for task, by_sql in rows]

    pairs = work.cabinet.look("officer", look)
    assert len(pairs) == 60
    assert [rule and rule.value for rule, _ in pairs] == [by_sql for _, by_sql in pairs]
    assert {rule for rule, _ in pairs} == {*Timing, None}


def any_dates(chance, dossier_id):
    state = chance.choice(list(State))
    reported = chance.randint(-9, 0) if state in {State.REPORTED_DONE, State.CONFIRMED} else None
    return {
        "id": new_id(),
        "dossier_id": dossier_id,
        "state": state,
        "due_on": days(chance.choice([None, *range(-9, 9)])),
        "reported_on": days(reported),
        "done_on": days(reported) if state is State.CONFIRMED else None,
    }
