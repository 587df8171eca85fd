"""The secretariat's counter: taking charge, returning, accepting, placing, confirming a withdrawal."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.agenda.models import Group
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, require
from ecabinet.lodging import queries
from ecabinet.lodging.checking_operations import (
    accept_lodging,
    assign_lodging,
    confirm_withdrawal,
    place_lodging,
    refuse_withdrawal,
    return_lodging,
    take_charge,
)
from ecabinet.lodging.forms import OfficerForm, PlaceForm, ReasonForm, ReturnForm
from ecabinet.lodging.models import Lodging
from ecabinet.lodging.policy import may_check, may_place
from ecabinet.lodging.printing import summary_of
from ecabinet.meetings.queries import find_meeting
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("counter", __name__, url_prefix="/dossiers")
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.post("/<lodging_id>/take")
def take(lodging_id: str) -> ResponseReturnValue:
    return _done(lodging_id, take_charge)


@bp.post("/<lodging_id>/officer")
def assign(lodging_id: str) -> ResponseReturnValue:
    account_id = read_form(OfficerForm).account_id
    return _done(lodging_id, lambda actor, found: assign_lodging(actor, found, account_id))


@bp.post("/<lodging_id>/accept")
def accept(lodging_id: str) -> ResponseReturnValue:
    return _done(lodging_id, accept_lodging)


@bp.get("/<lodging_id>/return")
def ask_why(lodging_id: str) -> ResponseReturnValue:
    return _return_form(lodging_id, {})


@bp.post("/<lodging_id>/return")
def return_(lodging_id: str) -> ResponseReturnValue:
    try:
        form = read_form(ReturnForm)
        reply = _done(
            lodging_id,
            lambda actor, found: return_lodging(
                actor, found, form.reason, form.paper_id, form.page
            ),
        )
    except Invalid as no:
        return _return_form(lodging_id, no.problems), UNPROCESSABLE
    flash(gettext("The dossier went back to its agency, which was told why."))
    return reply


@bp.get("/<lodging_id>/place")
def ask_where(lodging_id: str) -> ResponseReturnValue:
    return _place_form(lodging_id, {})


@bp.post("/<lodging_id>/place")
def place(lodging_id: str) -> ResponseReturnValue:
    try:
        form = read_form(PlaceForm)
        item = act(lambda actor: _place(actor, lodging_id, form))
    except Invalid as no:
        return _place_form(lodging_id, no.problems), UNPROCESSABLE
    flash(gettext("The dossier is on the agenda, with its papers."))
    return redirect(f"/meetings/{item[0]}/agenda?item={item[1]}#item-{item[1]}", 303)


@bp.post("/<lodging_id>/withdrawal/confirm")
def confirm(lodging_id: str) -> ResponseReturnValue:
    return _done(lodging_id, confirm_withdrawal)


@bp.get("/<lodging_id>/withdrawal/refuse")
def ask_why_not(lodging_id: str) -> ResponseReturnValue:
    return _refusal_form(lodging_id, {})


@bp.post("/<lodging_id>/withdrawal/refuse")
def refuse(lodging_id: str) -> ResponseReturnValue:
    try:
        reason = read_form(ReasonForm).reason
        return _done(lodging_id, lambda actor, found: refuse_withdrawal(actor, found, reason))
    except Invalid as no:
        return _refusal_form(lodging_id, no.problems), UNPROCESSABLE


def _place(actor: Actor, lodging_id: str, form: PlaceForm) -> tuple[str, str]:
    lodging = queries.find_lodging(actor, lodging_id, lock=True)
    require(may_place(actor, lodging))
    meeting = find_meeting(actor, form.meeting_id, lock=True)
    item = place_lodging(actor, lodging, meeting, form.draft(lodging), late=bool(form.late))
    return meeting.id, item.id


def _done(lodging_id: str, deed: Callable[[Actor, Lodging], Lodging]) -> ResponseReturnValue:
    act(lambda actor: deed(actor, queries.find_lodging(actor, lodging_id, lock=True)).id)
    return redirect(url_for("lodging.show", lodging_id=lodging_id), 303)


def _return_form(lodging_id: str, errors: Mapping[str, str]) -> str:
    actor = current_actor()
    lodging = queries.find_lodging(actor, lodging_id)
    require(may_check(actor, lodging))
    return page(
        "lodging/return.html",
        lodging=lodging,
        papers=queries.list_marked(actor, lodging),
        values=request.form,
        errors=errors,
    )


def _place_form(lodging_id: str, errors: Mapping[str, str]) -> str:
    actor = current_actor()
    lodging = queries.find_lodging(actor, lodging_id)
    require(may_place(actor, lodging))
    proposed = {
        "title": lodging.title,
        "ask": lodging.ask,
        "summary": summary_of(lodging),
        "meeting_id": lodging.meeting_id or "",
        "group": Group.DISCUSS,
        "minutes": 15,
    }
    return page(
        "lodging/place.html",
        lodging=lodging,
        places=queries.list_places(actor, lodging),
        values=request.form or proposed,
        errors=errors,
        groups=list(Group),
    )


def _refusal_form(lodging_id: str, errors: Mapping[str, str]) -> str:
    lodging = queries.find_lodging(current_actor(), lodging_id)
    require(may_place(current_actor(), lodging))
    return page("lodging/keep.html", lodging=lodging, values=request.form, errors=errors)
