"""Step-up: some deeds ask again who is there. A tablet that lies open on a desk must not hand on its owner's rights.

Whoever showed a key, a code or the password within `FRESH` is not asked again (ASVS 7.5.3).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from ecabinet.accounts.doors import signed_in
from ecabinet.core.clock import now
from ecabinet.core.words import N_
from ecabinet.web.page import refusal_page, wants_page

FRESH = timedelta(minutes=5)
PLEASE_VERIFY = N_("For safety, please confirm that it is you, then do this again.")

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def is_fresh() -> bool:
    """Whether the person of this request showed who they are within the last minutes."""
    verified_at = signed_in().verified_at
    return verified_at is not None and verified_at + FRESH > now()


def fresh(view: View) -> View:
    """Let only those do this who have just shown who they are; the others are asked, and come back to the page."""

    @wraps(view)
    def asked(*arguments: object, **named: object) -> ResponseReturnValue:
        if is_fresh():
            return view(*arguments, **named)
        if not wants_page():
            return refusal_page(PLEASE_VERIFY, 403)
        back = (
            request.full_path.rstrip("?")
            if request.method == "GET"
            else request.form.get("back", "/")
        )
        return redirect(f"{url_for('accounts.verify')}?{urlencode({'next': back})}", 303)

    return asked  # type: ignore[return-value]  # it is called as the view is
