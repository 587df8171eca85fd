from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.rates import UPLOADS, at_most, in_pieces
from ecabinet.accounts.stepup import fresh
from ecabinet.agenda.models import Item, Stand
from ecabinet.agenda.policy import may_take_position
from ecabinet.agenda.position_queries import find_my_draft
from ecabinet.agenda.queries import find_my_position
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.clock import now
from ecabinet.core.errors import Closed, Invalid, Missing, require
from ecabinet.core.words import N_
from ecabinet.papers import queries
from ecabinet.papers.falling_forms import take_new
from ecabinet.papers.forms import PlaceForm, read_draft, read_secrecy, read_upload
from ecabinet.papers.models import PaperVersion, stored
from ecabinet.papers.operations import (
    dossier_for_item,
    keep_place,
    remove_paper,
    restrict_paper,
    upload_paper,
    upload_version,
)
from ecabinet.papers.policy import may_begin, may_change, may_download, may_read, may_upload
from ecabinet.papers.wording import list_remarks, why_refused
from ecabinet.web.addresses import inside
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment, wants_json
from ecabinet.web.streaming import stream

bp = Blueprint("papers", __name__)
bp.add_app_template_filter(why_refused)
bp.add_app_template_filter(list_remarks, "remarks")
DESTROYED = N_("This paper has been destroyed: the time for which it is kept is over.")


@bp.get("/papers/<paper_id>")
def read(paper_id: str) -> ResponseReturnValue:
    """The reader."""
    actor = current_actor()
    paper = queries.find_paper(actor, paper_id)
    versions = queries.list_versions(actor, paper)
    version = _chosen(versions, request.args.get("version"))
    if version is None:
        return redirect(url_for(".dossier", dossier_id=paper.dossier_id))
    reading = queries.find_reading(actor, version)
    standing = queries.find_standing(actor, paper)
    item = None if standing.emergency else paper.dossier.item
    return page(
        "papers/reader.html",
        paper=paper,
        version=version,
        versions=[each for each in versions if may_read(actor, each)],
        page_number=_page(reading.page if reading else 1, version),
        item=item,
        agenda=queries.list_agenda(actor, item.meeting) if item else (),
        **_own_position(actor, item),
        standing=standing,
        emergency=standing.emergency,
        now=now(),
        neighbours=queries.list_papers(actor, paper.dossier),
        back=_back(standing) or (f"/items/{item.id}" if item else ""),
    )


@bp.get("/papers/versions/<version_id>/file")
@in_pieces
def file(version_id: str) -> ResponseReturnValue:
    """The reading copy, whole or a range of it."""
    version = _readable(version_id)
    name = f"{version.paper.label} {version.paper.title}.pdf"
    attached = "download" in request.args
    require(not attached or may_download(current_actor(), version.paper))
    return stream(stored(version.copy or {}), name, kind="application/pdf", attached=attached)


@bp.get("/papers/versions/<version_id>/thumbnail")
@in_pieces
def thumbnail(version_id: str) -> ResponseReturnValue:
    version = _readable(version_id)
    name = f"{version.paper.label}.png"
    return stream(stored(version.thumbnail or {}), name, kind="image/png")


@bp.post("/papers/versions/<version_id>/place")
def place(version_id: str) -> ResponseReturnValue:
    """Where the reader is. The first time says that the version was opened."""
    form = read_form(PlaceForm)
    act(lambda actor: keep_place(actor, queries.find_version(actor, version_id), form.page).page)
    if form.then == "file":
        return redirect(url_for(".file", version_id=version_id), 303)
    return Response(status=HTTPStatus.NO_CONTENT)


@bp.get("/papers/<paper_id>/still-open")
def still_open(paper_id: str) -> ResponseReturnValue:
    """Answer the reader, when something about the paper moved; Missing once it is not theirs any more."""
    queries.find_paper(current_actor(), paper_id)
    return Response(status=HTTPStatus.NO_CONTENT)


@bp.get("/papers/<paper_id>/secrecy")
@fresh
def ask_to_restrict(paper_id: str) -> ResponseReturnValue:
    return _secrecy_form(paper_id, {})


@bp.post("/papers/<paper_id>/secrecy")
@fresh
def restrict(paper_id: str) -> ResponseReturnValue:
    try:
        form = read_secrecy()
        act(
            lambda actor: restrict_paper(
                actor, queries.find_paper(actor, paper_id, lock=True), form.secrecy, form.reader_ids
            )
        )
    except Invalid as no:
        return _secrecy_form(paper_id, no.problems), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("It is kept to whom this paper is open."))
    return redirect(inside(form.next), 303)


@bp.get("/papers/dossiers/<dossier_id>")
def dossier(dossier_id: str) -> ResponseReturnValue:
    """The papers of a dossier; the page where an agency prepares them."""
    actor = current_actor()
    found = queries.find_dossier(actor, dossier_id)
    if found.tray_of_id:
        return redirect(url_for("falling.tray", meeting_id=found.tray_of_id))
    back = inside(request.args.get("back"), "")
    return page(
        "papers/_list.html" if wants_fragment() else "papers/dossier.html",
        dossier=found,
        dossier_id=found.id,
        title=found.item.title if found.item else found.title,
        papers=queries.list_papers(actor, found),
        may_upload=may_upload(actor, found) and not found.is_closed,
        back=back,
        next=inside(request.args.get("next"), "") or url_for(".dossier", dossier_id=found.id, back=back or None),
    )  # fmt: skip


