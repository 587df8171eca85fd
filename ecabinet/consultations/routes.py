from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Body
from ecabinet.bodies.queries import find_body
from ecabinet.consultations import policy, queries
from ecabinet.consultations.forms import (
    MAX_QUESTIONS,
    Answers,
    Draft,
    Extension,
    Reason,
    typed_questions,
)
from ecabinet.consultations.models import WRONG_STATE, Consultation
from ecabinet.consultations.operations import (
    answer_form,
    approve_consultation,
    change_consultation,
    close_consultation,
    draft_consultation,
    extend_consultation,
    mark_opened,
    recall_consultation,
    return_consultation,
    submit_consultation,
)
from ecabinet.core.errors import Invalid, Missing, Refused, require
from ecabinet.papers.policy import may_upload
from ecabinet.realtime.topics import numbers
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment, wants_json

bp = Blueprint("consultations", __name__, url_prefix="/consultations")

Deed = Callable[[Actor, Consultation], None]


@bp.get("/")
def index() -> ResponseReturnValue:
    """What awaits my opinion, by the clock; for the secretariat everything it has in hand."""
    actor = current_actor()
    in_hand = queries.list_consultations(actor, request.args.get("before"))
    open_forms = queries.list_open_forms(actor)
    past_forms = queries.list_past_forms(actor, request.args.get("past"))
    shown = {each.id for each in in_hand} | {each.consultation_id for each in open_forms}
    return page(
        "consultations/index.html",
        is_asked=bool(actor.bodies(MEMBERS) or actor.serves()),
        is_desk=bool(actor.bodies(SECRETARIAT)),
        open_forms=open_forms,
        past_forms=past_forms,
        in_hand=in_hand,
        counts=queries.count_answers(actor, sorted(shown)),
        page_size=queries.PAGE,
    )


@bp.get("/new")
def new() -> ResponseReturnValue:
    return _write_form(_body(request.args.get("body")))


@bp.post("/")
def create() -> ResponseReturnValue:
    body = _body(request.form.get("body"))
    if "more" in request.form:
        return _write_form(body, values=_typed(more=1))
    try:
        sent = read_form(Draft)
        made = act(
            lambda actor: draft_consultation(actor, find_body(actor, body.id), sent.as_draft()).id
        )
    except Invalid as no:
        return _write_form(body, values=_typed(), errors=no.problems), 422
    return _back_to(made)


@bp.get("/<consultation_id>")
def show(consultation_id: str) -> ResponseReturnValue:
    return _sheet(consultation_id)


@bp.get("/<consultation_id>/edit")
def edit(consultation_id: str) -> ResponseReturnValue:
    consultation = _writable(consultation_id)
    return _write_form(consultation.body, consultation, _stored(consultation))


@bp.post("/<consultation_id>")
def change(consultation_id: str) -> ResponseReturnValue:
    consultation = _writable(consultation_id)
    if "more" in request.form:
        return _write_form(consultation.body, consultation, _typed(more=1))
    try:
        sent = read_form(Draft)
        _do(
            consultation_id,
            lambda actor, found: change_consultation(actor, found, sent.as_draft(), sent.revision),
        )
    except Invalid as no:
        return _write_form(consultation.body, consultation, _typed(), no.problems), 422
    return _back_to(consultation_id)


@bp.post("/<consultation_id>/submit")
def submit(consultation_id: str) -> ResponseReturnValue:
    return _run(consultation_id, submit_consultation)


@bp.post("/<consultation_id>/approve")
def approve(consultation_id: str) -> ResponseReturnValue:
    return _run(consultation_id, approve_consultation)


@bp.post("/<consultation_id>/return")
def return_(consultation_id: str) -> ResponseReturnValue:
    sent = read_form(Reason)
    return _run(consultation_id, lambda actor, it: return_consultation(actor, it, sent.reason))


@bp.post("/<consultation_id>/extend")
def extend(consultation_id: str) -> ResponseReturnValue:
    sent = read_form(Extension)
    return _run(consultation_id, lambda actor, it: extend_consultation(actor, it, sent.days))


@bp.post("/<consultation_id>/recall")
def recall(consultation_id: str) -> ResponseReturnValue:
    sent = read_form(Reason)
    return _run(consultation_id, lambda actor, it: recall_consultation(actor, it, sent.reason))


@bp.post("/<consultation_id>/close")
def close(consultation_id: str) -> ResponseReturnValue:
    return _run(consultation_id, close_consultation)


