"""The page of a body's rules of procedure."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.models import Body
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.queries import find_body
from ecabinet.bodies.rules import PRESETS
from ecabinet.bodies.rules_forms import LawsForm, RulesForm
from ecabinet.bodies.rules_operations import change_rules
from ecabinet.bodies.rules_words import GROUPS, WORDS
from ecabinet.core.errors import Invalid, Overtaken, require
from ecabinet.web.forms import read_values, sent_fields
from ecabinet.web.page import page

bp = Blueprint("rules", __name__, url_prefix="/administration/bodies")
LAW = "law-"


@bp.before_request
def _administrators_only() -> None:
    require(may_administer(current_actor()))


@bp.get("/<body_id>/rules")
@fresh
def edit(body_id: str) -> ResponseReturnValue:
    """Who it is is asked before the page is filled in, not after."""
    return _form(find_body(current_actor(), body_id))


@bp.post("/<body_id>/rules")
@fresh
def change(body_id: str) -> ResponseReturnValue:
    try:
        sent, laws = _sent(), _laws()
        rules = sent.rules(laws, _source(sent.source, body_id))
        act(
            lambda actor: change_rules(
                actor, find_body(actor, body_id, lock=True), rules, sent.revision
            )
        )
    except (Invalid, Overtaken) as no:
        status = 422 if isinstance(no, Invalid) else 409
        return _form(find_body(current_actor(), body_id), no), status
    flash(gettext("The rules are saved. They hold for whatever is opened from now on."))
    return redirect(url_for("bodies.show", body_id=body_id), 303)


def _sent() -> RulesForm:
    """Return the sent form; of the papers a dossier has to hold any number may be ticked."""
    ticked = {"required_papers": request.form.getlist("required_papers")}
    return read_values(RulesForm, sent_fields() | ticked)


def _source(written: str, body_id: str) -> str:
    """Return the source as it is kept: a preset's own, left as it was, stays one for every language."""
    kept = find_body(current_actor(), body_id).rules
    return kept.source if kept.cites_a_preset and written == gettext(kept.source) else written


def _laws() -> dict[str, str]:
    """Return the sources that were written down, of the rules there are."""
    written = {name: request.form.get(LAW + name, "") for name in WORDS}
    try:
        return {name: law for name, law in read_values(LawsForm, written).root.items() if law}
    except Invalid as no:
        raise Invalid(**{LAW + name: sentence for name, sentence in no.problems.items()}) from None


def _form(body: Body, no: Invalid | Overtaken | None = None) -> str:
    return page(
        "settings/rules.html",
        body=body,
        rules=body.rules,
        groups=GROUPS,
        presets=PRESETS,
        values=request.form,
        errors=no.problems if isinstance(no, Invalid) else {},
        overtaken=isinstance(no, Overtaken),
    )
