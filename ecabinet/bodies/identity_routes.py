"""Linking an account with the single sign-on: by its owner, over there and back, or by an administrator, by name."""

from typing import Annotated, Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, Field, StringConstraints

from ecabinet.accounts import sso
from ecabinet.accounts.doors import signed_in
from ecabinet.accounts.sso_routes import forget_found, found, set_out
from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.identities import (
    find_linkable,
    link_identity,
    list_identities,
    unlink_identity,
)
from ecabinet.bodies.policy import may_administer
from ecabinet.core.errors import Missing, require
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("identities", __name__)
SHOWN = 60  # characters of a subject: enough to compare
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class IdentityForm(BaseModel):
    issuer: Line = Field(max_length=300)
    subject: Line = Field(max_length=255)


@bp.app_context_processor
def _identities() -> dict[str, Any]:
    return {"identities_of": lambda account_id: list_identities(current_actor(), account_id)}


@bp.get("/me/identities/link")
@fresh
def link() -> ResponseReturnValue:
    """Go and be named by the provider; nothing is linked before the person says so here."""
    return set_out(link=signed_in().id)


@bp.get("/me/identities/new")
def confirm() -> ResponseReturnValue:
    identity, provider = found(), sso.in_use()
    if identity is None or provider is None:
        raise Missing
    return page("accounts/link.html", name=provider.name, subject=identity.subject[:SHOWN])


@bp.post("/me/identities")
@fresh
def keep() -> ResponseReturnValue:
    identity = found()
    if identity is None:
        raise Missing
    account_id = signed_in().id
    act(
        lambda actor: link_identity(
            actor,
            find_linkable(actor, account_id, lock=True),
            identity.issuer,
            identity.subject,
        )
    )
    forget_found()
    flash(gettext("The link was made. From now on you can sign in this way too."))
    return redirect(url_for("accounts.me"), 303)


@bp.post("/me/identities/<identity_id>/remove")
@fresh
def remove(identity_id: str) -> ResponseReturnValue:
    account_id = signed_in().id
    act(lambda actor: _unlink(actor, account_id, identity_id))
    flash(gettext("The link was taken away."))
    return redirect(url_for("accounts.me"), 303)


@bp.post("/administration/people/<account_id>/identities")
@fresh
def give(account_id: str) -> ResponseReturnValue:
    require(may_administer(current_actor()))
    form = read_form(IdentityForm)
    act(
        lambda actor: link_identity(
            actor, find_linkable(actor, account_id, lock=True), form.issuer, form.subject
        )
    )
    flash(gettext("The link was made."))
    return redirect(f"/administration/people/{account_id}", 303)


@bp.post("/administration/people/<account_id>/identities/<identity_id>/remove")
@fresh
def take(account_id: str, identity_id: str) -> ResponseReturnValue:
    require(may_administer(current_actor()))
    act(lambda actor: _unlink(actor, account_id, identity_id))
    flash(gettext("The link was taken away."))
    return redirect(f"/administration/people/{account_id}", 303)


def _unlink(actor: Actor, account_id: str, identity_id: str) -> None:
    unlink_identity(actor, find_linkable(actor, account_id, lock=True), identity_id)
