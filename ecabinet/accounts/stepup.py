"""Step-up: some deeds ask again who is there. A tablet that lies open on a desk must not hand on its owner's rights.

Whoever showed a key, a code or the password within `FRESH` is not asked again (ASVS 7.5.3).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode

from flask import current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ecabinet.accounts import sessions
from ecabinet.accounts.access import What, note
from ecabinet.accounts.doors import hand_key, signed_in
from ecabinet.accounts.factor_events import Verified
from ecabinet.accounts.kept_forms import KeptForm, keep
from ecabinet.accounts.models import SignIn
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.events import record
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.addresses import inside
from ecabinet.web.page import wants_json, wants_page

FRESH = timedelta(minutes=5)
AGAIN = "/verify/again"
NOT_TYPED = {"csrf_token", "once", "back"}
PLEASE_VERIFY = N_("For safety, please confirm that it is you, then do this again.")
BY_PASSWORD = "password"  # noqa: S105 -- the name of a way, no password

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def is_fresh() -> bool:
    """Whether the person of this request showed who they are within the last minutes."""
    verified_at = signed_in().verified_at
    return verified_at is not None and verified_at + FRESH > now()


def fresh(view: View) -> View:
    """Let only those do this who have just shown who they are; the others are asked, and come back to the page."""

    @wraps(view)
    def asked(*arguments: object, **named: object) -> ResponseReturnValue:
        return view(*arguments, **named) if is_fresh() else ask_again()

    asked.asks_again = True  # type: ignore[attr-defined]  # the tests find by it what does
    return asked  # type: ignore[return-value]  # it is called as the view is


def ask_again() -> ResponseReturnValue:
    """Ask who is there, and lead back afterwards to where the deed can be done."""
    if request.method == "POST" and _can_be_kept():
        _keep_form()
        back = AGAIN
    else:
        back = _back()
    verify = f"{url_for('accounts.verify')}?{urlencode({'next': back})}"
    if wants_json():
        return jsonify(error=403, sentence=gettext(PLEASE_VERIFY), verify=verify), 403
    return redirect(verify, 303)


def prove(response: Response, by: str) -> Response:
    """Take down that the person of this request has just shown who they are, and give the session a new key."""
    user = signed_in()
    sign_in_id = user.sign_in_id
    token = run(lambda: renew(sign_in_id, by))
    hand_key(response, token)
    note(What.VERIFIED, user.id)
    return response


def renew(sign_in_id: str, by: str) -> str:
    """Verify a session, open its screen where that was locked, and return its new token: the old one opens nothing."""
    sign_in = session().get_one(SignIn, sign_in_id)
    sign_in.verified_at = now()
    if by != BY_PASSWORD:
        sign_in.factors = 2
    record(Verified(actor_id=sign_in.account_id, sign_in_id=sign_in.id, by=by))
    sessions.unlock(sign_in_id)
    return sessions.renew(sign_in_id)


def _back() -> str:
    """Return the page to come back to: this one, the one that the form names, or the nearest above it."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return inside(request.form.get("back"), _page_above(request.path))


def _can_be_kept() -> bool:
    """Whether something was typed that may wait for a while. Files are too large for that, and passwords too dear."""
    typed = {name for name, value in request.form.items() if value} - NOT_TYPED
    secret = any("password" in name for name in request.form)
    return wants_page() and bool(typed) and not secret and not request.files


def _keep_form() -> None:
    user = signed_in()
    fields = [each for each in request.form.items(multi=True) if each[0] != "csrf_token"]
    form = KeptForm(request.full_path.rstrip("?"), _back(), fields)
    run(lambda: keep(user.id, user.sign_in_id, form))


def _page_above(path: str) -> str:
    """Return the longest beginning of a path that is a page of ours."""
    addresses = current_app.url_map.bind("")
    while path.strip("/"):
        try:
            addresses.match(path, method="GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rstrip("/").rpartition("/")[0]
        else:
            return path
    return "/"
