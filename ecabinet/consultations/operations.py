from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.calendar import WorkingCalendar, end_of_work
from ecabinet.bodies.models import Body
from ecabinet.bodies.queries import list_members
from ecabinet.consultations import events
from ecabinet.consultations.counting import count_questions
from ecabinet.consultations.envelope import (
    Opinion,
    Opinions,
    check_opinions,
    new_wrapped_key,
    open_opinions,
    seal_opinions,
    spell_stands,
)
from ecabinet.consultations.models import (
    WRONG_STATE,
    Answer,
    Consultation,
    Form,
    Outcome,
    State,
)
from ecabinet.consultations.policy import (
    may_answer,
    may_approve,
    may_close,
    may_close_by_time,
    may_draft,
    may_write,
)
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.papers.operations import admit_readers, close_dossier, open_dossier


@dataclass(frozen=True, kw_only=True)
class ConsultationDraft:
    """What an officer writes. `questions` in their order; `working_days` counts from the day it is sent."""

    title: str
    summary: str = ""
    advice: str = ""
    questions: Sequence[str]
    working_days: int
    urgent: bool = False


@dataclass(frozen=True)
class Receipt:
    """That an answer is with the secretariat, and since when."""

    code: str
    at: datetime


def draft_consultation(actor: Actor, body: Body, draft: ConsultationDraft) -> Consultation:
    """Begin a consultation, with an empty dossier that nobody but the secretariat sees yet."""
    require(may_draft(actor, body))
    body.refuse_if_ended(day_of(now()))
    _check(draft, body)
    dossier = open_dossier(actor, body.id, draft.title)
    consultation = Consultation(
        id=new_id(),
        body=body,
        body_id=body.id,
        dossier=dossier,
        silence=body.rules.silence,
        created_at=now(),
        created_by_id=actor.id,
        state=State.DRAFT,
        revision=0,
    )
    session().add(consultation)
    _write(consultation, draft)
    record(
        events.ConsultationDrafted(
            actor_id=actor.id,
            body_id=body.id,
            consultation_id=consultation.id,
            title=draft.title,
        )
    )
    return consultation


def change_consultation(
    actor: Actor, consultation: Consultation, draft: ConsultationDraft, revision: int
) -> None:
    """Write it anew. Refused when somebody else wrote since `revision` was read."""
    require(may_write(actor, consultation))
    if not consultation.may_be_written:
        raise Refused(WRONG_STATE)
    if revision != consultation.revision:
        raise Refused(N_("Somebody else has changed this meanwhile. Please look at it again."))
    _check(draft, consultation.body)
    _write(consultation, draft)
    consultation.revision += 1
    _tell(events.ConsultationChanged, actor, consultation)


def submit_consultation(actor: Actor, consultation: Consultation) -> None:
    require(may_write(actor, consultation))
    consultation.move(State.SUBMITTED)
    consultation.return_reason = ""
    _tell(events.ConsultationSubmitted, actor, consultation)


def return_consultation(actor: Actor, consultation: Consultation, reason: str) -> None:
    require(may_approve(actor, consultation))
    consultation.move(State.RETURNED)
    consultation.return_reason = _said(reason)
    _tell(events.ConsultationReturned, actor, consultation, reason=consultation.return_reason)


def approve_consultation(actor: Actor, consultation: Consultation) -> None:
    """Approve it and send it to every member of the day, due at the end of its last working day."""
    require(may_approve(actor, consultation))
    consultation.move(State.SENT)
    body = consultation.body
    today = now().astimezone(ZoneInfo(body.timezone)).date()
    members = list_members(body.id, today)
    if not members:
        raise Refused(N_("This body has no members today: there is nobody to ask."))
    consultation.sent_at = now()
    consultation.due_at = _due(body, today, consultation.working_days)
    consultation.silence, consultation.procedure = body.rules.silence, body.procedure
    consultation.key = new_wrapped_key(consultation.id)
    consultation.call(members)
    admit_readers(actor, consultation.dossier, [each.account_id for each in consultation.forms])
    close_dossier(actor, consultation.dossier)
    sent = {"forms": len(consultation.forms), "due_at": consultation.due_at}
    _tell(events.ConsultationSent, actor, consultation, **sent)


def mark_opened(actor: Actor, form: Form) -> None:
    """Remember that a member opened their form. The fact is *opened*, never *read*."""
    require(may_answer(actor, form))
    if form.opened_at is None and form.consultation.is_open:
        form.opened_at = now()
        _tell(events.FormOpened, actor, form.consultation, form_id=form.id)


def answer_form(actor: Actor, form: Form, answers: Opinions, seq: int) -> Receipt:
    """Keep version `seq` of one's answer, sealed until closing. The form comes locked from `find_form`.

    Sent twice it is done once and has the same receipt, in every later state. Refused when the number was used for
    something else; Closed once it no longer counts. No clock is asked: the state decides.
    """
    require(may_answer(actor, form))
    opinions = {question: each.tidied() for question, each in answers.items()}
    envelope = seal_opinions(form, seq, opinions)
    known = _version(form, seq)
    if known and known.fingerprint == envelope.fingerprint:
        return Receipt(known.receipt, known.at)
    _check_answer(form, opinions, seq)
    answer = Answer(
        id=new_id(),
        form_id=form.id,
        seq=seq,
        at=now(),
        sealed=envelope.sealed,
        fingerprint=envelope.fingerprint,
        receipt=envelope.receipt,
    )
    session().add(answer)
    form.seq, form.answered_at = seq, answer.at
    form.opened_at = form.opened_at or answer.at
    _tell(events.FormAnswered, actor, form.consultation, form_id=form.id, seq=seq)
    return Receipt(answer.receipt, answer.at)


