from pathlib import Path

from flask import Blueprint, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from pydantic import BaseModel, Field

from ecabinet.accounts import sessions
from ecabinet.accounts.access import What, note
from ecabinet.accounts.brake import brake
from ecabinet.accounts.ceremonies import ask_to_show, shown_by
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.doors import current_account, signed_in, take_key, trusted_device
from ecabinet.accounts.doorstep import go_on
from ecabinet.accounts.events import PreferencesKept
from ecabinet.accounts.factors import factors_of
from ecabinet.accounts.kept_forms import find_kept
from ecabinet.accounts.models import LANGUAGES, TEXT_SIZES, THEMES, Account
from ecabinet.accounts.passwords import is_right
from ecabinet.accounts.rates import PASSWORDS, SIGN_IN, at_most
from ecabinet.accounts.second import TooFast, check_code, check_password, said_no
from ecabinet.accounts.stepup import BY_PASSWORD, fresh, prove
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Invalid
from ecabinet.core.events import record
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.addresses import inside
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("accounts", __name__)

WRONG = N_("The user name or the password is not right. Please check both and try again.")
INCOMPLETE = N_("Please enter your user name and your password.")
SLOWLY = N_(
    "Several wrong passwords were given. For safety, please wait a minute at most and then try again."
)
YEAR_S = 365 * 24 * 3600


class Credentials(BaseModel):
    username: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=1000)


class WrongCredentials(Invalid):
    """Said in the same words, after the same time, whether the name or the password was wrong."""

    default = WRONG


@bp.route("/sign-in", methods=["GET", "POST"])
@at_most(SIGN_IN, by_address=True)
def sign_in() -> ResponseReturnValue:
    if request.method == "POST":
        return _enter()
    if current_user.is_authenticated:
        return redirect(_safe_next())
    return _ask(ended="ended" in request.args)


def _ask(*, ended: bool = False, wrong: str = "") -> str:
    username = request.form.get("username", "")
    return page(
        "accounts/sign_in.html",
        ended=ended,
        wrong=wrong,
        username=username,
        next=_safe_next(),
        demo_password_at=_demo_password_at(),
    )


def _demo_password_at() -> str:
    """Name the file as whoever started the demonstration finds it from where they stand."""
    if not current_app.config["DEMO"]:
        return ""
    file = Path(current_app.config["DATA"]).resolve() / "demo-password"
    return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)


def _enter() -> ResponseReturnValue:
    name, address = request.form.get("username", "").strip().lower(), request.remote_addr or "?"
    device = trusted_device(name)
    if wait_s := brake.seconds(name, address, device):
        note(What.TOO_FAST, _id_of(name))
        return _ask(wrong=SLOWLY), 429, {"Retry-After": str(wait_s)}
    try:
        account_id = _whose(read_form(Credentials))
    except WrongCredentials as no:
        brake.count(name, address, device)
        return _ask(wrong=no.message), 422
    except Invalid:
        return _ask(wrong=INCOMPLETE), 422
    brake.forget(name, address, device)
    return go_on(account_id, _safe_next())


def _whose(sent: Credentials) -> str:
    account = sessions.find_account(sent.username.strip().lower())
    right = is_right(sent.password, account.password_hash if account and account.active else None)
    if account is None or not right:
        note(What.WRONG_PASSWORD if account else What.UNKNOWN_NAME, account.id if account else None)
        raise WrongCredentials
    return account.id


def _id_of(name: str) -> str | None:
    account = sessions.find_account(name)
    return account.id if account else None


@bp.get("/me")
def me() -> ResponseReturnValue:
    """Oneself: how pages look, the posts one holds, how one comes in, with which devices."""
    user = signed_in()
    return page(
        "accounts/me.html",
        username=user.account.username,
        until_at=user.expires_at,
        factors=factors_of(user.id),
    )


@bp.route("/verify", methods=["GET", "POST"])
@at_most(PASSWORDS)
def verify() -> ResponseReturnValue:
    """Show again who one is: by a passkey, a code, or the password where there is nothing else."""
    if request.method == "GET":
        return _ask_who()
    try:
        by = _shown()
    except Invalid as no:
        return said_no(_ask_who(no), no)
    return prove(redirect(_safe_next(), 303), by)


@bp.post("/verify/passkey/options")
def verify_options() -> ResponseReturnValue:
    return ask_to_show(Purpose.KEY_TO_VERIFY, signed_in().id)


@bp.post("/verify/passkey")
def verify_by_key() -> ResponseReturnValue:
    shown_by(Purpose.KEY_TO_VERIFY, signed_in().id)
    return prove(jsonify(next=_safe_next()), "passkey")


@bp.get("/verify/again")
@fresh
def again() -> ResponseReturnValue:
    """Show that what was typed before one was asked is still there, to be sent with one press."""
    user = signed_in()
    with reading():
        form = find_kept(user.id, user.sign_in_id)
    return page("accounts/again.html", form=form)


def _ask_who(no: Invalid | None = None) -> str:
    user = signed_in()
    return page(
        "accounts/verify.html",
        factors=factors_of(user.id),
        has_password=user.account.password_hash is not None,
        next=_safe_next(),
        errors=no.problems if no else {},
        slowly=no.message if isinstance(no, TooFast) else "",
    )


def _shown() -> str:
    """Return by what the person has just shown who they are. Invalid where it was not right."""
    user = signed_in()
    if factors_of(user.id).any:
        check_code(user.id, request.form.get("code", ""))
        return "code"
    check_password(user.account, request.form.get("password", ""))
    return BY_PASSWORD


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    sign_in_id = signed_in().sign_in_id
    run(lambda: sessions.end(sign_in_id))
    note(What.SIGNED_OUT, signed_in().id)
    response = redirect(url_for(".sign_in"), 303)
    take_key(response)
    return response


@bp.post("/preferences")
def keep_preferences() -> ResponseReturnValue:
    """Language, theme and text size: kept with the account, and on the device for the sign-in page."""
    wanted: dict[str, str] = {
        name: value
        for name, allowed in (("language", LANGUAGES), ("theme", THEMES), ("text_size", TEXT_SIZES))
        if (value := request.form.get(name, "")) in allowed
    }
    if account := current_account():
        account_id = account.id
        run(lambda: _keep(account_id, wanted))
    response = redirect(_safe_next(), 303)
    for name, value in wanted.items():
        response.set_cookie(
            name,
            value,
            max_age=YEAR_S,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SECURE"],
        )
    return response


def _keep(account_id: str, wanted: dict[str, str]) -> None:
    account = session().get_one(Account, account_id)
    for name, value in wanted.items():
        setattr(account, name, value)
    record(PreferencesKept(actor_id=account_id))


def _safe_next() -> str:
    """Return where to go on, never to another site."""
    return inside(request.values.get("next"))
