"""Asking for somebody's new way in, agreeing to it, and the link that is shown once."""

from typing import Annotated, Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, StringConstraints

from ecabinet.accounts.rates import LINKS, at_most
from ecabinet.accounts.recovery import list_open_links, never_came_in
from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.people_queries import find_person
from ecabinet.bodies.policy import may_ask_for_recovery
from ecabinet.bodies.recovery import (
    agree_to_recovery,
    ask_for_recovery,
    find_recovery,
    give_welcome,
    list_recoveries,
    refuse_recovery,
)
from ecabinet.core.errors import Invalid
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("recovery", __name__, url_prefix="/administration")


class ReasonForm(BaseModel):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


@bp.app_context_processor
def _access() -> dict[str, Any]:
    return {"access_of": access_of}


def access_of(account_id: str) -> dict[str, Any]:
    """Say how somebody comes in, for the administrator's page of that person."""
    account = find_person(current_actor(), account_id)
    return {
        "is_new": never_came_in(account),
        "may_ask": may_ask_for_recovery(current_actor(), account),
        "links": list_open_links(account_id),
    }


@bp.get("/recoveries")
def index() -> ResponseReturnValue:
    """What is asked for and waits for a second person."""
    return page("accounts/recoveries.html", requests=list_recoveries(current_actor()))


@bp.route("/people/<account_id>/recovery", methods=["GET", "POST"])
@at_most(LINKS)
@fresh
def ask(account_id: str) -> ResponseReturnValue:
    """Say why somebody needs a new way in."""
    if request.method == "GET":
        return _form(account_id, {})
    try:
        reason = read_form(ReasonForm).reason
        act(
            lambda actor: (
                ask_for_recovery(actor, find_person(actor, account_id, lock=True), reason).id
            )
        )
    except Invalid as no:
        return _form(account_id, no.problems), 422
    flash(gettext("It is asked for. A second person has been told and must agree."))
    return redirect(url_for(".index"), 303)


@bp.post("/people/<account_id>/welcome")
@at_most(LINKS)
@fresh
def welcome(account_id: str) -> ResponseReturnValue:
    """Show, this once, the link for somebody's first sign-in."""
    token = act(lambda actor: give_welcome(actor, find_person(actor, account_id, lock=True)))
    name = find_person(current_actor(), account_id).name
    return _link(token, name, hours=72)


@bp.post("/recoveries/<link_id>/agree")
@at_most(LINKS)
@fresh
def agree(link_id: str) -> ResponseReturnValue:
    """Show, this once and to the second person alone, the link to hand over."""
    name = _name_of(link_id)
    token = act(lambda actor: agree_to_recovery(actor, find_recovery(actor, link_id, lock=True)))
    return _link(token, name, hours=1)


@bp.post("/recoveries/<link_id>/refuse")
@at_most(LINKS)
@fresh
def refuse(link_id: str) -> ResponseReturnValue:
    act(lambda actor: refuse_recovery(actor, find_recovery(actor, link_id, lock=True)))
    flash(gettext("It was refused. Nobody comes in by it."))
    return redirect(url_for(".index"), 303)


def _name_of(link_id: str) -> str:
    listed = (each for each in list_recoveries(current_actor()) if each.link.id == link_id)
    return next((each.name for each in listed), "")


def _form(account_id: str, problems: dict[str, str]) -> str:
    account = find_person(current_actor(), account_id)
    return page("accounts/recovery_ask.html", account=account, values=request.form, errors=problems)


def _link(token: str, name: str, *, hours: int) -> str:
    address = f"{current_app.config['BASE_URL']}{url_for('links.come_in', token=token)}"
    return page("accounts/link_given.html", address=address, name=name, hours=hours)
