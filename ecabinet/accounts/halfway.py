"""A sign-in half done: the password was right, and more is asked for. It opens nothing but the page that asks."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from ecabinet.accounts import challenges
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.factors import factors_of
from ecabinet.accounts.models import Account, Challenge
from ecabinet.core.database import session
from ecabinet.core.errors import Closed
from ecabinet.core.ids import fingerprint, new_token
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.page import refusal_page, wants_page

SETTING_UP = (Purpose.ENROLMENT, Purpose.NEW_ACCESS)
LIFETIME = {
    Purpose.SECOND_FACTOR: challenges.LIFETIME,
    Purpose.ENROLMENT: timedelta(minutes=15),  # an app may have to be fetched first
    Purpose.NEW_ACCESS: timedelta(minutes=15),
}
OVER = N_("This took longer than a sign-in stays open. Please sign in again from the beginning.")


@dataclass(frozen=True)
class Halfway:
    """Who stands at the door, and what is still asked of them."""

    account: Account
    purpose: Purpose
    value: str

    def done(self) -> bool:
        """Whether this was still waiting; it waits no more. Called within the deed that answers it."""
        return challenges.take(self.purpose, self.account.id, self.value)


def stop_at(purpose: Purpose, account_id: str, response: Response) -> Response:
    """Let somebody wait at the door; `response` takes along what tells them apart from anybody else."""
    token, lifetime = new_token(), LIFETIME[purpose]
    run(lambda: challenges.ask(purpose, account_id, fingerprint(token), lifetime))
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=int(lifetime.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE"],
        path="/",
    )
    return response


def at_the_door(*purposes: Purpose) -> Halfway:
    """Return whose half-done sign-in this request goes on with. Closed where there is none, or its time is over."""
    token = request.cookies.get(_cookie_name())
    waiting = challenges.find(purposes, fingerprint(token)) if token else None
    account = session().get(Account, waiting.account_id) if waiting else None
    if waiting is None or account is None or not account.active or _is_overtaken(waiting):
        raise Closed(OVER)
    return Halfway(account, Purpose(waiting.purpose), waiting.value)


def _is_overtaken(waiting: Challenge) -> bool:
    """Whether a factor was set up elsewhere meanwhile: it is asked for then, and no second one is added without it."""
    return waiting.purpose in SETTING_UP and factors_of(waiting.account_id or "").any


def begin_again(no: Closed) -> ResponseReturnValue:
    """Lead whoever comes without, or too late, back to the beginning. An error handler of the pages at the door."""
    if request.method == "GET" and wants_page():
        return redirect(url_for("accounts.sign_in", ended="1"), 303)
    return refusal_page(no.message, 401)


def forget(response: Response) -> Response:
    """Take back what was given at the door."""
    response.delete_cookie(
        _cookie_name(), path="/", secure=current_app.config["SECURE"], httponly=True, samesite="Lax"
    )
    return response


def _cookie_name() -> str:
    return "__Host-ecabinet-half" if current_app.config["SECURE"] else "ecabinet-half"
