"""People from a sheet and into one."""

from contextvars import copy_context

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.rates import EXPORTS, UPLOADS, at_most
from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.exporting import export_people
from ecabinet.bodies.import_plan import Plan, State
from ecabinet.bodies.import_sheet import HEADING
from ecabinet.bodies.importing import (
    carry_out_import,
    find_import,
    plan_import,
    prepare_import,
)
from ecabinet.bodies.people_forms import ConfirmForm
from ecabinet.bodies.policy import may_administer
from ecabinet.core import native
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.sheets import MAX_BYTES, Cell, read_sheet, write_csv, write_workbook
from ecabinet.core.words import N_
from ecabinet.web.forms import read_form
from ecabinet.web.language import number
from ecabinet.web.page import page

bp = Blueprint("imports", __name__, url_prefix="/administration/people")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SHOWN = 200  # rows of a kind: nobody looks at more before confirming
NO_FILE = N_("Please choose a file.")


@bp.before_request
def _administrators_only() -> None:
    require(may_administer(current_actor()))


@bp.get("/import")
def new() -> ResponseReturnValue:
    return page("people/import.html")


@bp.get("/import/sheet")
def sheet() -> ResponseReturnValue:
    """An empty sheet with the right heading."""
    return _file(write_workbook("Người dùng", HEADING, []), "nguoi-dung-mau", "xlsx")


@bp.post("/import")
@at_most(UPLOADS)
def upload() -> ResponseReturnValue:
    try:
        table = _read_table()
        draft_id = act(lambda actor: prepare_import(actor, table).id)
    except Invalid as no:
        said = gettext(no.message, **no.values)
        return page("people/import.html", wrong=said), 422
    return redirect(url_for(".preview", draft_id=draft_id), 303)


@bp.get("/import/<draft_id>")
def preview(draft_id: str) -> ResponseReturnValue:
    return _preview(draft_id)


@bp.post("/import/<draft_id>")
@fresh
def confirm(draft_id: str) -> ResponseReturnValue:
    try:
        shown = read_form(ConfirmForm).shown
        plan = act(
            lambda actor: carry_out_import(actor, find_import(actor, draft_id, lock=True), shown)
        )
    except Refused as no:
        return _preview(draft_id, no.message), 409
    flash(
        gettext(
            "The sheet has been carried out: %(made)s rows about new people, %(changed)s about changes.",
            made=number(plan.count(State.NEW)),
            changed=number(plan.count(State.CHANGED)),
        )
    )
    return redirect(url_for("people.index"), 303)


@bp.post("/export")
@at_most(EXPORTS)
@fresh
def export() -> ResponseReturnValue:
    """Every person and post, in the shape in which an import takes them."""
    form = "csv" if request.form.get("form") == "csv" else "xlsx"
    rows = act(lambda actor: export_people(actor, form))
    content = (
        write_csv(HEADING, rows) if form == "csv" else write_workbook("Người dùng", HEADING, rows)
    )
    return _file(content, "nguoi-dung", form)


def _read_table() -> list[list[Cell]]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(NO_FILE)
    return read_sheet(sent.stream.read(MAX_BYTES + 1), sent.filename)


def _preview(draft_id: str, refused: str = "") -> str:
    actor, context = current_actor(), copy_context()
    draft = find_import(actor, draft_id)
    # Thousands of rows take seconds; meanwhile others are served.
    plan: Plan = native.call(lambda: context.run(plan_import, actor, draft))
    return page(
        "people/import_preview.html", plan=plan, states=list(State), refused=refused, shown=SHOWN
    )


def _file(content: bytes, name: str, form: str) -> Response:
    disposition = f'attachment; filename="{name}.{form}"'
    headers = {"Content-Disposition": disposition}
    return Response(content, content_type=TYPES[form], headers=headers)
