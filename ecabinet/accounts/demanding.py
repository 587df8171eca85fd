"""A body may come to ask for more than a password while its people are signed in: their next page asks for it."""

from flask import Flask, request
from flask.typing import ResponseReturnValue

from ecabinet.accounts import halfway
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.doors import OPEN_WHILE_LOCKED, PUBLIC, current_account, signed_in
from ecabinet.accounts.doorstep import to_enrolment
from ecabinet.accounts.factor_events import SecondFactorRequired
from ecabinet.accounts.factors import factors_of, is_demanded
from ecabinet.accounts.stepup import ask_again, is_fresh
from ecabinet.core.events import record
from ecabinet.core.transaction import run
from ecabinet.web.page import wants_page

NEVER_ASKED = PUBLIC | OPEN_WHILE_LOCKED | {"accounts.again"}


def watch(app: Flask) -> None:
    """Stand behind the door: who has come this far may stay."""
    app.before_request(_ask_for_a_factor)


def _ask_for_a_factor() -> ResponseReturnValue | None:
    """Lead to where a factor is set up. A vote that is being cast, or a picture being fetched, is not held up."""
    if not _is_a_page() or current_account() is None:
        return None
    user = signed_in()
    if user.factors > 1 or not is_demanded(user.id) or factors_of(user.id).any:
        return None
    if not is_fresh():
        return ask_again()  # a tablet that lies open must not be given a key by whoever finds it
    account_id = user.id
    run(lambda: record(SecondFactorRequired(actor_id=account_id)))
    target = request.full_path.rstrip("?")
    return halfway.stop_at(Purpose.ENROLMENT, account_id, to_enrolment(target))


def _is_a_page() -> bool:
    asked = request.method == "GET" and request.endpoint not in NEVER_ASKED
    return asked and wants_page() and "text/html" in request.headers.get("Accept", "")
