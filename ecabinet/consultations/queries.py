from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import contains_eager, lazyload, selectinload

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Scope
from ecabinet.consultations.envelope import Opinion, open_opinions, read_stands
from ecabinet.consultations.models import Answer, Consultation, Form, State
from ecabinet.consultations.policy import (
    is_followed_by,
    may_answer,
    may_close_by_time,
    may_see_answers,
    may_see_returns,
    visible_to,
)
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.papers.queries import Listed, list_papers

PAGE = 20

R = TypeVar("R", Consultation, Form)


@dataclass(frozen=True)
class Said:
    """One member's form and what stands in it; no opinions: they have not answered."""

    form: Form
    opinions: Mapping[str, Opinion]
    receipt: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Sheet:
    """One page about a consultation, as one person may see it."""

    consultation: Consultation
    form: Form | None  # one's own, or that of the member one assists
    mine: bool  # whether one is asked oneself
    said: Said | None  # what one has answered oneself
    returns: Sequence[Form]  # who has opened and answered, for the secretariat
    answers: Sequence[Said]  # who said what, once it is closed
    papers: Sequence[Listed]


def find_consultation(actor: Actor, consultation_id: str, *, lock: bool = False) -> Consultation:
    """Return a consultation that `actor` may see, with its questions and forms. `lock` it before changing it."""
    query = _whole().where(Consultation.id == consultation_id, visible_to(actor))
    if lock:
        query = query.with_for_update(of=Consultation)
    if consultation := session().scalars(query).one_or_none():
        return consultation
    raise Missing


def find_sheet(actor: Actor, consultation_id: str) -> Sheet:
    """Return all that `actor` may be shown of a consultation."""
    consultation = find_consultation(actor, consultation_id)
    form = find_served_form(actor, consultation)
    return Sheet(
        consultation=consultation,
        form=form,
        mine=form is not None and may_answer(actor, form),
        said=find_own_answer(actor, form) if form else None,
        returns=list_returns(actor, consultation),
        answers=list_answers(actor, consultation),
        papers=list_papers(actor, consultation.dossier),
    )


def find_overdue(actor: Actor, consultation_id: str) -> Consultation:
    """Return a consultation whose time is up, locked. Missing when it was closed, recalled or extended meanwhile."""
    query = _whole().where(
        Consultation.id == consultation_id,
        Consultation.state == State.SENT,
        Consultation.due_at <= now(),
    )
    found = session().scalars(query.with_for_update(of=Consultation)).one_or_none()
    if found and may_close_by_time(actor):
        return found
    raise Missing


def list_overdue(actor: Actor) -> Sequence[str]:
    """Return the ids of consultations whose time is up: for the clock alone."""
    if not may_close_by_time(actor):
        return ()
    query = select(Consultation.id).where(
        Consultation.state == State.SENT, Consultation.due_at <= now()
    )
    return session().scalars(query.order_by(Consultation.due_at, Consultation.id)).all()


def find_form(actor: Actor, form_id: str, *, lock: bool = False) -> Form:
    """Return one's own form, or that of the member one assists. `lock` it before answering."""
    if form := _form(actor, Form.id == form_id, lock=lock):
        return form
    raise Missing


def find_own_form(actor: Actor, consultation_id: str, *, lock: bool = False) -> Form:
    """Return the form that `actor` is asked to answer. Missing when they are not asked."""
    mine = and_(Form.consultation_id == consultation_id, Form.account_id == actor.id)
    if form := _form(actor, mine, lock=lock):
        return form
    raise Missing


def find_served_form(actor: Actor, consultation: Consultation) -> Form | None:
    """Return the form of `actor`, else that of the member they assist, if either is asked."""
    served = [
        each
        for each in consultation.forms
        if each.account_id in actor.serves(consultation.body_id, Scope.OPINIONS)
    ]
    own = [each for each in consultation.forms if each.account_id == actor.id]
    return next(iter(own + served), None)


def list_open_forms(actor: Actor) -> Sequence[Form]:
    """Return the forms that await `actor` or whom they assist, by the clock."""
    query = _forms(actor).where(Consultation.state == State.SENT)
    return session().scalars(query.order_by(Consultation.due_at, Form.id)).all()


