"""The way to the single sign-on and back. The way there changes nothing; the way back works once, in one browser."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from flask import session as kept  # in the browser, signed by us
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from ecabinet.accounts import sso
from ecabinet.accounts.access import What, note
from ecabinet.accounts.doors import signed_in
from ecabinet.accounts.doorstep import go_on
from ecabinet.accounts.entering import enter
from ecabinet.accounts.id_tokens import Identity
from ecabinet.accounts.models import Account, Challenge, ExternalIdentity
from ecabinet.accounts.rates import SIGN_IN, reads_at_most
from ecabinet.accounts.sso import Journey, ProviderAway, SignOnFailed, SingleSignOn
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refusal
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.addresses import inside
from ecabinet.web.page import page

bp = Blueprint("sso", __name__, url_prefix="/sign-in/other")

TRIP, FOUND = "sso_trip", "sso_found"
LONGEST_TRIP = timedelta(minutes=10)
LONGEST_NEXT = 500
TWO = 2  # factors
NOT_LINKED = N_(
    "Your account here is not linked with %(name)s yet. Please sign in with your password and link it on your page, "
    "or ask the secretariat for help."
)


@bp.app_context_processor
def _offer() -> dict[str, Any]:
    provider = sso.in_use()
    return {
        "sso_name": provider.name if provider else "",
        "sso_issuer": provider.provider.issuer if provider else "",
    }


@bp.get("/")
@reads_at_most(SIGN_IN)
def begin() -> ResponseReturnValue:
    return set_out(next=inside(request.args.get("next"))[:LONGEST_NEXT])


def set_out(**trip: str) -> ResponseReturnValue:
    """Send the browser to the provider; what it must bring back stays with it, and `trip` with that."""
    provider, journey = _provider(), Journey.begin()
    try:
        address = provider.way_there(journey, _here())
    except ProviderAway as away:
        return _sorry(away, HTTPStatus.SERVICE_UNAVAILABLE)
    until = (now() + LONGEST_TRIP).isoformat()
    kept[TRIP] = {**trip, "until": until, "journey": asdict(journey)}
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get("/back")
@reads_at_most(SIGN_IN)
def back() -> ResponseReturnValue:
    provider, trip = _provider(), kept.pop(TRIP, {})
    try:
        identity = provider.who(_spent(trip), request.args, _here())
    except ProviderAway as away:
        return _sorry(away, HTTPStatus.SERVICE_UNAVAILABLE)
    except SignOnFailed as failed:
        note(What.WRONG_IDENTITY)
        return _sorry(failed, HTTPStatus.FORBIDDEN)
    if "link" in trip:
        return _bring_home(trip["link"], identity)
    return _enter(identity, trip["next"], provider)


def found() -> Identity | None:
    """Return whom the provider has just named to the person of this request, for linking."""
    brought = kept.get(FOUND)
    if not brought or brought["account"] != signed_in().id or not _stands(brought):
        return None
    return Identity(brought["issuer"], brought["subject"])


def forget_found() -> None:
    kept.pop(FOUND, None)


def _provider() -> SingleSignOn:
    if provider := sso.in_use():
        return provider
    raise Missing


def _here() -> str:
    return f"{current_app.config['BASE_URL']}{url_for('sso.back')}"


def _spent(trip: Mapping[str, Any]) -> Journey:
    """Return the journey of a trip that this browser set out on, is not too long ago, and did not end yet."""
    if not trip or not _stands(trip) or request.args.get("state") != trip["journey"]["state"]:
        raise SignOnFailed
    journey = Journey(**trip["journey"])
    run(lambda: _spend(journey.state))
    return journey


def _spend(state: str) -> None:
    """A browser may hold its cookie back; that a way was gone is written down here."""
    if session().get(Challenge, state):
        raise SignOnFailed
    session().add(
        Challenge(id=state, purpose="sso_spent", value="", expires_at=now() + LONGEST_TRIP)
    )


def _stands(brought: Mapping[str, Any]) -> bool:
    return now() < datetime.fromisoformat(brought["until"])


def _bring_home(account_id: str, identity: Identity) -> ResponseReturnValue:
    """For linking, the person is asked once more: another's sign-in there must not end up with their account here."""
    if not current_user.is_authenticated or signed_in().id != account_id:
        return _sorry(SignOnFailed(), HTTPStatus.FORBIDDEN)
    kept[FOUND] = {
        "account": account_id,
        "issuer": identity.issuer,
        "subject": identity.subject,
        "until": (now() + LONGEST_TRIP).isoformat(),
    }
    return redirect("/me/identities/new", HTTPStatus.SEE_OTHER)


def _enter(identity: Identity, target: str, provider: SingleSignOn) -> ResponseReturnValue:
    account_id = _account_of(identity)
    if account_id is None:
        note(What.UNKNOWN_IDENTITY)
        return _sorry(Refusal(NOT_LINKED, name=provider.name), HTTPStatus.FORBIDDEN)
    if identity.factors < TWO:
        return go_on(
            account_id, inside(target)
        )  # what is asked beside a password is asked here too
    response = redirect(inside(target), HTTPStatus.SEE_OTHER)
    return enter(account_id, response, factors=identity.factors)


def _account_of(identity: Identity) -> str | None:
    """Return whom an identity was linked with, as long as they may come in."""
    return session().scalar(
        select(Account.id)
        .join(ExternalIdentity, ExternalIdentity.account_id == Account.id)
        .where(
            ExternalIdentity.issuer == identity.issuer,
            ExternalIdentity.subject == identity.subject,
            Account.active,
        )
    )


def _sorry(refusal: Refusal, status: HTTPStatus) -> ResponseReturnValue:
    sentence = gettext(refusal.message, **refusal.values)
    return page("accounts/sso.html", sentence=sentence), status
