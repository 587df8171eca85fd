"""The door: who is asking. Everything is closed to strangers but what PUBLIC names."""

from http import HTTPStatus
from urllib.parse import urlencode

import structlog
from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Response

from ecabinet.accounts import sessions
from ecabinet.accounts.access import What, note
from ecabinet.accounts.models import Account, SignIn
from ecabinet.core.clock import now
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.page import refusal_page, wants_page

PUBLIC = frozenset(
    {
        "accounts.sign_in",
        "accounts.keep_preferences",
        "first_start.administrator",  # opened by its one-time link alone
        "static",
        "web.alive",
        "web.ready",
    }
)
EXPIRED = N_(
    "Your session has ended for safety. Please sign in again; what you typed is kept on this device."
)

log = structlog.get_logger(__name__)
login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """Flask-Login's view of whoever holds a session."""

    def __init__(self, sign_in: SignIn) -> None:
        self.id = sign_in.account_id
        self.sign_in_id = sign_in.id
        self.last_seen_at = sign_in.last_seen_at
        self.verified_at = sign_in.verified_at
        self.locked_at = sign_in.locked_at
        self.face_id = sign_in.face_id
        self.expires_at = sign_in.expires_at
        self.account = sign_in.account


def guard(app: Flask) -> None:
    """Let no stranger past the open doors."""
    login_manager.init_app(app, add_context_processor=False)  # no template asks for more than `me`
    app.before_request(turn_strangers_away)
    app.after_request(_note_denial)


@login_manager.request_loader  # type: ignore[untyped-decorator]
def load(_request: object) -> SignedIn | None:
    token = request.cookies.get(cookie_name())
    sign_in = sessions.find(token) if token else None
    return SignedIn(sign_in) if sign_in else None


def signed_in() -> SignedIn:
    """Return whose request this is. The door has let no stranger this far."""
    user: SignedIn = current_user._get_current_object()  # noqa: SLF001 -- the documented way to the person behind it
    return user


def current_account() -> Account | None:
    """Return the account of this request, None for a stranger, and for anybody while the database is away."""
    try:
        return signed_in().account if current_user and current_user.is_authenticated else None
    except (SQLAlchemyError, LookupError):
        return None  # a page that says so must not fall for the same reason


def turn_strangers_away() -> ResponseReturnValue | None:
    if request.endpoint in PUBLIC or request.endpoint is None:
        return None  # before anybody is looked up: health answers also while the database does not
    if current_user.is_authenticated:
        _remember_the_visit(signed_in())
        return None
    log.info("stranger", endpoint=request.endpoint)
    g.session_ended = cookie_name() in request.cookies
    if request.method == "GET" and wants_page():
        reason = {"ended": "1"} if g.session_ended else {}
        return redirect(
            f"{url_for('accounts.sign_in')}?{urlencode({'next': request.full_path.rstrip('?')} | reason)}"
        )
    return refusal_page(EXPIRED, 401)


def _note_denial(response: Response) -> Response:
    """Whoever is signed in and was told *you may not* is written down; a page that is not there is nobody's fault."""
    if response.status_code == HTTPStatus.FORBIDDEN and (account := current_account()):
        note(What.DENIED, account.id)
    return response


def _remember_the_visit(user: SignedIn) -> None:
    """Once a minute, and not for what a page asks by itself: that is no activity of a person."""
    if wants_page() and user.last_seen_at + sessions.SEEN_EVERY < now():
        run(lambda: sessions.seen(user.sign_in_id))


def cookie_name() -> str:
    return "__Host-ecabinet" if current_app.config["SECURE"] else "ecabinet"


def hand_key(response: Response, token: str) -> None:
    """Give the device the key to its session."""
    response.set_cookie(
        cookie_name(),
        token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE"],
        path="/",
    )


def take_key(response: Response) -> None:
    """Take the key back and let the browser forget what it holds."""
    response.delete_cookie(
        cookie_name(), path="/", secure=current_app.config["SECURE"], httponly=True
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
