"""One's own devices and sessions: the list, the lock, a new password."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, Field

from ecabinet.accounts import challenges, devices, sessions
from ecabinet.accounts.access import What, note
from ecabinet.accounts.brake import brake
from ecabinet.accounts.doors import hand_key, is_asleep, signed_in, trusted_device
from ecabinet.accounts.events import PasswordChanged
from ecabinet.accounts.factors import factors_of
from ecabinet.accounts.models import Account
from ecabinet.accounts.passwords import hash_password, is_right, weakness
from ecabinet.accounts.rates import PASSWORDS, at_most
from ecabinet.accounts.stepup import is_fresh
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid
from ecabinet.core.events import record
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.web.addresses import inside
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_json

bp = Blueprint("sessions", __name__)

WRONG = N_("The password is not right. Please try again.")
SLOWLY = N_(
    "Several wrong passwords were given. For safety, please wait a minute at most and then try again."
)
NOT_THE_SAME = N_("The two passwords are not the same. Please type both again.")
ENDED = N_("The session on that device has ended.")
ALL_ENDED = N_("All other sessions have ended.")
FORGOTTEN = N_("That device is forgotten. Signing in with it again will be told to you.")
CHANGED = N_("Your password is changed. All your other sessions have ended.")


class DeviceName(BaseModel):
    name: str = Field(min_length=1, max_length=200)


class NewPassword(BaseModel):
    current: str = Field("", max_length=1000)
    password: str = Field(min_length=1, max_length=1000)
    again: str = Field(min_length=1, max_length=1000)


class Unlocking(BaseModel):
    password: str = Field(min_length=1, max_length=1000)


@bp.app_template_global()
def own_devices() -> object:
    """The devices of whoever reads the page."""
    return devices.list_places(signed_in().id, signed_in().sign_in_id)


@bp.app_template_global()
def idle_seconds(*, in_session: bool) -> int:
    """How long the device of whoever reads the page may lie untouched."""
    limit = sessions.IDLE_IN_SESSION if in_session else sessions.IDLE
    return int(limit.total_seconds())


@bp.post("/me/devices/<place_id>/end")
def end(place_id: str) -> ResponseReturnValue:
    account_id = signed_in().id
    run(lambda: devices.end_sessions(account_id, place_id))
    return _back(ENDED)


@bp.post("/me/devices/<device_id>/name")
def rename(device_id: str) -> ResponseReturnValue:
    account_id, name = signed_in().id, read_form(DeviceName).name
    run(lambda: devices.rename(account_id, device_id, name))
    return _back()


@bp.post("/me/devices/<device_id>/forget")
def forget(device_id: str) -> ResponseReturnValue:
    account_id = signed_in().id
    run(lambda: devices.forget(account_id, device_id))
    return _back(FORGOTTEN)


@bp.post("/me/devices/end-others")
def end_others() -> ResponseReturnValue:
    user = signed_in()
    account_id, keep_id = user.id, user.sign_in_id
    run(lambda: sessions.end_others(account_id, keep_id))
    return _back(ALL_ENDED)


def _back(sentence: str = "") -> ResponseReturnValue:
    if sentence:
        flash(gettext(sentence))
    return redirect(url_for("accounts.me") + "#me-devices", 303)


@bp.post("/activity")
def activity() -> ResponseReturnValue:
    """Somebody touched the device."""
    sign_in_id = signed_in().sign_in_id
    run(lambda: sessions.seen(sign_in_id))
    return "", 204


@bp.post("/lock")
def lock() -> ResponseReturnValue:
    """Lock the screen, by hand or because the tablet says that nobody touches it."""
    sign_in_id, by_hand = signed_in().sign_in_id, "idle" not in request.form
    run(lambda: sessions.lock(sign_in_id, by_hand=by_hand))
    note(What.LOCKED, signed_in().id)
    if wants_json():
        return "", 204
    return redirect(url_for(".locked", next=inside(request.form.get("next"))), 303)


@bp.get("/locked")
def locked() -> ResponseReturnValue:
    if not is_asleep(signed_in()):
        return redirect(inside(request.args.get("next")))
    return _ask_to_unlock()


def _ask_to_unlock(wrong: str = "") -> str:
    user = signed_in()
    return page(
        "accounts/lock.html",
        wrong=wrong,
        name=user.account.name,
        has_factors=factors_of(user.id).any,
        has_password=user.account.password_hash is not None,
        next=inside(request.values.get("next")),
    )


@bp.post("/unlock")
@at_most(PASSWORDS)
def unlock() -> ResponseReturnValue:
    """Open the screen again for its owner, who is slowed down as at the door when the password is wrong."""
    user = signed_in()
    if wait_s := _wait_s(user.account):
        return _ask_to_unlock(SLOWLY), 429, {"Retry-After": str(wait_s)}
    try:
        right = _shows_password(user.account, read_form(Unlocking).password)
    except Invalid:
        right = False
    if not right:
        return _ask_to_unlock(WRONG), 422
    sign_in_id = user.sign_in_id
    token = run(lambda: _unlock(sign_in_id))
    note(What.UNLOCKED, user.id)
    response = redirect(inside(request.form.get("next")), 303)
    hand_key(response, token)
    return response


def _unlock(sign_in_id: str) -> str:
    sessions.unlock(sign_in_id)
    return sessions.renew(sign_in_id)


def _wait_s(account: Account) -> int:
    return brake.seconds(
        account.username, request.remote_addr or "?", trusted_device(account.username)
    )


def _shows_password(account: Account, password: str) -> bool:
    where = (account.username, request.remote_addr or "?", trusted_device(account.username))
    if is_right(password, account.password_hash):
        brake.forget(*where)
        return True
    brake.count(*where)
    note(What.WRONG_PASSWORD, account.id)
    return False


@bp.route("/me/password", methods=["GET", "POST"])
@at_most(PASSWORDS)
def password() -> ResponseReturnValue:
    """Choose a new password: with the old one, unless the person has just shown who they are."""
    if request.method == "GET":
        return _ask_for_password({})
    if wait_s := _wait_s(signed_in().account):
        return _ask_for_password({"current": SLOWLY}), 429, {"Retry-After": str(wait_s)}
    try:
        sent = _read_password()
    except Invalid as no:
        return _ask_for_password(no.problems), 422
    user, password_hash = signed_in(), hash_password(sent.password)
    account_id, sign_in_id = user.id, user.sign_in_id
    token = run(lambda: _change_password(account_id, sign_in_id, password_hash))
    response = redirect(url_for("accounts.me"), 303)
    hand_key(response, token)
    flash(gettext(CHANGED))
    return response


def _ask_for_password(problems: dict[str, str]) -> str:
    return page("accounts/password.html", asks_current=_asks_current(), problems=problems)


def _asks_current() -> bool:
    return signed_in().account.password_hash is not None and not is_fresh()


def _read_password() -> NewPassword:
    account, sent = signed_in().account, read_form(NewPassword)
    if sent.password != sent.again:
        raise Invalid(again=NOT_THE_SAME)
    if why := weakness(sent.password, account.username):
        raise Invalid(password=why)
    if _asks_current() and not _shows_password(account, sent.current):
        raise Invalid(current=WRONG)
    return sent


def _change_password(account_id: str, sign_in_id: str, password_hash: str) -> str:
    account = session().get_one(Account, account_id)
    account.password_hash, account.password_changed_at = password_hash, now()
    sessions.end_others(account_id, sign_in_id)
    challenges.drop_all(account_id)  # a sign-in half done with the old password is over too
    record(PasswordChanged(actor_id=account_id, account_id=account_id))
    return sessions.renew(sign_in_id)
