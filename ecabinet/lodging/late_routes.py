"""Being late: the agency asks, the chair answers with one tap."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, require
from ecabinet.lodging import late_queries, queries
from ecabinet.lodging.forms import AnswerForm, LateForm
from ecabinet.lodging.late_operations import NOT_OFFERED, answer_lateness, ask_to_be_late
from ecabinet.lodging.policy import may_answer, may_write
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("lateness", __name__)


@bp.get("/dossiers/<lodging_id>/late")
def ask(lodging_id: str) -> ResponseReturnValue:
    return _form(lodging_id, {})


@bp.post("/dossiers/<lodging_id>/late")
def send(lodging_id: str) -> ResponseReturnValue:
    try:
        form = read_form(LateForm)
        act(lambda actor: _ask(actor, lodging_id, form))
    except Invalid as no:
        return _form(lodging_id, no.problems), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("The chair was asked. You will be told the answer."))
    return redirect(url_for("lodging.show", lodging_id=lodging_id), 303)


@bp.get("/late-requests/<request_id>")
def show(request_id: str) -> ResponseReturnValue:
    actor = current_actor()
    found = late_queries.find_request(actor, request_id)
    return page("lodging/late.html", late=found, answers=may_answer(actor, found))


@bp.post("/late-requests/<request_id>/answer")
def answer(request_id: str) -> ResponseReturnValue:
    granted = read_form(AnswerForm).answer == "yes"
    act(
        lambda actor: (
            answer_lateness(
                actor, late_queries.find_request(actor, request_id, lock=True), granted=granted
            ).id
        )
    )
    return redirect(url_for(".show", request_id=request_id), 303)


def _ask(actor: Actor, lodging_id: str, form: LateForm) -> str:
    lodging = queries.find_lodging(actor, lodging_id, lock=True)
    require(may_write(actor, lodging))
    offered = {each.meeting.id: each.meeting for each in queries.list_choices(actor, lodging)}
    if form.meeting_id not in offered:
        raise Invalid(meeting_id=NOT_OFFERED)
    return ask_to_be_late(actor, lodging, offered[form.meeting_id], form.reason).id


def _form(lodging_id: str, errors: Mapping[str, str]) -> str:
    actor = current_actor()
    lodging = queries.find_lodging(actor, lodging_id)
    require(may_write(actor, lodging))
    late = [each for each in queries.list_choices(actor, lodging) if each.is_late]
    return page(
        "lodging/ask_late.html",
        lodging=lodging,
        choices=[each for each in late if not lodging.request_for(each.meeting.id)],
        values=request.form,
        errors=errors,
    )
