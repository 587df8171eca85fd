"""How a task stands to its due date: derived from dates, never typed. The same rule as a function and as SQL.

A task is due on the whole of its day. One that is reported done waits for the secretariat, so its clock stands still on
the day of that report (`reported_on`, which a return takes away again). One that is suspended or cancelled has no
timing at all.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, literal, null

from ecabinet.tasks.models import State, Task, Timing

SOON = timedelta(days=3)
STILL = frozenset({State.SUSPENDED, State.CANCELLED})
DONE = frozenset({Timing.DONE_ON_TIME, Timing.DONE_LATE})


def timing(task: Task, today: date) -> Timing | None:
    """Return how `task` stands on `today`."""
    if task.state in STILL:
        return None
    if task.state is State.CONFIRMED:
        return _done(task.done_on, task.due_on)
    if task.due_on is None:
        return Timing.NO_DEADLINE
    return _open(task.due_on, today, task.reported_on)


def timing_on(today: date) -> ColumnElement[Timing | None]:
    """`timing`, for a query. A test holds the two together."""
    return case(
        (Task.state.in_(STILL), null()),
        (
            Task.state == State.CONFIRMED,
            case((Task.done_on > Task.due_on, _word(Timing.DONE_LATE)), else_=_word(Timing.DONE_ON_TIME)),
        ),
        (Task.due_on.is_(None), _word(Timing.NO_DEADLINE)),
        (func.coalesce(Task.reported_on, today) > Task.due_on, _word(Timing.OVERDUE)),
        (
            Task.reported_on.is_(None) & (Task.due_on <= today + SOON),
            _word(Timing.DUE_SOON),
        ),
        else_=_word(Timing.IN_TIME),
    )  # fmt: skip


def _done(done_on: date | None, due_on: date | None) -> Timing:
    late = done_on is not None and due_on is not None and done_on > due_on
    return Timing.DONE_LATE if late else Timing.DONE_ON_TIME


def _open(due_on: date, today: date, reported_on: date | None) -> Timing:
    if (reported_on or today) > due_on:
        return Timing.OVERDUE
    soon = reported_on is None and due_on <= today + SOON
    return Timing.DUE_SOON if soon else Timing.IN_TIME


def _word(value: Timing) -> ColumnElement[Timing | None]:
    return literal(value.value)
