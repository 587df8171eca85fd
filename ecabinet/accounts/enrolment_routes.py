"""Setting up a factor at the door, before one is in: because a body's rules ask for it, or after a one-time link."""

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from ecabinet.accounts import codes, halfway, sessions
from ecabinet.accounts.ceremonies import add_shown, ask_to_add
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.devices import readable_name
from ecabinet.accounts.doors import current_account, signed_in
from ecabinet.accounts.entering import enter
from ecabinet.accounts.factors import is_demanded
from ecabinet.accounts.halfway import SETTING_UP, Halfway, at_the_door
from ecabinet.accounts.models import CodeApp
from ecabinet.accounts.rates import SIGN_IN, at_most
from ecabinet.accounts.second import TooFast, confirm_app, said_no
from ecabinet.core.errors import Closed, Denied, Invalid
from ecabinet.core.transaction import run
from ecabinet.web.addresses import inside
from ecabinet.web.page import page

bp = Blueprint("enrolment", __name__, url_prefix="/sign-in/enrolment")
bp.register_error_handler(Closed, halfway.begin_again)


@bp.get("/")
def choose() -> ResponseReturnValue:
    """A passkey, or else an app; where nobody demands one it may be left for later."""
    waiting = at_the_door(*SETTING_UP)
    return page(
        "accounts/enrolment.html",
        name=waiting.account.name,
        demanded=is_demanded(waiting.account.id),
        next=_next(),
    )


@bp.post("/passkey/options")
@at_most(SIGN_IN, by_address=True)
def key_options() -> ResponseReturnValue:
    return ask_to_add(at_the_door(*SETTING_UP).account)


@bp.post("/passkey")
@at_most(SIGN_IN, by_address=True)
def add_key() -> ResponseReturnValue:
    waiting = at_the_door(*SETTING_UP)
    add_shown(waiting.account.id, readable_name(request.user_agent.string))
    return _let_in(waiting, jsonify(next=_paper()), factors=2)


@bp.post("/code-app/begin")
def begin_app() -> ResponseReturnValue:
    account_id = at_the_door(*SETTING_UP).account.id
    run(lambda: codes.begin_code_app(account_id))
    return redirect(url_for(".code_app", next=_next()), 303)


@bp.route("/code-app", methods=["GET", "POST"])
@at_most(SIGN_IN, by_address=True)
def code_app() -> ResponseReturnValue:
    """The picture to take with the app, and the field for the code that it then shows."""
    waiting = at_the_door(*SETTING_UP)
    app = codes.find_unconfirmed(waiting.account.id)
    if app is None:
        return redirect(url_for(".choose", next=_next()), 303)
    if request.method == "GET":
        return _show(waiting, app)
    try:
        confirm_app(waiting.account.id, request.form.get("code", ""))
    except Invalid as no:
        return said_no(_show(waiting, app, no), no)
    return _let_in(waiting, redirect(_paper(), 303), factors=2)


@bp.post("/later")
def later() -> ResponseReturnValue:
    """Come in by the password alone, where that is enough."""
    waiting = at_the_door(Purpose.NEW_ACCESS)
    if is_demanded(waiting.account.id):
        raise Denied
    return _let_in(waiting, redirect(_next(), 303), factors=1)


def _show(waiting: Halfway, app: CodeApp, no: Invalid | None = None) -> str:
    return page(
        "accounts/enrolment_code_app.html",
        picture=codes.picture(app, waiting.account),
        seed=codes.grouped_seed(app),
        next=_next(),
        errors=no.problems if no else {},
        slowly=no.message if isinstance(no, TooFast) else "",
    )


def _let_in(waiting: Halfway, response: Response, *, factors: int) -> Response:
    if not run(waiting.done):
        raise Closed(halfway.OVER)
    _leave_the_older_session(waiting.account.id)
    return halfway.forget(enter(waiting.account.id, response, factors=factors))


def _leave_the_older_session(account_id: str) -> None:
    """Whoever was asked while they were signed in goes on in the new session alone."""
    account = current_account()
    if account and account.id == account_id:
        sign_in_id = signed_in().sign_in_id
        run(lambda: sessions.end(sign_in_id))


def _paper() -> str:
    """Whoever has a factor is offered codes on paper for the day it is lost."""
    return url_for("factors.recovery_codes", next=_next())


def _next() -> str:
    return inside(request.values.get("next"))
