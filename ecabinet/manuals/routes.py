from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from ecabinet.accounts.models import LANGUAGES
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, Overtaken, require
from ecabinet.core.words import N_
from ecabinet.manuals.forms import ManualForm, RestoreForm
from ecabinet.manuals.layout import lay_out
from ecabinet.manuals.operations import edit_manual, restore_manual
from ecabinet.manuals.policy import may_edit_manual
from ecabinet.manuals.queries import Text, find_text
from ecabinet.manuals.shipped import order_for
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("manuals", __name__, url_prefix="/manuals")

NAMES = {
    "everybody": N_("For everybody"),
    "chair": N_("Manual of the chair"),
    "member": N_("Manual of members"),
    "officer": N_("Manual of secretariat officers"),
    "head": N_("Manual of the head of the secretariat"),
    "clerk": N_("Manual of clerks"),
    "agency": N_("Manual of agencies' officers"),
    "assistant": N_("Manual of assistants"),
    "guest": N_("Manual of guests"),
    "administrator": N_("Manual of administrators"),
    "auditor": N_("Manual of auditors"),
}
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@bp.get("/")
def index() -> ResponseReturnValue:
    own, others = order_for(current_actor())
    return page("manuals/index.html", own=own, others=others, names=NAMES)


@bp.get("/<role>")
def show(role: str) -> ResponseReturnValue:
    actor = current_actor()
    text = find_text(actor, role, _language())
    return page(
        "manuals/show.html",
        text=text,
        name=NAMES[role],
        book=lay_out(text.text),
        languages=LANGUAGE_NAMES,
        edits=may_edit_manual(actor),
    )


@bp.get("/<role>/<language>/edit")
def edit(role: str, language: str) -> ResponseReturnValue:
    require(may_edit_manual(current_actor()))
    return _editor(role, language)


@bp.post("/<role>/<language>/edit")
def keep(role: str, language: str) -> ResponseReturnValue:
    require(may_edit_manual(current_actor()))
    try:
        form = read_form(ManualForm)
        lay_out(form.text)  # what cannot be shown is not kept
        if "preview" in request.form:
            return _editor(role, language, preview=True)
        act(
            lambda actor: edit_manual(
                actor, _locked(actor, role, language), form.text, form.revision
            )
        )
    except Invalid as no:
        errors = no.problems or {"text": no.message}
        return _editor(role, language, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    except Overtaken:
        return _editor(role, language, overtaken=True), HTTPStatus.CONFLICT
    flash(gettext("The manual was saved."))
    return redirect(url_for(".show", role=role), 303)


@bp.post("/<role>/<language>/restore")
def restore(role: str, language: str) -> ResponseReturnValue:
    form = read_form(RestoreForm)
    act(lambda actor: restore_manual(actor, _locked(actor, role, language), form.revision))
    flash(gettext("The manual reads as it was shipped again."))
    return redirect(url_for(".show", role=role), 303)


def _locked(actor: Actor, role: str, language: str) -> Text:
    return find_text(actor, role, language, lock=True)


def _editor(
    role: str,
    language: str,
    errors: Mapping[str, str] | None = None,
    *,
    preview: bool = False,
    overtaken: bool = False,
) -> str:
    """Show the text to be edited: what was typed, else what is read now."""
    now_read = find_text(current_actor(), role, language)
    typed = request.form.get("text", now_read.text)
    revision = now_read.revision if overtaken else request.form.get("revision", now_read.revision)
    return page(
        "manuals/edit.html",
        text=now_read,
        name=NAMES[role],
        languages=LANGUAGE_NAMES,
        typed=typed,
        revision=revision,
        errors=errors or {},
        overtaken=overtaken,
        book=lay_out(typed) if preview else None,
    )


def _language() -> str:
    wanted = request.args.get("language", str(get_locale()))
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
