"""Who may do what with a task."""

from sqlalchemy import ColumnElement, and_, or_

from ecabinet.agenda import policy as agenda
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Body, Role, Scope
from ecabinet.minutes.models import Conclusion
from ecabinet.tasks.models import Coordination, Task

READERS = MEMBERS | SECRETARIAT


def may_see(actor: Actor, task: Task) -> bool:
    """The members of the body and its secretariat see every task; an agency those that it leads or helps with.

    Of a task that a conclusion orders they see no more than of the item it was reached on.
    """
    if may_follow(actor, task.body_id) and _is_open(actor, task):
        return True
    return not actor.agencies().isdisjoint(task.agency_ids)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    ordered = Task.conclusion.has(Conclusion.item.has(agenda.open_to(actor)))
    is_open = or_(Task.conclusion_id.is_(None), ordered)
    return or_(and_(Task.body_id.in_(followed_bodies(actor)), is_open), _charged(actor))


def counted_for(actor: Actor) -> ColumnElement[bool]:
    """Return, for a query, the tasks in the totals of an actor: also those whose titles they do not see."""
    return or_(Task.body_id.in_(followed_bodies(actor)), _charged(actor))


def _is_open(actor: Actor, task: Task) -> bool:
    return task.conclusion is None or agenda.is_open_to(actor, task.conclusion.item)


def _charged(actor: Actor) -> ColumnElement[bool]:
    agencies = actor.agencies()
    helps = Task.coordinating.any(Coordination.agency_id.in_(agencies))
    return or_(Task.lead_id.in_(agencies), helps)


def may_follow(actor: Actor, body_id: str) -> bool:
    """Whether all tasks of a body are theirs to see: its board is."""
    return body_id in followed_bodies(actor)


def followed_bodies(actor: Actor) -> frozenset[str]:
    """Return the bodies whose tasks are theirs to see.

    An assistant reads what the member they serve reads, where the member lets them into tasks; they report and
    confirm nothing.
    """
    assisted = {each for each in actor.bodies({Role.ASSISTANT}) if actor.serves(each, Scope.TASKS)}
    return actor.bodies(READERS) | assisted


def may_assign(actor: Actor, body: Body) -> bool:
    return actor.is_secretariat(body.id)


def may_work(actor: Actor, task: Task) -> bool:
    """The lead agency alone answers for it, so its officers accept it, report on it and report it done."""
    return task.lead_id in actor.agencies()


def may_direct(actor: Actor, task: Task) -> bool:
    """The secretariat of the body confirms, returns, replans, suspends and cancels."""
    return actor.is_secretariat(task.body_id)
