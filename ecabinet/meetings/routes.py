from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec

from flask import Blueprint, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.stepup import ask_again, is_fresh
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.lists import list_offered_terms, list_texts, with_ready_made
from ecabinet.bodies.models import SECRETARIAT, Listing, Post, Term
from ecabinet.bodies.queries import find_body, list_members
from ecabinet.core.errors import Denied, Invalid, Missing, Overtaken, require
from ecabinet.core.words import N_
from ecabinet.meetings import attendance_operations as attendance
from ecabinet.meetings import operations
from ecabinet.meetings.forms import CheckInForm, MeetingForm, ReplyForm, ReturnForm
from ecabinet.meetings.models import Kind, Meeting
from ecabinet.meetings.policy import may_approve, may_prepare, may_reply
from ecabinet.meetings.queries import (
    PAGE,
    find_meeting,
    list_past_meetings,
    list_upcoming_meetings,
)
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
P = ParamSpec("P")
Step = Callable[[Actor, Meeting], None]
STEPS: Mapping[str, tuple[Step, str]] = {
    "submit": (operations.submit_meeting, N_("The session was sent for approval.")),
    "approve": (operations.approve_meeting, N_("The session is approved.")),
    "start": (operations.start_meeting, N_("The session has begun.")),
    "pause": (operations.pause_meeting, N_("The session is paused.")),
    "resume": (operations.resume_meeting, N_("The session goes on.")),
    "end": (operations.end_meeting, N_("The session has ended.")),
    "close": (operations.close_meeting, N_("The session is closed.")),
}
INTO_THE_ROOM = frozenset({"start", "pause", "resume"})


@bp.get("/")
def index() -> ResponseReturnValue:
    actor, before = current_actor(), request.args.get("before")
    past = list_past_meetings(actor, before)
    return page(
        "meetings/index.html",
        upcoming=[] if before else list_upcoming_meetings(actor),
        past=past,
        older=past[-1].id if len(past) == PAGE else None,
        may_create=bool(actor.bodies(SECRETARIAT)),
    )


@bp.get("/new")
def new() -> ResponseReturnValue:
    bodies = _prepared_bodies()
    values = {"kind": Kind.ORDINARY, "body_id": min(bodies), "day": "", "time": "08:00"}
    return _meeting_form(None, values)


@bp.post("/new")
def create() -> ResponseReturnValue:
    zone = current_app.config["TIMEZONE"]
    try:
        form = read_form(MeetingForm)
        body_id = form.body_id or min(_prepared_bodies())
        draft = form.draft(zone, _kinds(body_id))
        meeting_id = act(
            lambda actor: operations.create_meeting(actor, find_body(actor, body_id), draft).id
        )
    except Invalid as no:
        return _meeting_form(None, request.form, no), 422
    return redirect(f"/meetings/{meeting_id}/agenda", 303)


@bp.get("/<meeting_id>/edit")
def edit(meeting_id: str) -> ResponseReturnValue:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_prepare(current_actor(), meeting))
    return _meeting_form(meeting, {})


@bp.post("/<meeting_id>/edit")
def change(meeting_id: str) -> ResponseReturnValue:
    zone = current_app.config["TIMEZONE"]
    try:
        form, meeting = read_form(MeetingForm), find_meeting(current_actor(), meeting_id)
        draft = form.draft(zone, _kinds(meeting.body_id, meeting.term_id))
        _on(meeting_id, operations.change_meeting, draft, form.revision)
    except (Invalid, Overtaken) as no:
        status = 422 if isinstance(no, Invalid) else 409
        return _meeting_form(find_meeting(current_actor(), meeting_id), request.form, no), status
    return _to(meeting_id)


@bp.post("/<meeting_id>/steps/<step>")
def go_on(meeting_id: str, step: str) -> ResponseReturnValue:
    """One press that needs no words: submit, approve, start, pause, resume, end, close."""
    if step not in STEPS:
        raise Missing
    if step == "start" and not is_fresh():  # whoever starts a session runs its ballots
        return ask_again()
    operation, sentence = STEPS[step]
    _on(meeting_id, operation)
    flash(gettext(sentence))
    return _to(meeting_id, room=step in INTO_THE_ROOM)


@bp.get("/<meeting_id>/return")
def ask_why(meeting_id: str) -> ResponseReturnValue:
    return _return_form(meeting_id, {}, {})


@bp.post("/<meeting_id>/return")
def return_(meeting_id: str) -> ResponseReturnValue:
    try:
        form = read_form(ReturnForm)
        reason = with_ready_made(_texts(meeting_id, "return_reason"), form.text, form.reason)
        _on(meeting_id, operations.return_meeting, reason)
    except Invalid as no:
        return _return_form(meeting_id, request.form, no.problems), 422
    return _to(meeting_id)


