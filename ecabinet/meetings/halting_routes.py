"""Postponing a session, calling it again, cancelling it. Each says first who is told, and asks whether one is sure."""

from collections.abc import Callable, Mapping

from flask import Blueprint, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, require
from ecabinet.core.words import N_
from ecabinet.meetings.forms import CancelForm, NewTimeForm, PostponeForm
from ecabinet.meetings.halting_operations import call_again, cancel_meeting, postpone_meeting
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_halt
from ecabinet.meetings.queries import find_meeting
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("halting", __name__, url_prefix="/meetings/<meeting_id>")

NOT_SURE = N_("Please confirm: everybody who was called is told at once.")
PAGES = {
    "postpone": N_("Postpone the session"),
    "call-again": N_("Give the session its new time"),
    "cancel": N_("Cancel the session"),
}


@bp.get("/postpone")
def ask_to_postpone(meeting_id: str) -> ResponseReturnValue:
    return _form(meeting_id, "postpone", {}, {})


@bp.post("/postpone")
def postpone(meeting_id: str) -> ResponseReturnValue:
    def deed(actor: Actor, meeting: Meeting) -> None:
        form = read_form(PostponeForm)
        _refuse_unless_sure(form.sure)
        postpone_meeting(actor, meeting, form.reason, form.until(current_app.config["TIMEZONE"]))

    return _do(
        meeting_id, "postpone", deed, N_("The session is postponed. Everybody called is told.")
    )


@bp.get("/call-again")
def ask_to_call_again(meeting_id: str) -> ResponseReturnValue:
    return _form(meeting_id, "call-again", {}, {})


@bp.post("/call-again")
def call(meeting_id: str) -> ResponseReturnValue:
    def deed(actor: Actor, meeting: Meeting) -> None:
        call_again(actor, meeting, read_form(NewTimeForm).until(current_app.config["TIMEZONE"]))

    return _do(
        meeting_id, "call-again", deed, N_("The session is called again. Everybody called is told.")
    )


@bp.get("/cancel")
def ask_to_cancel(meeting_id: str) -> ResponseReturnValue:
    return _form(meeting_id, "cancel", {}, {})


@bp.post("/cancel")
def cancel(meeting_id: str) -> ResponseReturnValue:
    def deed(actor: Actor, meeting: Meeting) -> None:
        form = read_form(CancelForm)
        _refuse_unless_sure(form.sure)
        cancel_meeting(actor, meeting, form.reason)

    return _do(
        meeting_id, "cancel", deed, N_("The session is cancelled. Everybody called is told.")
    )


def _refuse_unless_sure(sure: str) -> None:
    if not sure:
        raise Invalid(sure=NOT_SURE)


def _do(
    meeting_id: str, name: str, deed: Callable[[Actor, Meeting], None], sentence: str
) -> ResponseReturnValue:
    def whole(actor: Actor) -> None:
        meeting = find_meeting(actor, meeting_id, lock=True)
        require(may_halt(actor, meeting))  # before what was typed is looked at
        deed(actor, meeting)

    try:
        act(whole)
    except Invalid as no:
        return _form(meeting_id, name, request.form, no.problems), 422
    flash(gettext(sentence))
    return redirect(f"/meetings/{meeting_id}", 303)


def _form(meeting_id: str, name: str, sent: Mapping[str, str], errors: Mapping[str, str]) -> str:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_halt(current_actor(), meeting))
    return page(
        "meetings/halt.html",
        meeting=meeting,
        deed=name,
        title=PAGES[name],
        values=sent,
        errors=errors,
    )