@bp.post("/<consultation_id>/opened")
def opened(consultation_id: str) -> ResponseReturnValue:
    """The script of a page that is being looked at says so; a GET changes nothing."""
    act(lambda actor: mark_opened(actor, queries.find_own_form(actor, consultation_id, lock=True)))
    return Response(status=HTTPStatus.NO_CONTENT)


@bp.post("/<consultation_id>/answer")
def answer(consultation_id: str) -> ResponseReturnValue:
    """Take an answer. Only here does a person hear of it, and only once it is durable."""
    try:
        sent = read_form(Answers)
        receipt = act(
            lambda actor: answer_form(
                actor,
                queries.find_own_form(actor, consultation_id, lock=True),
                sent.opinions(),
                sent.seq,
            )
        )
    except Invalid as no:
        if wants_json():
            raise
        return _sheet(consultation_id, no.problems), 422
    if wants_json():
        return jsonify(ok=True, receipt=receipt.code, at=receipt.at.isoformat())
    return _back_to(consultation_id)


def _do(consultation_id: str, deed: Deed) -> None:
    """Do a deed with the consultation held against everybody else."""
    act(lambda actor: deed(actor, queries.find_consultation(actor, consultation_id, lock=True)))


def _run(consultation_id: str, deed: Deed) -> ResponseReturnValue:
    try:
        _do(consultation_id, deed)
    except Invalid as no:
        if wants_json():
            raise
        return _sheet(consultation_id, no.problems), 422
    return _back_to(consultation_id)


def _back_to(consultation_id: str) -> ResponseReturnValue:
    if wants_fragment():
        return _sheet(consultation_id)
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


def _sheet(consultation_id: str, errors: dict[str, str] | None = None) -> str:
    """Render the page, or the part of it that a script asks for; with the sentences and what was typed after a no."""
    actor = current_actor()
    sheet = queries.find_sheet(actor, consultation_id)
    topics = [f"consultation:{consultation_id}"]
    if policy.may_see_returns(actor, sheet.consultation):
        topics.append(f"returns:{consultation_id}")
    return page(
        "consultations/_sheet.html" if wants_fragment() else "consultations/show.html",
        sheet=sheet,
        consultation=sheet.consultation,
        topics=numbers(topics),
        may=_may(actor, sheet.consultation),
        errors=errors or {},
        typed=request.form if errors else {},
    )


def _may(actor: Actor, consultation: Consultation) -> dict[str, bool]:
    """Say which deeds are offered: theirs, and possible now."""
    writes, approves = (
        policy.may_write(actor, consultation),
        policy.may_approve(actor, consultation),
    )
    return {
        "write": writes and consultation.may_be_written,
        "upload": may_upload(actor, consultation.dossier) and not consultation.has_gone_out,
        "approve": approves and consultation.awaits_approval,
        "recall": approves and consultation.is_open,
        "close": policy.may_close(actor, consultation)
        and consultation.is_open
        and consultation.everybody_answered,
    }


def _body(body_id: str | None) -> Body:
    """Return the body to ask: the one named, else that of the secretariat one belongs to."""
    bodies = sorted(current_actor().bodies(SECRETARIAT))
    wanted = body_id or next(iter(bodies), None)
    if wanted is None:
        raise Missing
    body = find_body(current_actor(), wanted)
    require(policy.may_draft(current_actor(), body))
    return body


def _writable(consultation_id: str) -> Consultation:
    consultation = queries.find_consultation(current_actor(), consultation_id)
    require(policy.may_write(current_actor(), consultation))
    if not consultation.may_be_written:
        raise Refused(WRONG_STATE)
    return consultation


def _write_form(
    body: Body,
    consultation: Consultation | None = None,
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    least, most = body.rules.form_days
    return page(
        "consultations/edit.html",
        body=body,
        consultation=consultation,
        values=values or {"questions": [""], "working_days": most},
        errors=errors or {},
        days=range(least, most + 1),
        max_questions=MAX_QUESTIONS,
    )


def _typed(more: int = 0) -> dict[str, Any]:
    """Return what was typed, so that nothing is typed twice."""
    return {**request.form, "questions": [*typed_questions(request.form), *[""] * more] or [""]}


def _stored(consultation: Consultation) -> dict[str, Any]:
    names = ("title", "summary", "advice", "working_days", "urgent", "revision")
    return {name: getattr(consultation, name) for name in names} | {
        "questions": [each.text for each in consultation.questions]
    }