@bp.get("/<meeting_id>/reply")
def ask_for_reply(meeting_id: str) -> ResponseReturnValue:
    return _reply_form(meeting_id, {}, {})


@bp.post("/<meeting_id>/reply")
def reply(meeting_id: str) -> ResponseReturnValue:
    try:
        form = read_form(ReplyForm)
        _on(meeting_id, attendance.reply_to_invitation, form.reply, form.reason)
    except Invalid as no:
        return _reply_form(meeting_id, request.form, no.problems), 422
    if wants_fragment():
        return _reply_form(meeting_id, {}, {})
    return _to(meeting_id)


@bp.post("/<meeting_id>/check-in")
def check_in(meeting_id: str) -> ResponseReturnValue:
    _on(meeting_id, attendance.check_in, online=bool(read_form(CheckInForm).online))
    return _back(meeting_id)


@bp.post("/<meeting_id>/check-out")
def check_out(meeting_id: str) -> ResponseReturnValue:
    _on(meeting_id, attendance.check_out)
    return _back(meeting_id)


@bp.post("/<meeting_id>/members/<account_id>/check-in")
def check_in_member(meeting_id: str, account_id: str) -> ResponseReturnValue:
    online = bool(read_form(CheckInForm).online)
    _on(meeting_id, attendance.check_in_member, account_id, online=online)
    return _back(meeting_id)


@bp.post("/<meeting_id>/members/<account_id>/check-out")
def check_out_member(meeting_id: str, account_id: str) -> ResponseReturnValue:
    _on(meeting_id, attendance.check_out_member, account_id)
    return _back(meeting_id)


def _on(
    meeting_id: str,
    operation: Callable[Concatenate[Actor, Meeting, P], object],
    *rest: P.args,
    **named: P.kwargs,
) -> None:
    """Do an operation on a session, as whoever asks."""
    act(lambda actor: operation(actor, find_meeting(actor, meeting_id, lock=True), *rest, **named))


def _back(meeting_id: str) -> ResponseReturnValue:
    """Return to where the button stood: the room while the session runs, its page before."""
    meeting = find_meeting(current_actor(), meeting_id)
    return _to(meeting_id, room=meeting.is_running)


def _to(meeting_id: str, *, room: bool = False) -> ResponseReturnValue:
    """Go to the session's page, or to its room, which a higher feature keeps."""
    return redirect(f"/meetings/{meeting_id}/room" if room else f"/meetings/{meeting_id}", 303)


def _prepared_bodies() -> Mapping[str, str]:
    actor = current_actor()
    bodies = {
        each.body_id: each.body_name
        for each in actor.holdings
        if each.body_id and each.role in SECRETARIAT
    }
    if not bodies:
        raise Denied
    return bodies


def _kinds(body_id: str, keep: str | None = None) -> Sequence[Term]:
    return list_offered_terms(current_actor(), body_id, Listing.MEETING_KIND, keep=keep)


def _texts(meeting_id: str, nature: str) -> Sequence[Term]:
    return list_texts(current_actor(), _to_approve(meeting_id).body_id, nature)


def _members(body_id: str) -> list[Post]:
    return list(list_members(body_id, today()))


def _meeting_form(
    meeting: Meeting | None, sent: Mapping[str, Any], no: Invalid | Overtaken | None = None
) -> str:
    bodies = _prepared_bodies()
    asked = meeting.body_id if meeting else str(sent.get("body_id"))
    body_id = asked if asked in bodies else min(bodies)
    return page(
        "meetings/edit.html" if meeting else "meetings/new.html",
        meeting=meeting,
        values=sent,
        errors=no.problems if isinstance(no, Invalid) else {},
        overtaken=isinstance(no, Overtaken),
        bodies=bodies,
        members=_members(body_id),
        kinds=_kinds(body_id, meeting.term_id if meeting else None),
    )


def _to_approve(meeting_id: str) -> Meeting:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_approve(current_actor(), meeting))
    return meeting


def _return_form(meeting_id: str, sent: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    meeting, texts = _to_approve(meeting_id), _texts(meeting_id, "return_reason")
    return page("meetings/return.html", meeting=meeting, texts=texts, values=sent, errors=errors)


def _reply_form(meeting_id: str, sent: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_reply(current_actor(), meeting))
    return page(
        "meetings/_reply.html" if wants_fragment() else "meetings/reply.html",
        meeting=meeting,
        invitation=meeting.invitation_of(current_actor().id),
        values=sent,
        errors=errors,
    )
