import io
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.rates import EXPORTS, reads_at_most
from ecabinet.agenda.models import Outcome
from ecabinet.agenda.queries import find_item
from ecabinet.audit.models import Checkpoint
from ecabinet.audit.queries import find_seal_since
from ecabinet.ballots.reasons import reasons_of
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, Overtaken
from ecabinet.core.words import N_
from ecabinet.meetings.models import State
from ecabinet.meetings.queries import find_meeting
from ecabinet.minutes.forms import ConclusionForm
from ecabinet.minutes.operations import close_session, write_conclusion
from ecabinet.minutes.policy import may_settle
from ecabinet.minutes.printing import print_minutes
from ecabinet.minutes.queries import Minutes, find_minutes
from ecabinet.realtime.topics import numbers
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("minutes", __name__, url_prefix="/meetings/<meeting_id>")
OUTCOMES = {
    Outcome.ADOPTED: N_("Adopted"),
    Outcome.ADOPTED_AS_AMENDED: N_("Adopted as amended"),
    Outcome.ADOPTED_WITHOUT_DISCUSSION: N_("Adopted without discussion"),
    Outcome.NOTED: N_("Noted"),
    Outcome.POSTPONED: N_("Postponed"),
    Outcome.REFERRED: N_("Referred for further work"),
    Outcome.WITHDRAWN: N_("Withdrawn"),
    Outcome.REJECTED: N_("Not adopted"),
}


@bp.get("/minutes")
def show(meeting_id: str) -> ResponseReturnValue:
    return _show(find_minutes(current_actor(), meeting_id))


@bp.get("/minutes.pdf")
@reads_at_most(EXPORTS)
def download(meeting_id: str) -> ResponseReturnValue:
    """Hand out the minutes as the reader may see them, laid out as Decree 30/2020 asks."""
    target = io.BytesIO()
    minutes = find_minutes(current_actor(), meeting_id)
    print_minutes(minutes, target, _seal(minutes))
    target.seek(0)
    return send_file(
        target, "application/pdf", as_attachment=False, download_name="bien-ban.pdf", max_age=0
    )


@bp.post("/minutes/items/<item_id>")
def write(meeting_id: str, item_id: str) -> ResponseReturnValue:
    """Keep a conclusion. Whatever is wrong, what was typed is on the page that says so."""
    try:
        form = read_form(ConclusionForm)
        act(
            lambda actor: write_conclusion(
                actor, find_item(actor, item_id, lock=True), form.text, form.outcome, form.revision
            )
        )
    except Invalid as problem:
        return _again(meeting_id, item_id, problem.problems), 422
    except Overtaken:
        return _again(meeting_id, item_id, {}), 409
    flash(gettext("The conclusion was saved."))
    return redirect(f"{url_for('.show', meeting_id=meeting_id)}#item-{item_id}", 303)


@bp.post("/minutes/close")
def close(meeting_id: str) -> ResponseReturnValue:
    act(lambda actor: close_session(actor, find_meeting(actor, meeting_id, lock=True)))
    flash(gettext("The session is closed. Its minutes stay here."))
    return redirect(url_for(".show", meeting_id=meeting_id), 303)


def _seal(minutes: Minutes) -> Checkpoint | None:
    """Return where the trail stood when the session was over; always the same one, however often it is printed."""
    meeting = minutes.meeting
    over = meeting.ended_at if meeting.was_held else None
    return find_seal_since(current_actor(), meeting.body_id, over) if over else None


def _again(meeting_id: str, item_id: str, problems: dict[str, str]) -> str:
    typed: dict[str, object] = {**request.form.to_dict(), "item_id": item_id, "problems": problems}
    return _show(find_minutes(current_actor(), meeting_id), typed)


def _show(minutes: Minutes, typed: Mapping[str, object] | None = None) -> str:
    """`typed` is what one form held that could not be kept; the others stand as they are."""
    meeting = minutes.meeting
    writes = may_settle(current_actor(), meeting)
    topic = f"minutes:{meeting.id}"
    return page(
        "minutes/_minutes.html" if wants_fragment() and typed is None else "minutes/show.html",
        minutes=minutes,
        meeting=meeting,
        outcomes=OUTCOMES,
        reasons_of=reasons_of,
        writes=writes and (meeting.is_running or meeting.state is State.ENDED),
        directs=writes,
        may_close=writes and meeting.state is State.ENDED,
        typed=typed or {},
        topic=topic,
        seq=numbers([topic])[topic],
    )
