"""How often somebody may ask: by person, for strangers by address. Generous to people, tight where a guess or a file
is dear. One who asks too often is told when to come again, and nobody else notices.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, current_app, g, make_response, render_template, request
from flask_limiter import ApplicationLimit, ExemptionScope, Limiter, RateLimitExceeded
from flask_login import current_user
from werkzeug import Response

from ecabinet.accounts.doors import signed_in
from ecabinet.core.counters import IN_MEMORY
from ecabinet.core.database import look_again
from ecabinet.core.window import Window
from ecabinet.core.words import N_
from ecabinet.web.forms import FOR_THE_DOORS
from ecabinet.web.page import refusal_page, wants_page

View = TypeVar("View", bound=Callable[..., object])

ORDINARY = "240 per 10 seconds; 1200 per minute"
# A paper is fetched in pieces: turning through one must not use up what its reader's other pages may ask.
PIECES = "600 per 10 seconds; 3000 per minute"
SIGN_IN = "120 per minute"  # of one address, behind which a whole ministry may stand; guesses have their own brake
PASSWORDS = "30 per 5 minutes"
LINKS = "30 per 10 minutes"
TICKETS = "120 per minute"  # every page that is turned to asks for one
LOOKS = "120 per minute"  # of a page that has no socket: every few seconds, and more pages than one
UPLOADS = "60 per 5 minutes"
EXPORTS = "20 per 5 minutes"
# Whoever asks more than that in a second waits a little before each turn: a flood of one then stands in its own way,
# not in everybody's. A page with all its parts asks less.
FREE_A_SECOND, PIECES_A_SECOND = 12, 100
STEP_S, LONGEST_S = 0.1, 2.0
EXEMPT = frozenset({"static", "web.alive", "web.ready"})
TOO_OFTEN = N_(
    "Too much was asked in a short time. Please wait %(seconds)s seconds, then send it again."
)
MOST_KEPT_BYTES = 256 * 1024
SECRETS = ("password", "code", "current", "again", "secret", "token")

log = structlog.get_logger(__name__)
_turns = Window(timedelta(seconds=1), 2 * PIECES_A_SECOND)
_pieces: set[str] = set()  # the functions that answer piece by piece


def whose() -> str:
    """Return whom a request is counted for."""
    return f"person {signed_in().id}" if current_user.is_authenticated else address()


def address() -> str:
    return f"address {request.remote_addr or '?'}"


limiter = Limiter(
    whose,
    application_limits=[ApplicationLimit(lambda: ORDINARY, key_function=whose)],
    strategy="fixed-window",
    in_memory_fallback=[ORDINARY],  # while Redis is away each process counts by itself
    in_memory_fallback_enabled=True,
    key_prefix="ecabinet",
)


def limit_rates(app: Flask, redis_url: str | None) -> None:
    """Count what is asked of the application, in Redis where several processes serve it."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or IN_MEMORY
    app.before_request(_wait_for_ones_turn)
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _say_too_often)


def at_most(often: str, *, by_address: bool = False) -> Callable[[View], View]:
    """Let a route that changes something be used so often. Stands under the route's decorator; reading is ordinary."""
    return _limited(often, key_func=address if by_address else whose, methods=["POST"])


def reads_at_most(often: str) -> Callable[[View], View]:
    """Let a route that is dear to read be used so often."""
    return _limited(often)


def in_pieces(view: View) -> View:
    """Count what is fetched piece by piece apart from everything else."""
    _pieces.add(view.__name__)
    exempt: Callable[[View], View] = cast(Any, limiter.exempt(flags=ExemptionScope.APPLICATION))
    return _limited(PIECES)(exempt(view))


def _limited(often: str, **how: Any) -> Callable[[View], View]:
    return cast(Any, limiter.limit(often, **how))  # type: ignore[no-any-return]  # it gives back what it is given


def _wait_for_ones_turn() -> None:
    if limiter.enabled and not _is_exempt() and (rest_s := _rest_s(whose())):
        look_again()  # lets go of the database while it waits
        time.sleep(rest_s)  # under gevent: everybody else's turn


def _rest_s(key: str) -> float:
    """Take down that somebody asks; return how long they wait, in seconds."""
    _turns.add(key)
    view = current_app.view_functions.get(request.endpoint or "")
    free = PIECES_A_SECOND if getattr(view, "__name__", "") in _pieces else FREE_A_SECOND
    return max(0.0, min(LONGEST_S, STEP_S * (len(_turns.moments(key)) - free)))


@limiter.request_filter
def _is_exempt() -> bool:
    return request.endpoint in EXEMPT


def _say_too_often(_error: RateLimitExceeded) -> Response:
    seconds = _seconds_left()
    log.warning("too_often", endpoint=request.endpoint, whose=whose())
    g.surroundings = {}  # what else stands around a page is dear to look up, and not worth it here
    fields = _what_was_typed()
    if fields and wants_page():
        page = render_template("web/too_often.html", seconds=seconds, fields=fields)
        response = make_response(page, HTTPStatus.TOO_MANY_REQUESTS)
    else:
        status = int(HTTPStatus.TOO_MANY_REQUESTS)
        response = make_response(refusal_page(TOO_OFTEN, status, {"seconds": seconds}))
    response.headers["Retry-After"] = str(seconds)
    return response


def _seconds_left() -> int:
    limit = limiter.current_limit
    return max(1, limit.reset_at - int(time.time())) if limit else 60


def _what_was_typed() -> list[tuple[str, str]]:
    """Return the fields of the form, to be sent again by one press. A password is never written into a page."""
    if request.method != "POST" or (request.content_length or 0) > MOST_KEPT_BYTES:
        return []
    fields = list(request.form.items(multi=True))
    typed = [(name, value) for name, value in fields if name not in FOR_THE_DOORS]
    return [] if any(word in name for name, _ in typed for word in SECRETS) else typed
