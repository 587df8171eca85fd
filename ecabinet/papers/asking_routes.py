"""How far a session's papers are there, and the word to the agencies whose papers are not."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Missing, require
from ecabinet.meetings.policy import may_prepare
from ecabinet.meetings.queries import find_meeting
from ecabinet.papers import asking_operations as operations
from ecabinet.papers.asking_queries import find_due_day, find_readiness
from ecabinet.papers.models import Kind
from ecabinet.papers.queries import find_item
from ecabinet.realtime.topics import numbers
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("readiness", __name__)


@bp.get("/meetings/<meeting_id>/readiness")
def show(meeting_id: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = find_meeting(actor, meeting_id)
    require(may_prepare(actor, meeting))
    return page(
        "papers/_readiness.html" if wants_fragment() else "papers/readiness.html",
        meeting=meeting,
        readiness=find_readiness(actor, meeting),
        due=find_due_day(actor, meeting),
        watched=numbers([f"agenda:{meeting.id}"]),
    )


@bp.post("/meetings/<meeting_id>/readiness/ask")
def ask_all(meeting_id: str) -> ResponseReturnValue:
    asked = act(
        lambda actor: operations.ask_for_all(actor, find_meeting(actor, meeting_id, lock=True))
    )
    if asked:
        flash(ngettext("%(num)d paper was asked for.", "%(num)d papers were asked for.", asked))
    else:
        flash(gettext("There is nothing more to ask for today."), "warning")
    return redirect(url_for(".show", meeting_id=meeting_id), 303)


@bp.post("/items/<item_id>/readiness/ask/<kind>")
def ask(item_id: str, kind: str) -> ResponseReturnValue:
    if kind not in set(Kind):
        raise Missing
    meeting_id = act(lambda actor: _ask(actor, item_id, Kind(kind)))
    flash(gettext("The agency was asked for this paper."))
    return redirect(url_for(".show", meeting_id=meeting_id, _anchor=f"row-{item_id}"), 303)


def _ask(actor: Actor, item_id: str, kind: Kind) -> str:
    item = find_item(actor, item_id)
    operations.ask_for_paper(actor, item, kind)
    return item.meeting_id
