"""Many files of one session at once: they fall on their items by name, the rest wait in the tray."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from ecabinet.accounts.rates import at_most
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Denied, Invalid, Missing, Refusal, require
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_prepare
from ecabinet.meetings.queries import find_meeting
from ecabinet.papers import falling_operations as operations
from ecabinet.papers.falling_forms import SAME, MoveForm, sent_files, sentence_of, take_new
from ecabinet.papers.falling_queries import (
    find_thrown,
    list_receivers,
    list_thrown,
    list_tray,
)
from ecabinet.papers.forms import MEBIBYTE, TOO_LARGE, keep_file
from ecabinet.papers.models import Paper, PaperVersion
from ecabinet.papers.policy import may_change
from ecabinet.papers.queries import find_item, find_paper
from ecabinet.realtime.topics import numbers
from ecabinet.web.addresses import inside
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, refusal_page, wants_fragment, wants_json

bp = Blueprint("falling", __name__)
FILES = "900 per 5 minutes"  # four hundred files of a session, and some of them twice


@bp.get("/meetings/<meeting_id>/papers")
def tray(meeting_id: str) -> ResponseReturnValue:
    """Where files are dropped, and where those wait that nobody could place by their names."""
    meeting = _prepared(meeting_id)
    template = "papers/_tray.html" if wants_fragment() else "papers/tray.html"
    return page(template, meeting=meeting, **_tray_of(current_actor(), meeting))


@bp.post("/meetings/<meeting_id>/papers")
@at_most(FILES)
def take(meeting_id: str) -> ResponseReturnValue:
    """Take files: one for a script, which sees each through by itself; as many as were chosen for a plain form."""
    meeting = _prepared(meeting_id)
    if wants_json():
        return _take_for_script(meeting)
    try:
        sent = sent_files()
    except Invalid as no:
        context = {"errors": no.problems} | _tray_of(current_actor(), meeting)
        return page("papers/tray.html", meeting=meeting, **context), HTTPStatus.UNPROCESSABLE_ENTITY
    _take_all(meeting, sent)
    return redirect(url_for(".tray", meeting_id=meeting.id), 303)


@bp.get("/papers/<paper_id>/move")
def ask_to_move(paper_id: str) -> ResponseReturnValue:
    return _move_form(paper_id)


@bp.post("/papers/<paper_id>/move")
def move(paper_id: str) -> ResponseReturnValue:
    try:
        form = read_form(MoveForm)
    except Invalid as no:
        return _move_form(paper_id, no), HTTPStatus.UNPROCESSABLE_ENTITY
    moved = act(
        lambda actor: (
            operations.move_paper(
                actor, find_paper(actor, paper_id, lock=True), find_item(actor, form.item_id)
            ).id
        )
    )
    paper = find_paper(current_actor(), moved)
    flash(gettext("It is now paper %(label)s.", label=paper.label))
    return redirect(inside(form.next, f"/papers/dossiers/{paper.dossier_id}"), 303)


@bp.post("/papers/<paper_id>/put-back")
def put_back(paper_id: str) -> ResponseReturnValue:
    act(lambda actor: operations.put_back_paper(actor, find_thrown(actor, paper_id, lock=True)).id)
    return redirect(inside(request.form.get("next")), 303)


@bp.app_errorhandler(RequestEntityTooLarge)
def say_how_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """A request that is refused before it is read: only a file can be as large as that."""
    limit = current_app.config["MAX_UPLOAD_BYTES"] // MEBIBYTE
    return refusal_page(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"limit": limit})


def _prepared(meeting_id: str) -> Meeting:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_prepare(current_actor(), meeting))
    return meeting


def _tray_of(actor: Actor, meeting: Meeting) -> dict[str, object]:
    return {
        "waiting": list_tray(actor, meeting),
        "thrown": list_thrown(actor, meeting),
        "receivers": list_receivers(actor, meeting),
        "watched": numbers([f"agenda:{meeting.id}"]),
    }


def _take_for_script(meeting: Meeting) -> ResponseReturnValue:
    try:
        version = _take(meeting, sent_files()[0])
    except Invalid as no:
        status = HTTPStatus.CONFLICT if SAME in no.problems else HTTPStatus.UNPROCESSABLE_ENTITY
        return jsonify(same=SAME in no.problems, sentence=sentence_of(no)), status
    paper = version.paper
    item = paper.dossier.item
    return jsonify(
        label=paper.label if item else "",
        href=f"/items/{item.id}" if item else "",
        move=url_for(".ask_to_move", paper_id=paper.id, next=url_for(".tray", meeting_id=meeting.id)),
    ), HTTPStatus.CREATED  # fmt: skip


def _take_all(meeting: Meeting, sent: Sequence[FileStorage]) -> None:
    """Take what a plain form sent, each file as a deed of its own, and say what became of them."""
    taken: list[PaperVersion] = []
    for each in sent:
        try:
            taken.append(_take(meeting, each))
        except (Denied, Missing):
            raise
        except Refusal as no:
            words = {"name": each.filename, "why": sentence_of(no)}
            flash(gettext("Not taken: %(name)s. %(why)s", **words), "error")
    if taken:
        flash(_what_fell(taken))


def _take(meeting: Meeting, sent: FileStorage) -> PaperVersion:
    """Take one file as one deed."""
    upload = keep_file(sent)
    return take_new(
        meeting.body_id,
        upload,
        lambda actor: operations.take_file(
            actor, find_meeting(actor, meeting.id, lock=True), upload
        ),
    )


def _what_fell(taken: list[PaperVersion]) -> str:
    fallen = sum(each.paper.dossier.item_id is not None for each in taken)
    words = {"fallen": fallen, "waiting": len(taken) - fallen}
    return str(
        ngettext(
            "%(num)d file: %(fallen)d fell on an item, %(waiting)d in the tray.",
            "%(num)d files: %(fallen)d fell on their items, %(waiting)d in the tray.",
            len(taken),
            **words,
        )
    )


def _move_form(paper_id: str, no: Invalid | None = None) -> str:
    actor = current_actor()
    paper = find_paper(actor, paper_id)
    item = paper.dossier.item
    meeting = item.meeting if item else _tray_owner(actor, paper)
    require(may_change(actor, paper) and may_prepare(actor, meeting))
    receivers = list_receivers(actor, meeting)
    return page(
        "papers/move.html",
        paper=paper,
        receivers=[each for each in receivers if item is None or each.id != item.id],
        next=inside(request.values.get("next"), f"/papers/dossiers/{paper.dossier_id}"),
        errors=no.problems if no else {},
    )


def _tray_owner(actor: Actor, paper: Paper) -> Meeting:
    """Return the session in whose tray a paper lies. Missing where it belongs to none."""
    return find_meeting(actor, paper.dossier.tray_of_id or "")
