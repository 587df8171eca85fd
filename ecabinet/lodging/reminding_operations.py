"""Reminding of a due day: once before it, once when it is over."""

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.calendar import WorkingCalendar, end_of_work
from ecabinet.core.clock import now
from ecabinet.core.errors import require
from ecabinet.core.events import record
from ecabinet.lodging.events import LatenessReminded, LodgingReminded
from ecabinet.lodging.models import LateRequest, Lodging
from ecabinet.lodging.policy import may_remind
from ecabinet.lodging.timing import remind_of


def remind(actor: Actor, lodging: Lodging) -> None:
    """Have those concerned reminded; after a time in which nobody looked, once and not for each time missed."""
    require(may_remind(actor))
    due_on = lodging.due_on
    overdue = due_on is not None and now() >= end_of_work(due_on, lodging.body.timezone)
    remind_of(lodging, WorkingCalendar.of(lodging.body))
    record(LodgingReminded(actor_id=actor.id, **lodging.whereabouts, overdue=overdue))


def remind_chair(actor: Actor, request: LateRequest) -> None:
    """Have the chair reminded, once, that an answer is due."""
    require(may_remind(actor))
    request.reminded_at = now()
    record(
        LatenessReminded(
            actor_id=actor.id,
            **request.lodging.whereabouts,
            meeting_id=request.meeting_id,
            request_id=request.id,
        )
    )
