"""What those who are called do, and what the chair and the desk see of their answers."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.calling import operations
from ecabinet.calling.forms import SubstituteForm
from ecabinet.calling.policy import may_decide_absence, may_send_substitute
from ecabinet.calling.queries import (
    find_answers,
    find_own_absence,
    list_possible_substitutes,
)
from ecabinet.core.errors import Invalid
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.queries import find_meeting
from ecabinet.realtime.topics import numbers
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("calling", __name__, url_prefix="/meetings/<meeting_id>")
Decision = Callable[[Actor, Meeting, str], None]


@bp.app_context_processor
def _offered() -> dict[str, Any]:
    return {"own_call": _own_call}


@bp.get("/answers")
def answers(meeting_id: str) -> ResponseReturnValue:
    """Show who answered what, whether there can be a quorum, and what waits for the chair's word."""
    actor = current_actor()
    meeting = find_meeting(actor, meeting_id)
    return page(
        "calling/_answers.html" if wants_fragment() else "calling/answers.html",
        meeting=meeting,
        answers=find_answers(actor, meeting),
        may_decide=may_decide_absence(actor, meeting),
        topics=numbers([f"meeting:{meeting.id}"]),
    )


@bp.get("/substitute")
def ask_for_substitute(meeting_id: str) -> ResponseReturnValue:
    return _substitute_form(meeting_id, {}, {})


@bp.post("/substitute")
def name_substitute(meeting_id: str) -> ResponseReturnValue:
    try:
        draft = read_form(SubstituteForm).draft()
        act(lambda actor: operations.name_substitute(actor, _locked(actor, meeting_id), draft).id)
    except Invalid as no:
        return _substitute_form(meeting_id, request.form, no.problems), 422
    flash(gettext("The chair was asked to consent. You will be told what they say."))
    return _to_meeting(meeting_id)


@bp.post("/absences/<member_id>/accept")
def accept(meeting_id: str, member_id: str) -> ResponseReturnValue:
    _decide(meeting_id, member_id, operations.accept_absence)
    flash(gettext("Accepted. Everybody concerned was told."))
    return _to_answers(meeting_id)


@bp.post("/absences/<member_id>/refuse")
def refuse(meeting_id: str, member_id: str) -> ResponseReturnValue:
    _decide(meeting_id, member_id, operations.refuse_absence)
    flash(gettext("Not accepted. The member was asked to answer anew."))
    return _to_answers(meeting_id)


def _decide(meeting_id: str, member_id: str, decision: Decision) -> None:
    act(lambda actor: decision(actor, _locked(actor, meeting_id), member_id))


def _locked(actor: Actor, meeting_id: str) -> Meeting:
    return find_meeting(actor, meeting_id, lock=True)


def _to_answers(meeting_id: str) -> ResponseReturnValue:
    return redirect(url_for(".answers", meeting_id=meeting_id), 303)


def _to_meeting(meeting_id: str) -> ResponseReturnValue:
    """Go to the session's page, which a higher part of the house keeps."""
    return redirect(f"/meetings/{meeting_id}", 303)


def _own_call(meeting: Meeting) -> Mapping[str, Any]:
    """Return what a page says beside one's own answer to an invitation."""
    actor = current_actor()
    return {
        "absence": find_own_absence(actor, meeting),
        "may_send": may_send_substitute(actor, meeting) and not meeting.is_over,
    }


def _substitute_form(meeting_id: str, sent: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    actor = current_actor()
    meeting = find_meeting(actor, meeting_id)
    return page(
        "calling/substitute.html",
        meeting=meeting,
        people=list_possible_substitutes(actor, meeting),
        absence=find_own_absence(actor, meeting),
        values=sent,
        errors=errors,
    )
