"""What was asked of a chair about being late, and who may know."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, func, select, true, tuple_

from ecabinet.bodies.actors import Actor, today
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.lodging.models import LateRequest, Lodging, State
from ecabinet.lodging.policy import may_remind, visible_request_to

PAGE = 30


def find_request(actor: Actor, request_id: str, *, lock: bool = False) -> LateRequest:
    query = select(LateRequest).where(LateRequest.id == request_id, visible_request_to(actor))
    return _one(query, lock=lock)


def list_open_requests(
    actor: Actor, after: str | None = None, limit: int = PAGE
) -> Sequence[LateRequest]:
    """Return what was asked of the chair and not answered, the oldest first."""
    query = select(LateRequest).where(_is_open(), visible_request_to(actor))
    if after and (last := session().get(LateRequest, after)):
        key = tuple_(LateRequest.asked_at, LateRequest.id)
        query = query.where(key > (last.asked_at, last.id))
    query = query.order_by(LateRequest.asked_at, LateRequest.id).limit(limit)
    return session().scalars(query).all()


def count_open_requests(actor: Actor) -> int:
    query = select(func.count()).select_from(LateRequest)
    query = query.where(_is_open(), visible_request_to(actor))
    return session().scalars(query).one()


def list_unanswered(actor: Actor) -> Sequence[str]:
    """Return the requests whose answer is due and of which the chair was not reminded; only the clock is told."""
    query = select(LateRequest.id).where(_is_unanswered(), _is_clock(actor))
    return session().scalars(query.order_by(LateRequest.asked_at).limit(PAGE)).all()


def find_unanswered(actor: Actor, request_id: str) -> LateRequest:
    query = select(LateRequest).where(
        LateRequest.id == request_id, _is_unanswered(), _is_clock(actor)
    )
    return _one(query, lock=True)


def _is_unanswered() -> ColumnElement[bool]:
    return and_(
        _is_open(),
        LateRequest.due_on <= today(),
        LateRequest.reminded_at.is_(None),
    )


def _is_open() -> ColumnElement[bool]:
    goes_on = LateRequest.lodging.has(Lodging.state != State.WITHDRAWN)
    return and_(LateRequest.granted.is_(None), goes_on)


def _is_clock(actor: Actor) -> ColumnElement[bool]:
    return true() if may_remind(actor) else false()


def _one(query: Select[LateRequest], *, lock: bool) -> LateRequest:
    query = query.with_for_update(of=LateRequest) if lock else query
    if found := session().scalars(query).unique().one_or_none():
        return found
    raise Missing
