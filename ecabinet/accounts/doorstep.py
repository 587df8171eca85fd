"""What comes after the first factor was right: more is asked, or the person is in."""

from urllib.parse import urlencode

from flask import redirect, url_for
from werkzeug import Response

from ecabinet.accounts import halfway
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.entering import enter
from ecabinet.accounts.factor_events import SecondFactorRequired
from ecabinet.accounts.factors import factors_of, is_demanded
from ecabinet.core.events import record
from ecabinet.core.transaction import run


def go_on(account_id: str, target: str) -> Response:
    """Let somebody in whose password was right, or lead them to what is asked beside it, and from there to `target`."""
    if factors_of(account_id).any:
        return halfway.stop_at(Purpose.SECOND_FACTOR, account_id, _to("second.second", target))
    if is_demanded(account_id):
        run(lambda: record(SecondFactorRequired(actor_id=account_id)))
        return halfway.stop_at(Purpose.ENROLMENT, account_id, to_enrolment(target))
    return enter(account_id, redirect(target, 303))


def to_enrolment(target: str) -> Response:
    """Lead to where a factor is set up, and from there to `target`."""
    return _to("enrolment.choose", target)


def _to(endpoint: str, target: str) -> Response:
    return redirect(f"{url_for(endpoint)}?{urlencode({'next': target})}", 303)
