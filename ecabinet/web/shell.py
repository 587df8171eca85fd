"""Flask, dressed: each request reads in one session, says no in words, and answers under strict headers."""

import secrets
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

import structlog
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from ecabinet.core import jobs
from ecabinet.core.database import reading, session
from ecabinet.core.errors import (
    Altered,
    Closed,
    Denied,
    Invalid,
    Missing,
    Refusal,
    Refused,
    TooLarge,
    Uncertain,
)
from ecabinet.core.ids import new_id
from ecabinet.core.waiting import IN_TROUBLE
from ecabinet.core.words import N_
from ecabinet.web import migration
from ecabinet.web.page import refusal_page

log = structlog.get_logger(__name__)
csrf = CSRFProtect()
bp = Blueprint("web", __name__)
ROOT = Path(__file__).parents[2]

STATUS: dict[type[Refusal], HTTPStatus] = {
    Missing: HTTPStatus.NOT_FOUND,
    Denied: HTTPStatus.FORBIDDEN,
    Closed: HTTPStatus.GONE,
    Refused: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Altered: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Uncertain: HTTPStatus.SERVICE_UNAVAILABLE,
}
FAULT = N_(
    "Something went wrong on our side. Nothing was changed. Please tell the secretariat this number: %(incident)s"
)
STALE = N_("This page was open for too long. Please reload it and send again.")
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ecabinet"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
TLS_ONLY = "max-age=63072000; includeSubDomains"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
SIGNERS = 4  # kept: a process has one application and one secret


class FormCookies(SecureCookieSessionInterface):
    """Flask's signed cookie, which carries the secret of forms; what signs it is made once, not at every message."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return _signing(app, app.secret_key)


@lru_cache(maxsize=SIGNERS)
def _signing(app: Flask, _secret: object) -> URLSafeTimedSerializer | None:
    """Make it, anew where the secret is another."""
    return SecureCookieSessionInterface().get_signing_serializer(app)


class Shell(Flask):
    """Flask, with each request one look at the database; deeds open their own transactions."""

    session_interface = FormCookies()

    def full_dispatch_request(self) -> Response:
        with reading():
            return super().full_dispatch_request()


def dress(app: Flask) -> None:
    """Give the application its refusals, headers, CSRF guard and health pages."""
    app.jinja_env.globals["csp_nonce"] = nonce
    app.jinja_env.globals["once_key"] = new_id
    app.before_request(_refuse_nul)
    app.before_request(_refuse_other_sites)
    app.after_request(_head)
    csrf.init_app(app)
    app.register_error_handler(Refusal, _say_no)
    for trouble in IN_TROUBLE:
        app.register_error_handler(trouble, _say_later)
    app.register_error_handler(CSRFError, lambda _: refusal_page(STALE, 400))
    app.register_error_handler(RequestEntityTooLarge, lambda _: refusal_page(TooLarge.default, 413))
    app.register_error_handler(HTTPException, _say_http_no)
    app.register_error_handler(Exception, _say_fault)
    app.register_blueprint(bp)


def nonce() -> str:
    """Return this response's nonce for the import map."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    value: str = g.csp_nonce
    return value


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the status that stands for a no, the same for a page, a script and a socket."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    return jsonify(alive=True)


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Whether the database answers, migrations are at head, and jobs are worked on."""
    try:
        at_head, answers_us = migration.heads(session().connection()).at_head, True
    except IN_TROUBLE:
        at_head = answers_us = False
    answers = {"database": answers_us, "migrations": at_head, "jobs": jobs.consumer_alive()}
    return jsonify(answers), 200 if all(answers.values()) else 503


def _refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL would fall over one."""
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        raise Missing


def _refuse_other_sites() -> ResponseReturnValue | None:
    """A write that a browser says comes from another site is refused before the token is looked at."""
    if request.method in READING or (_is_from_here() and _is_our_origin()):
        return None
    log.warning("other_site", endpoint=request.endpoint)
    return refusal_page(Denied.default, 403)


def _is_from_here() -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def _is_our_origin() -> bool:
    """Whether the origin is ours or left unsaid: our own forms say `null`, for our pages send no referrer."""
    return request.origin in {None, "null", *current_app.config["ORIGINS"]}


def _head(response: Response) -> Response:
    response.headers.extend(
        {name: value for name, value in HEADERS.items() if name not in response.headers}
    )
    if current_app.config["SECURE"]:
        response.headers["Strict-Transport-Security"] = TLS_ONLY
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=nonce())
    return response


def _say_no(refusal: Refusal) -> ResponseReturnValue:
    log.info("refused", endpoint=request.endpoint, kind=type(refusal).__name__)
    problems = refusal.problems.values() if isinstance(refusal, Invalid) else ()
    return refusal_page(refusal.message, status_of(refusal), refusal.values, problems)


def _say_later(error: Exception) -> ResponseReturnValue:
    log.warning("database_in_trouble", error=str(error))
    return refusal_page(Uncertain.default, 503)


def _say_http_no(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # a redirect made by routing
    message = Missing.default if error.code == HTTPStatus.NOT_FOUND else Refusal.default
    return refusal_page(message, error.code)


def _say_fault(error: Exception) -> ResponseReturnValue:
    incident = new_id()[:8]
    log.error("fault", incident=incident, endpoint=request.endpoint, exc_info=error)
    return refusal_page(FAULT, 500, {"incident": incident})