def list_past_forms(actor: Actor, before: str | None = None) -> Sequence[Form]:
    """Return a page of those that no longer do, the newest first; `before` is the last consultation before it."""
    query = _forms(actor).where(Consultation.state.in_({State.CLOSED, State.RECALLED}))
    return session().scalars(_page(query, before)).all()


def list_consultations(actor: Actor, before: str | None = None) -> Sequence[Consultation]:
    """Return a page of everything the secretariat has in hand, in all states, the newest first."""
    query = select(Consultation).where(Consultation.body_id.in_(actor.bodies(SECRETARIAT)))
    return session().scalars(_page(query.options(lazyload(Consultation.dossier)), before)).all()


def list_returns(actor: Actor, consultation: Consultation) -> Sequence[Form]:
    """Return the forms with who has opened and answered, never what; nothing to whom that is not open."""
    return consultation.forms if may_see_returns(actor, consultation) else ()


def list_answers(actor: Actor, consultation: Consultation) -> Sequence[Said]:
    """Return what each member said, in the order of precedence; nothing before it is closed."""
    if not may_see_answers(actor, consultation):
        return ()
    query = select(Answer).join(Form, and_(Form.id == Answer.form_id, Form.seq == Answer.seq))
    found = session().scalars(query.where(Form.consultation_id == consultation.id))
    answers = {each.form_id: each for each in found}
    return [_said(form, answers.get(form.id)) for form in consultation.forms]


def find_own_answer(actor: Actor, form: Form) -> Said | None:
    """Return what one has answered oneself, sealed to everybody else; None while one has not."""
    if actor.id != form.account_id or not form.is_answered:
        return None
    query = select(Answer).where(Answer.form_id == form.id, Answer.seq == form.seq)
    answer = session().scalars(query).one()
    return Said(form, open_opinions(form, answer), answer.receipt, answer.at)


def count_awaited(actor: Actor) -> int:
    """How many forms one has still to answer oneself."""
    mine = and_(Form.account_id == actor.id, Consultation.body_id.in_(actor.bodies(MEMBERS)))
    query = (
        select(func.count())
        .select_from(Form)
        .join(Form.consultation)
        .where(mine, Form.seq == 0, Consultation.state == State.SENT)
    )
    return session().scalars(query).one()


def count_answers(actor: Actor, consultation_ids: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Return how many forms came back of how many, for each of these consultations that was sent."""
    query = (
        select(
            Form.consultation_id,
            func.count().filter(Form.seq > 0),
            func.count(),
        )
        .join(Form.consultation)
        .where(Form.consultation_id.in_(consultation_ids), visible_to(actor))
        .group_by(Form.consultation_id)
    )
    return {each: (answered, sent) for each, answered, sent in session().execute(query)}


def _whole() -> Select[Consultation]:
    return select(Consultation).options(
        selectinload(Consultation.questions), selectinload(Consultation.forms)
    )


def _form(actor: Actor, which: ColumnElement[bool], *, lock: bool) -> Form | None:
    """Read a form, its consultation before it and for share: it cannot close while somebody is answering."""
    if lock:
        held = select(Consultation).where(Consultation.forms.any(which))
        held = held.options(lazyload(Consultation.body), lazyload(Consultation.dossier))
        session().scalars(held.with_for_update(read=True, of=Consultation)).one_or_none()
    query = _forms(actor).where(which)
    if lock:
        query = query.with_for_update(of=Form)
    return session().scalars(query).one_or_none()


def _forms(actor: Actor) -> Select[Form]:
    return (
        select(Form)
        .join(Form.consultation)
        .where(is_followed_by(actor), visible_to(actor))
        .options(contains_eager(Form.consultation).lazyload(Consultation.dossier))
    )


def _page(query: Select[R], before: str | None) -> Select[R]:
    if before and (last := session().get(Consultation, before)):
        key = tuple_(Consultation.created_at, Consultation.id)
        query = query.where(key < (last.created_at, last.id))
    return query.order_by(Consultation.created_at.desc(), Consultation.id.desc()).limit(PAGE)


def _said(form: Form, answer: Answer | None) -> Said:
    if answer is None or answer.stands is None:
        return Said(form, {})
    return Said(form, read_stands(answer.stands), answer.receipt, answer.at)
