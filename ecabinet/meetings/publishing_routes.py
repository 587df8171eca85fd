"""Publishing: who is told and what stands in the way is shown first; then it waits a while and can be taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.lists import list_texts, with_ready_made
from ecabinet.core.clock import now
from ecabinet.core.errors import Invalid, require
from ecabinet.core.words import N_
from ecabinet.meetings.forms import PublishForm
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_approve
from ecabinet.meetings.publishing_operations import publish_meeting
from ecabinet.meetings.queries import count_days_short, count_told, find_meeting
from ecabinet.meetings.releasing_operations import set_release, take_back_release
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("publishing", __name__, url_prefix="/meetings/<meeting_id>")

LATE = N_("Please confirm that it goes out late, or choose a later day for the session.")
PAST = N_("Please choose a time that is still to come.")


@bp.get("/publish")
def ask(meeting_id: str) -> ResponseReturnValue:
    return _form(meeting_id, {}, {})


@bp.post("/publish")
def publish(meeting_id: str) -> ResponseReturnValue:
    """Late papers are normal everywhere: it is said, confirmed, and never blocked."""
    try:
        note, due_at = _read(_to_approve(meeting_id))
        act(lambda actor: _set(actor, find_meeting(actor, meeting_id, lock=True), note, due_at))
    except Invalid as no:
        return _form(meeting_id, request.form, no.problems), 422
    found = find_meeting(current_actor(), meeting_id)
    flash(
        gettext("The session is published. Everybody called has been told.")
        if found.is_published
        else gettext("The session is about to go out. Nobody sees it yet.")
    )
    return _back(meeting_id)


@bp.post("/publish/take-back")
def take_back(meeting_id: str) -> ResponseReturnValue:
    act(lambda actor: take_back_release(actor, find_meeting(actor, meeting_id, lock=True)))
    flash(gettext("Taken back. Nobody has seen it."))
    return _back(meeting_id)


def _set(actor: Actor, meeting: Meeting, note: str, due_at: datetime | None) -> None:
    wait = timedelta(seconds=current_app.config["RELEASE_WAIT_S"])
    if due_at is None and not wait:
        publish_meeting(actor, meeting, note)
    else:
        set_release(actor, meeting, note, due_at or now() + wait)


def _read(meeting: Meeting) -> tuple[str, datetime | None]:
    form = read_form(PublishForm)
    if count_days_short(current_actor(), meeting) and not form.late:
        raise Invalid(late=LATE)
    due_at = form.due_at(current_app.config["TIMEZONE"])
    if due_at is not None and due_at <= now():
        raise Invalid(day=PAST)
    texts = list_texts(current_actor(), meeting.body_id, "invitation")
    return with_ready_made(texts, form.text, form.note), due_at


def _to_approve(meeting_id: str) -> Meeting:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_approve(current_actor(), meeting))
    return meeting


def _back(meeting_id: str) -> ResponseReturnValue:
    return redirect(f"/meetings/{meeting_id}", 303)


def _form(meeting_id: str, sent: Mapping[str, str], errors: Mapping[str, str]) -> str:
    meeting = _to_approve(meeting_id)
    return page(
        "meetings/publish.html",
        meeting=meeting,
        values=sent,
        errors=errors,
        days_short=count_days_short(current_actor(), meeting),
        told=count_told(current_actor(), meeting),
        texts=list_texts(current_actor(), meeting.body_id, "invitation"),
        wait=current_app.config["RELEASE_WAIT_S"],
    )
