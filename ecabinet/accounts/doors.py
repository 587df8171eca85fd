"""The door: who is asking. Everything is closed to strangers but what PUBLIC names."""

from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import structlog
from flask import Flask, current_app, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError
from werkzeug import Response

from ecabinet.accounts import devices, sessions
from ecabinet.accounts.access import What, note
from ecabinet.accounts.models import Account, SignIn
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.page import refusal_page, wants_json, wants_page

PUBLIC = frozenset(
    {
        "links.come_in",  # opened by its one-time link alone
        "accounts.sign_in",
        "accounts.keep_preferences",
        "enrolment.add_key",  # these ask by themselves for a sign-in half done
        "enrolment.begin_app",
        "enrolment.choose",
        "enrolment.code_app",
        "enrolment.key_options",
        "enrolment.later",
        "first_start.administrator",  # opened by its one-time link alone
        "second.enter_by_key",
        "second.key_options",
        "second.second",
        "second.second_by_key",
        "second.second_options",
        "sso.back",
        "sso.begin",
        "static",
        "web.alive",
        "web.ready",
    }
)
# What a locked screen still does. Every other door asks its owner first who they are.
OPEN_WHILE_LOCKED = frozenset(
    {
        "accounts.sign_out",
        "accounts.verify",
        "accounts.verify_by_key",
        "accounts.verify_options",
        "sessions.lock",
        "sessions.locked",
        "sessions.unlock",
    }
)
LOCKED = N_("The screen is locked. Please unlock it; what you typed is kept on this device.")
DEVICE_KEPT_S = 400 * 24 * 3600
EXPIRED = N_(
    "Your session has ended for safety. Please sign in again; what you typed is kept on this device."
)

log = structlog.get_logger(__name__)
login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """Flask-Login's view of whoever holds a session."""

    def __init__(self, sign_in: SignIn | Row[Any]) -> None:
        self.id = sign_in.account_id
        self.sign_in_id = sign_in.id
        self.last_seen_at = sign_in.last_seen_at
        self.verified_at = sign_in.verified_at
        self.locked_at = sign_in.locked_at
        self.face_id = sign_in.face_id
        self.factors = sign_in.factors
        self.expires_at = sign_in.expires_at
        if isinstance(sign_in, SignIn):
            self.account = sign_in.account

    @cached_property
    def account(self) -> Account:
        return session().get_one(Account, self.id)


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


def recognise(found: Row[Any] | None) -> SignedIn | None:
    """Return who speaks over an open line, by the session that was found: the token may have changed since the
    handshake.
    """
    user = SignedIn(found) if found and sessions.is_awake(found) else None
    g._login_user = user or login_manager.anonymous_user()  # noqa: SLF001 -- where Flask-Login looks
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
        return _let_in(signed_in())
    log.info("stranger", endpoint=request.endpoint)
    g.session_ended = cookie_name() in request.cookies
    if request.method == "GET" and wants_page():
        reason = {"ended": "1"} if g.session_ended else {}
        return redirect(
            f"{url_for('accounts.sign_in')}?{urlencode({'next': request.full_path.rstrip('?')} | reason)}"
        )
    return refusal_page(EXPIRED, 401)


def _let_in(user: SignedIn) -> ResponseReturnValue | None:
    if is_asleep(user):
        return None if request.endpoint in OPEN_WHILE_LOCKED else _ask_to_unlock()
    _remember_the_visit(user)
    return None


def is_asleep(user: SignedIn) -> bool:
    """Whether the session is locked. The first who notices that its time is up locks it."""
    if user.locked_at is None and sessions.is_idle(user.id, user.last_seen_at):
        run(lambda: sessions.lock(user.sign_in_id))
        user.locked_at = now()
        note(What.LOCKED, user.id)
    return user.locked_at is not None


def _ask_to_unlock() -> ResponseReturnValue:
    if wants_page():
        wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("sessions.locked", next=wanted), 303)
    if wants_json():
        return jsonify(error=401, locked=True, sentence=gettext(LOCKED)), 401
    return refusal_page(LOCKED, 401)


def _note_denial(response: Response) -> Response:
    """Whoever is signed in and was told *you may not* is written down; a page that is not there is nobody's fault."""
    if response.status_code == HTTPStatus.FORBIDDEN and (account := current_account()):
        note(What.DENIED, account.id)
    return response


def _remember_the_visit(user: SignedIn) -> None:
    """Once a minute, and not for what a page asks by itself: that is no activity of a person."""
    if wants_page() and user.last_seen_at + sessions.SEEN_EVERY < now():
        run(lambda: sessions.seen(user.sign_in_id))


def cookie_name(of: str = "") -> str:
    """Name the cookie of the session, or of what `of` says. Over TLS no other host can set it."""
    return f"{'__Host-' if current_app.config['SECURE'] else ''}ecabinet{of}"


def device_key() -> str:
    """Return by what this browser is known again, "" for one that was never signed in with."""
    return request.cookies.get(cookie_name("-device"), "")


def trusted_device(username: str) -> str:
    """Return the key of this browser where that person has signed in with it before, else ""."""
    key = device_key()
    return key if key and devices.is_known(username, key) else ""


def hand_key(response: Response, token: str) -> None:
    """Give the device the key to its session, and know the device again."""
    known_as, agent = device_key(), request.user_agent.string
    key = run(lambda: devices.attach(token, known_as, agent))
    _set_cookie(response, cookie_name(), token)
    _set_cookie(response, cookie_name("-device"), key, DEVICE_KEPT_S)


def _set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE"],
        path="/",
    )


def take_key(response: Response) -> None:
    """Take the key back and let the browser forget what it holds. It remains a device that is known."""
    response.delete_cookie(
        cookie_name(),
        path="/",
        secure=current_app.config["SECURE"],
        httponly=True,
        samesite="Lax",
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