def extend_consultation(actor: Actor, consultation: Consultation, days: int) -> None:
    """Give `days` more working days after the day on which it was due."""
    require(may_approve(actor, consultation))
    if not consultation.is_open or consultation.due_at is None:
        raise Refused(WRONG_STATE)
    if days < 1:
        raise Invalid(days=N_("Please choose at least one working day."))
    due_on = consultation.due_at.astimezone(ZoneInfo(consultation.body.timezone)).date()
    consultation.due_at = _due(consultation.body, due_on, days)
    _tell(events.ConsultationExtended, actor, consultation, due_at=consultation.due_at)


def recall_consultation(actor: Actor, consultation: Consultation, reason: str) -> None:
    """Take it back; members see that and why. What was answered stays sealed for good."""
    require(may_approve(actor, consultation))
    consultation.move(State.RECALLED)
    consultation.recall_reason = _said(reason)
    consultation.closed_at = now()
    _tell(events.ConsultationRecalled, actor, consultation, reason=consultation.recall_reason)


def close_consultation(actor: Actor, consultation: Consultation) -> None:
    """Close it before its time, when everybody has answered."""
    require(may_close(actor, consultation))
    if consultation.is_open and not consultation.everybody_answered:
        raise Refused(N_("Not every member has answered yet. It closes by itself at its due time."))
    _close(actor, consultation)


def close_overdue(actor: Actor, consultation: Consultation) -> None:
    """Close it because its time is up; it comes locked from `find_overdue`, which looked at the clock."""
    require(may_close_by_time(actor))
    _close(actor, consultation)


def _close(actor: Actor, consultation: Consultation) -> None:
    consultation.move(State.CLOSED)
    consultation.closed_at = now()
    opened = _open_answers(consultation)
    counts = count_questions(consultation, opened)
    consultation.result = {question: asdict(each) for question, each in counts.items()}
    adopted = all(each.adopted for each in counts.values())
    consultation.outcome = Outcome.ADOPTED if adopted else Outcome.NOT_ADOPTED
    outcome = consultation.outcome.value
    _tell(events.ConsultationClosed, actor, consultation, answered=len(opened), outcome=outcome)


def _open_answers(consultation: Consultation) -> dict[str, dict[str, Opinion]]:
    """Break the seals of the answers that count, and return them by form."""
    counting = (
        select(Answer)
        .join(Form, (Form.id == Answer.form_id) & (Form.seq == Answer.seq))
        .where(Form.consultation_id == consultation.id)
    )
    forms, opened = {each.id: each for each in consultation.forms}, {}
    for answer in session().scalars(counting):
        opened[answer.form_id] = open_opinions(forms[answer.form_id], answer)
        answer.stands = spell_stands(opened[answer.form_id])
    return opened


def _write(consultation: Consultation, draft: ConsultationDraft) -> None:
    consultation.title, consultation.dossier.title = draft.title, draft.title
    consultation.summary, consultation.advice = draft.summary, draft.advice
    consultation.working_days, consultation.urgent = draft.working_days, draft.urgent
    consultation.ask(draft.questions)


def _check(draft: ConsultationDraft, body: Body) -> None:
    problems = {}
    least, most = body.rules.form_days
    if not least <= draft.working_days <= most:
        problems["working_days"] = N_("The rules of this body do not allow that number of days.")
    if not draft.questions:
        problems["question-1"] = N_("Please ask at least one question.")
    if problems:
        raise Invalid(**problems)


def _check_answer(form: Form, opinions: Opinions, seq: int) -> None:
    if not form.consultation.is_open:
        raise Closed(N_("This opinion form is closed. What came now is not counted."))
    if seq <= form.seq:
        raise Refused(N_("A newer answer of yours has been recorded. Please look at it again."))
    check_opinions(form.consultation.questions, opinions)


def _version(form: Form, seq: int) -> Answer | None:
    query = select(Answer).where(Answer.form_id == form.id, Answer.seq == seq)
    return session().scalars(query).one_or_none()


def _said(reason: str) -> str:
    if not reason.strip():
        raise Invalid(reason=N_("Please give the reason."))
    return reason.strip()


def _due(body: Body, day: date, working_days: int) -> datetime:
    """Return the end of work on the n-th working day after `day`, where the body works."""
    return end_of_work(WorkingCalendar.of(body).after(day, working_days), body.timezone)


def _tell(
    kind: type[events.ConsultationEvent],
    actor: Actor,
    consultation: Consultation,
    **details: object,
) -> None:
    about = {"actor_id": actor.id, "body_id": consultation.body_id}
    record(kind(consultation_id=consultation.id, **about, **details))  # type: ignore[arg-type]  # each kind names its own
