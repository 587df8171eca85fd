"""Who is told when a consultation goes out, is extended, is recalled, has a result."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ecabinet.bodies.actors import today
from ecabinet.bodies.leaving import Line, handed_on
from ecabinet.bodies.models import Role
from ecabinet.bodies.queries import list_assistants, list_posts
from ecabinet.consultations.events import (
    ConsultationClosed,
    ConsultationEvent,
    ConsultationExtended,
    ConsultationRecalled,
    ConsultationReturned,
    ConsultationSent,
    ConsultationSubmitted,
)
from ecabinet.consultations.models import WRITING, Consultation, Form, State
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell


@within(ConsultationSubmitted)
def tell_the_head(event: ConsultationSubmitted) -> None:
    consultation = _about(event)
    heads = list_posts(consultation.body_id, frozenset({Role.HEAD}), today())
    _tell(
        event,
        [each.account_id for each in heads],
        N_("An opinion form awaits your approval: %(title)s"),
    )


@within(ConsultationReturned)
def tell_the_officer(event: ConsultationReturned) -> None:
    message = N_("An opinion form was returned to you: %(title)s. Reason: %(reason)s")
    _tell(event, [_about(event).created_by_id], message, reason=event.reason)


@within(ConsultationSent)
def ask_the_members(event: ConsultationSent) -> None:
    message = N_("Your opinion is asked: %(title)s. Please answer before %(due_at)s.")
    _tell(event, _asked(event), message, due_at=_local(event, event.due_at))


@within(ConsultationExtended)
def tell_of_more_time(event: ConsultationExtended) -> None:
    message = N_(
        "There is more time for your opinion: %(title)s. It may be given until %(due_at)s."
    )
    _tell(event, _asked(event), message, due_at=_local(event, event.due_at))


@within(ConsultationRecalled)
def tell_of_the_recall(event: ConsultationRecalled) -> None:
    message = N_("An opinion form was recalled: %(title)s. Reason: %(reason)s")
    _tell(event, _asked(event), message, reason=event.reason)


@within(ConsultationClosed)
def tell_the_result(event: ConsultationClosed) -> None:
    consultation = _about(event)
    message = N_("The opinions have been counted: %(title)s. The result is open to you.")
    _tell(event, [*_asked(event), consultation.created_by_id], message)


def _about(event: ConsultationEvent) -> Consultation:
    return session().get_one(Consultation, event.consultation_id)


def _asked(event: ConsultationEvent) -> list[str]:
    """Return the members who are asked, and whoever assists them."""
    members = [each.account_id for each in _about(event).forms]
    return [*members, *(each.account_id for each in list_assistants(members, today()))]


def _local(event: ConsultationEvent, moment: datetime) -> str:
    """Return a moment as the body's own clock shows it."""
    return moment.astimezone(ZoneInfo(_about(event).body.timezone)).isoformat()


def _tell(event: ConsultationEvent, accounts: list[str], message: str, **values: str) -> None:
    title = _about(event).title
    href = f"/consultations/{event.consultation_id}"
    tell(event, accounts, message, {"title": title, **values}, href)


@handed_on(N_("Opinion forms not yet answered"))
def list_unanswered(account_id: str) -> list[Line]:
    """What somebody who leaves office was asked and has not said."""
    query = (
        select(Form)
        .join(Form.consultation)
        .where(Form.account_id == account_id, Form.seq == 0, Consultation.state == State.SENT)
        .order_by(Consultation.due_at)
    )
    message = N_("Opinion form due %(due_at)s, %(body)s")
    return [
        Line(
            message,
            {"due_at": each.consultation.due_at, "body": each.consultation.body.name},
            f"/consultations/{each.consultation_id}",
        )
        for each in session().scalars(query)
    ]


@handed_on(N_("Drafts not yet sent"))
def list_unsent(account_id: str) -> list[Line]:
    """What somebody who leaves office began to write."""
    query = (
        select(Consultation)
        .where(Consultation.created_by_id == account_id, Consultation.state.in_(WRITING))
        .order_by(Consultation.created_at)
    )
    message = N_("Opinion form begun at %(created_at)s, %(body)s")
    return [
        Line(
            message,
            {"created_at": each.created_at, "body": each.body.name},
            f"/consultations/{each.id}",
        )
        for each in session().scalars(query)
    ]