@bp.post("/papers/dossiers/<dossier_id>/papers")
@at_most(UPLOADS)
def upload(dossier_id: str) -> ResponseReturnValue:
    found = queries.find_dossier(current_actor(), dossier_id)
    require(may_upload(current_actor(), found))
    return _hand_in(
        found.body_id,
        lambda actor: queries.find_dossier(actor, dossier_id, lock=True),
        dossier_id=dossier_id,
        title=found.item.title if found.item else found.title,
    )


@bp.post("/items/<item_id>/papers")
@at_most(UPLOADS)
def upload_for_item(item_id: str) -> ResponseReturnValue:
    """The first paper of an item begins its dossier."""
    item = queries.find_item(current_actor(), item_id)
    require(may_begin(current_actor(), item))
    return _hand_in(
        item.body_id,
        lambda actor: dossier_for_item(actor, queries.find_item(actor, item_id)),
        item_id=item_id,
        title=item.title,
    )


@bp.post("/papers/<paper_id>/versions")
@at_most(UPLOADS)
def upload_next_version(paper_id: str) -> ResponseReturnValue:
    paper = queries.find_paper(current_actor(), paper_id)
    require(may_upload(current_actor(), paper.dossier))
    try:
        sent = read_upload()
        version = take_new(
            paper.dossier.body_id,
            sent,
            lambda actor: upload_version(
                actor, queries.find_paper(actor, paper_id, lock=True), sent
            ),
        )
    except Invalid as no:
        return _ask_again(no, paper_id=paper_id, title=paper.title)
    return _handed_in(version)


@bp.post("/papers/<paper_id>/remove")
def remove(paper_id: str) -> ResponseReturnValue:
    act(lambda actor: remove_paper(actor, queries.find_paper(actor, paper_id, lock=True)))
    return redirect(inside(request.form.get("next")), 303)


def _hand_in(
    body_id: str, find: Callable[[Actor], queries.Dossier], **about: str
) -> ResponseReturnValue:
    try:
        draft = read_draft()
        sent = read_upload()
        version = take_new(
            body_id, sent, lambda actor: upload_paper(actor, find(actor), sent, draft)
        )
    except Invalid as no:
        return _ask_again(no, **about)
    return _handed_in(version)


def _handed_in(version: PaperVersion) -> ResponseReturnValue:
    """A restricted paper that was handed in waits for the word who needs to know of it."""
    if wants_json():
        return jsonify(paper=version.paper_id, version=version.id), HTTPStatus.CREATED
    going_on = inside(request.form.get("next"))
    if version.number == 1 and version.paper.is_restricted:
        going_on = url_for(".ask_to_restrict", paper_id=version.paper_id, next=going_on)
    return redirect(going_on, 303)


def _ask_again(no: Invalid, **about: str) -> ResponseReturnValue:
    if wants_json():
        raise no
    template = "papers/upload.html"
    context = {"errors": no.problems, "values": request.form}
    going_on = inside(request.form.get("next"))
    return page(template, next=going_on, **context, **about), HTTPStatus.UNPROCESSABLE_ENTITY


def _readable(version_id: str) -> PaperVersion:
    version = queries.find_version(current_actor(), version_id)
    if not may_read(current_actor(), version):
        raise Missing
    if version.is_destroyed:
        raise Closed(DESTROYED)
    return version


def _back(standing: queries.Standing) -> str:
    """Return where the reader leads back to: an emergency to itself, else where one came from."""
    if emergency := standing.emergency:
        return f"/emergency-readings/{emergency.id}"
    return inside(request.args.get("back"), "")


def _secrecy_form(paper_id: str, errors: Mapping[str, str]) -> str:
    actor = current_actor()
    paper = queries.find_paper(actor, paper_id)
    require(may_change(actor, paper))
    candidates = queries.list_candidates(actor, paper)
    named = {each.account_id for each in paper.readers} - {actor.id}
    usual = {each.account_id for each in candidates if each.usual}
    chosen = named if paper.is_restricted and named else usual
    return page(
        "papers/secrecy.html",
        paper=paper,
        candidates=candidates,
        chosen=request.form.getlist("reader_ids") if errors else chosen,
        level=request.form.get("secrecy", paper.secrecy),
        next=inside(request.values.get("next"), f"/papers/dossiers/{paper.dossier_id}"),
        errors=errors,
    )


def _own_position(actor: Actor, item: Item | None) -> dict[str, object]:
    """What the form for one's position needs, for whoever may take one."""
    if item is None or not may_take_position(actor, item):
        return {}
    position = find_my_position(actor, item)
    return {
        "may_take_position": True,
        "position": position,
        "prepared": find_my_draft(actor, item),
        "stands": list(Stand),
        "values": {},
        "errors": {},
    }


def _chosen(versions: queries.Versions, wanted: str | None) -> PaperVersion | None:
    """Return the version asked for, else the newest that can be read. Missing when it cannot."""
    readable = [each for each in versions if each.copy]
    if wanted is None:
        return readable[0] if readable else None
    if found := next((each for each in readable if each.id == wanted), None):
        return found
    raise Missing


def _page(otherwise: int, version: PaperVersion) -> int:
    asked = request.args.get("page", "")
    return min(max(int(asked) if asked.isdecimal() else otherwise, 1), version.pages)
