from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from ecabinet.agenda.models import Item, Stand
from ecabinet.agenda.policy import may_take_position
from ecabinet.agenda.queries import find_my_position
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Closed, Invalid, Missing, require
from ecabinet.core.words import N_
from ecabinet.papers import queries
from ecabinet.papers.forms import MEBIBYTE, TOO_LARGE, PlaceForm, read_draft, read_upload
from ecabinet.papers.models import PaperVersion, stored
from ecabinet.papers.operations import (
    Upload,
    dossier_for_item,
    keep_place,
    remove_paper,
    upload_paper,
    upload_version,
)
from ecabinet.papers.policy import may_begin, may_read, may_upload
from ecabinet.pdf.report import ACTIVE, REASONS, Active, Reason
from ecabinet.web.addresses import inside
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, refusal_page, wants_fragment, wants_json
from ecabinet.web.streaming import stream

bp = Blueprint("papers", __name__)
FOREIGN_FONTS = N_(
    "These typefaces are not in the file and may look different on a tablet: %(fonts)s. Please embed them."
)
DESTROYED = N_("This paper has been destroyed: the time for which it is kept is over.")
TAKEN_OUT = N_("Taken out of the reading copy for safety: %(what)s.")


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
    item = paper.dossier.item
    return page(
        "papers/reader.html",
        paper=paper,
        version=version,
        versions=[each for each in versions if may_read(actor, each)],
        page_number=_page(reading.page if reading else 1, version),
        item=item,
        agenda=queries.list_agenda(actor, item.meeting) if item else (),
        **_own_position(actor, item),
        neighbours=queries.list_papers(actor, paper.dossier),
        back=inside(request.args.get("back"), "") or (f"/items/{item.id}" if item else ""),
    )


@bp.get("/papers/versions/<version_id>/file")
def file(version_id: str) -> ResponseReturnValue:
    """The reading copy, whole or a range of it."""
    version = _readable(version_id)
    name = f"{version.paper.label} {version.paper.title}.pdf"
    attached = "download" in request.args
    return stream(stored(version.copy or {}), name, kind="application/pdf", attached=attached)


@bp.get("/papers/versions/<version_id>/thumbnail")
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


@bp.get("/papers/dossiers/<dossier_id>")
def dossier(dossier_id: str) -> ResponseReturnValue:
    """The papers of a dossier; the page where an agency prepares them."""
    actor = current_actor()
    found = queries.find_dossier(actor, dossier_id)
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
def upload(dossier_id: str) -> ResponseReturnValue:
    found = queries.find_dossier(current_actor(), dossier_id)
    require(may_upload(current_actor(), found))
    return _hand_in(
        lambda actor: queries.find_dossier(actor, dossier_id, lock=True),
        dossier_id=dossier_id,
        title=found.item.title if found.item else found.title,
    )


@bp.post("/items/<item_id>/papers")
def upload_for_item(item_id: str) -> ResponseReturnValue:
    """The first paper of an item begins its dossier."""
    item = queries.find_item(current_actor(), item_id)
    require(may_begin(current_actor(), item))
    return _hand_in(
        lambda actor: dossier_for_item(actor, queries.find_item(actor, item_id)),
        item_id=item_id,
        title=item.title,
    )


@bp.post("/papers/<paper_id>/versions")
def upload_next_version(paper_id: str) -> ResponseReturnValue:
    paper = queries.find_paper(current_actor(), paper_id)
    require(may_upload(current_actor(), paper.dossier))
    try:
        sent = read_upload()
    except Invalid as no:
        return _ask_again(no, paper_id=paper_id, title=paper.title)
    return _handed_in(
        lambda actor: upload_version(actor, queries.find_paper(actor, paper_id, lock=True), sent)
    )


@bp.post("/papers/<paper_id>/remove")
def remove(paper_id: str) -> ResponseReturnValue:
    act(lambda actor: remove_paper(actor, queries.find_paper(actor, paper_id, lock=True)))
    return redirect(inside(request.form.get("next")), 303)


@bp.app_template_filter("why_refused")
def why_refused(version: PaperVersion) -> str:
    """Say why a file was not taken, and what to do."""
    return str(gettext(REASONS[Reason(version.refusal)], value=version.refusal_value))


@bp.app_template_filter("remarks")
def list_remarks(version: PaperVersion) -> list[str]:
    """Say to whoever handed a file in what was found in it."""
    fonts = [str(each["font"]) for each in version.remarks if "font" in each]
    removed = [
        gettext(ACTIVE[Active(each["removed"])]) for each in version.remarks if "removed" in each
    ]
    return [
        *([gettext(FOREIGN_FONTS, fonts=", ".join(fonts))] if fonts else []),
        *([gettext(TAKEN_OUT, what="; ".join(removed))] if removed else []),
    ]  # fmt: skip


@bp.app_errorhandler(RequestEntityTooLarge)
def say_how_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """A request that is refused before it is read: only a file can be as large as that."""
    limit = current_app.config["MAX_UPLOAD_BYTES"] // MEBIBYTE
    return refusal_page(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"limit": limit})


def _hand_in(find: Callable[[Actor], queries.Dossier], **about: str) -> ResponseReturnValue:
    try:
        draft = read_draft()
        sent: Upload = read_upload()
    except Invalid as no:
        return _ask_again(no, **about)
    return _handed_in(lambda actor: upload_paper(actor, find(actor), sent, draft))


def _handed_in(deed: Callable[[Actor], PaperVersion]) -> ResponseReturnValue:
    version = act(deed)
    if wants_json():
        return jsonify(paper=version.paper_id, version=version.id), HTTPStatus.CREATED
    return redirect(inside(request.form.get("next")), 303)


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


def _own_position(actor: Actor, item: Item | None) -> dict[str, object]:
    """What the form for one's position needs, for whoever may take one."""
    if item is None or not may_take_position(actor, item):
        return {}
    position = find_my_position(actor, item)
    return {
        "may_take_position": True,
        "position": position,
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
