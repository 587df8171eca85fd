"""One's own keys and codes: added, named, removed. Each change is made by whoever has just shown who they are."""

from typing import Annotated

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, StringConstraints

from ecabinet.accounts import codes, factors, passkeys
from ecabinet.accounts.ceremonies import add_shown, ask_to_add
from ecabinet.accounts.devices import readable_name
from ecabinet.accounts.doors import signed_in
from ecabinet.accounts.models import CodeApp
from ecabinet.accounts.recovery_codes import make_codes
from ecabinet.accounts.second import TooFast, confirm_app, said_no
from ecabinet.accounts.stepup import fresh
from ecabinet.core.errors import Invalid, Refused
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.addresses import inside
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("factors", __name__, url_prefix="/me")

NO_FACTOR = N_(
    "Recovery codes stand in for a passkey or a code app. Please set up one of these first."
)


class NameForm(BaseModel):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


@bp.get("/passkeys")
@fresh
def passkeys_page() -> ResponseReturnValue:
    """One's passkeys, and the button that adds one."""
    return page("accounts/passkeys.html", passkeys=passkeys.list_passkeys(signed_in().id))


@bp.post("/passkeys/options")
@fresh
def key_options() -> ResponseReturnValue:
    return ask_to_add(signed_in().account)


@bp.post("/passkeys")
@fresh
def add_key() -> ResponseReturnValue:
    add_shown(signed_in().id, readable_name(request.user_agent.string))
    flash(gettext("The passkey was added. From now on it lets you in with one touch."))
    return jsonify(next=url_for(".passkeys_page"))


@bp.route("/passkeys/<passkey_id>/name", methods=["GET", "POST"])
@fresh
def rename_key(passkey_id: str) -> ResponseReturnValue:
    account_id = signed_in().id
    passkey = passkeys.find_passkey(account_id, passkey_id)
    if request.method == "GET":
        return page("accounts/passkey_name.html", passkey=passkey, values=passkey, errors={})
    try:
        name = read_form(NameForm).name
    except Invalid as no:
        return page(
            "accounts/passkey_name.html", passkey=passkey, values=request.form, errors=no.problems
        ), 422
    run(lambda: passkeys.rename_passkey(account_id, passkey_id, name))
    return redirect(url_for(".passkeys_page"), 303)


@bp.get("/passkeys/<passkey_id>/remove")
@fresh
def ask_to_remove_key(passkey_id: str) -> ResponseReturnValue:
    passkey = passkeys.find_passkey(signed_in().id, passkey_id)
    return _ask_to_remove(gettext("the passkey “%(title)s”", title=passkey.name))


@bp.post("/passkeys/<passkey_id>/remove")
@fresh
def remove_key(passkey_id: str) -> ResponseReturnValue:
    account_id = signed_in().id
    run(lambda: factors.drop_passkey(account_id, passkey_id))
    flash(gettext("The passkey was removed. It opens nothing any more."))
    return redirect(url_for("accounts.me"), 303)


@bp.post("/code-app/begin")
@fresh
def begin_app() -> ResponseReturnValue:
    account_id = signed_in().id
    run(lambda: codes.begin_code_app(account_id))
    return redirect(url_for(".code_app"), 303)


@bp.route("/code-app", methods=["GET", "POST"])
@fresh
def code_app() -> ResponseReturnValue:
    """The picture to take with the app, and the field for the code that it then shows."""
    app = codes.find_unconfirmed(signed_in().id)
    if app is None:
        return redirect(url_for("accounts.me"), 303)
    if request.method == "GET":
        return _show(app)
    try:
        confirm_app(signed_in().id, request.form.get("code", ""))
    except Invalid as no:
        return said_no(_show(app, no), no)
    flash(gettext("The code app is set up."))
    return redirect(url_for(".recovery_codes"), 303)


@bp.get("/code-app/remove")
@fresh
def ask_to_remove_app() -> ResponseReturnValue:
    return _ask_to_remove(gettext("the code app"))


@bp.post("/code-app/remove")
@fresh
def remove_app() -> ResponseReturnValue:
    account_id = signed_in().id
    run(lambda: factors.drop_code_app(account_id))
    flash(gettext("The code app was removed. Its codes open nothing any more."))
    return redirect(url_for("accounts.me"), 303)


@bp.get("/recovery-codes")
def recovery_codes() -> ResponseReturnValue:
    """How many are left, and the button that makes new ones."""
    return page(
        "accounts/recovery_codes.html", factors=factors.factors_of(signed_in().id), next=_next()
    )


@bp.post("/recovery-codes")
@fresh
def renew_codes() -> ResponseReturnValue:
    """Show ten new codes, this once. There is no address under which they could be read again."""
    account_id = signed_in().id
    if not factors.factors_of(account_id).any:
        raise Refused(NO_FACTOR)
    made = run(lambda: make_codes(account_id))
    account = signed_in().account
    return page("accounts/recovery_codes_made.html", codes=made, account=account, next=_next())


def _show(app: CodeApp, no: Invalid | None = None) -> str:
    return page(
        "accounts/code_app.html",
        picture=codes.picture(app, signed_in().account),
        seed=codes.grouped_seed(app),
        errors=no.problems if no else {},
        slowly=no.message if isinstance(no, TooFast) else "",
    )


def _ask_to_remove(what: str) -> str:
    return page("accounts/remove.html", what=what, left=factors.factors_of(signed_in().id))


def _next() -> str:
    return inside(request.values.get("next"), url_for("accounts.me"))
