from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from ecabinet.agenda.queries import find_item
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.consent.forms import AdoptForm, OffForm
from ecabinet.consent.operations import adopt_list, take_off
from ecabinet.consent.queries import look_at_list
from ecabinet.core.errors import Denied, Missing
from ecabinet.meetings.queries import find_meeting
from ecabinet.realtime.topics import numbers
from ecabinet.web.forms import read_form, read_values
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("consent", __name__, url_prefix="/meetings/<meeting_id>/consent")


@bp.get("")
def show(meeting_id: str) -> ResponseReturnValue:
    """Show the list: what stands on it, to the chair and the desk also what each other item lacks."""
    actor = current_actor()
    meeting = find_meeting(actor, meeting_id)
    consent = look_at_list(actor, meeting)
    if consent is None:
        raise Denied
    return page(
        "consent/_list.html" if wants_fragment() else "consent/show.html",
        meeting=meeting,
        consent=consent,
        topics=numbers(
            f"{kind}:{meeting.id}" for kind in ("agenda", "room", "meeting", "presence")
        ),
    )


@bp.post("/adopt")
def adopt(meeting_id: str) -> ResponseReturnValue:
    sent = read_values(AdoptForm, {"item_ids": request.form.getlist("item_ids")}).item_ids

    def deed(actor: Actor) -> int:
        return len(adopt_list(actor, find_meeting(actor, meeting_id, lock=True), sent))

    count = act(deed)
    flash(
        ngettext(
            "%(num)d item is adopted without debate.",
            "%(num)d items are adopted without debate.",
            count or len(sent),
        )
    )
    return redirect(f"/meetings/{meeting_id}/room", 303)


@bp.post("/off")
def off(meeting_id: str) -> ResponseReturnValue:
    item_id = read_form(OffForm).item_id

    def deed(actor: Actor) -> bool:
        meeting = find_meeting(actor, meeting_id, lock=True)
        item = find_item(actor, item_id)
        if item.meeting_id != meeting.id:
            raise Missing
        take_off(actor, meeting, item)
        return meeting.is_running

    running = act(deed)
    flash(gettext("The item is off the list: it is dealt with like any other."))
    return redirect(f"/meetings/{meeting_id}/{'room' if running else 'consent'}", 303)
