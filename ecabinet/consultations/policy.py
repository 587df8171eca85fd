"""Who may do what with a written consultation."""

from sqlalchemy import ColumnElement, and_, false, or_

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import SECRETARIAT, Body, Role, Scope
from ecabinet.bodies.system import CLOCK
from ecabinet.consultations.models import GONE_OUT, Consultation, Form, State


def may_see(actor: Actor, consultation: Consultation) -> bool:
    """The secretariat always; whoever is asked, and their assistants, once it has gone out."""
    if actor.is_secretariat(consultation.body_id):
        return True
    asked = actor.stands_for(consultation.body_id, Scope.OPINIONS)
    return consultation.has_gone_out and any(
        each.account_id in asked for each in consultation.forms
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return or_(
        Consultation.body_id.in_(actor.bodies(SECRETARIAT)),
        and_(Consultation.state.in_(GONE_OUT), Consultation.forms.any(is_followed_by(actor))),
    )


def is_followed_by(actor: Actor) -> ColumnElement[bool]:
    """Forms, beside their consultation, that ask the actor or whom they assist in that body."""
    return or_(
        false(),
        *(
            and_(
                Consultation.body_id == body_id,
                Form.account_id.in_(actor.stands_for(body_id, Scope.OPINIONS)),
            )
            for body_id in sorted(actor.bodies())
        ),
    )


def may_draft(actor: Actor, body: Body) -> bool:
    return actor.is_secretariat(body.id)


def may_write(actor: Actor, consultation: Consultation) -> bool:
    """Any officer: drafts are the secretariat's, not one person's."""
    return actor.is_secretariat(consultation.body_id)


def may_approve(actor: Actor, consultation: Consultation) -> bool:
    """The head of the secretariat lets it out, and so alone may extend or recall what went out."""
    return actor.holds(consultation.body_id, {Role.HEAD})


def may_close(actor: Actor, consultation: Consultation) -> bool:
    """The secretariat, early, when all are in."""
    return actor.is_secretariat(consultation.body_id)


def may_close_by_time(actor: Actor) -> bool:
    """The clock alone: nobody closes before others have answered."""
    return actor.id == CLOCK


def may_answer(actor: Actor, form: Form) -> bool:
    """Only for oneself, and only while one is a member: an assistant reads, and never answers."""
    return actor.id == form.account_id and actor.is_member(form.consultation.body_id)


def may_see_returns(actor: Actor, consultation: Consultation) -> bool:
    """Who has opened and answered, not what: the secretariat, so that it can remind."""
    return actor.is_secretariat(consultation.body_id)


def may_see_answers(actor: Actor, consultation: Consultation) -> bool:
    """Who said what, in a named consultation, once it is closed; before that nobody."""
    return consultation.state is State.CLOSED and may_see(actor, consultation)
