"""The second step of signing in: what is asked after the password of whoever has more than a password."""

from collections.abc import Callable

from flask import Blueprint, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug import Response

from ecabinet.accounts import halfway
from ecabinet.accounts.ceremonies import ask_to_show, shown_by
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.entering import enter
from ecabinet.accounts.factors import factors_of
from ecabinet.accounts.halfway import Halfway, at_the_door
from ecabinet.accounts.rates import SIGN_IN, at_most
from ecabinet.accounts.second import TooFast, check_code, check_recovery_code, said_no
from ecabinet.core.errors import Closed, Invalid
from ecabinet.core.transaction import run
from ecabinet.web.addresses import inside
from ecabinet.web.page import page

bp = Blueprint("second", __name__, url_prefix="/sign-in")
bp.register_error_handler(Closed, halfway.begin_again)

Check = Callable[[str, str], None]


@bp.post("/passkey/options")
@at_most(SIGN_IN, by_address=True)
def key_options() -> ResponseReturnValue:
    """Ask for any passkey of ours: who comes with one types no name."""
    return ask_to_show(Purpose.KEY_TO_ENTER, None)


@bp.post("/passkey")
@at_most(SIGN_IN, by_address=True)
def enter_by_key() -> ResponseReturnValue:
    owner_id = shown_by(Purpose.KEY_TO_ENTER, None)
    return enter(owner_id, _then(), factors=2)


@bp.route("/second", methods=["GET", "POST"])
@at_most(SIGN_IN, by_address=True)
def second() -> ResponseReturnValue:
    """A code of the app, or a recovery code where the app is lost."""
    waiting = at_the_door(Purpose.SECOND_FACTOR)
    if request.method == "GET":
        return _ask(waiting)
    by_paper = "recovery_code" in request.form
    check: Check = check_recovery_code if by_paper else check_code
    try:
        check(waiting.account.id, request.form.get("recovery_code" if by_paper else "code", ""))
    except Invalid as no:
        return said_no(_ask(waiting, no), no)
    return _let_in(waiting, redirect(_next(), 303))


@bp.post("/second/passkey/options")
@at_most(SIGN_IN, by_address=True)
def second_options() -> ResponseReturnValue:
    waiting = at_the_door(Purpose.SECOND_FACTOR)
    return ask_to_show(Purpose.KEY_AS_SECOND, waiting.account.id)


@bp.post("/second/passkey")
@at_most(SIGN_IN, by_address=True)
def second_by_key() -> ResponseReturnValue:
    waiting = at_the_door(Purpose.SECOND_FACTOR)
    shown_by(Purpose.KEY_AS_SECOND, waiting.account.id)
    return _let_in(waiting, _then())


def _let_in(waiting: Halfway, response: Response) -> Response:
    if not run(waiting.done):
        raise Closed(halfway.OVER)
    return halfway.forget(enter(waiting.account.id, response, factors=2))


def _ask(waiting: Halfway, no: Invalid | None = None) -> str:
    return page(
        "accounts/second.html",
        name=waiting.account.name,
        factors=factors_of(waiting.account.id),
        next=_next(),
        errors=no.problems if no else {},
        slowly=no.message if isinstance(no, TooFast) else "",
    )


def _then() -> Response:
    return jsonify(next=_next())


def _next() -> str:
    return inside(request.values.get("next"))
