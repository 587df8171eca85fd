"""Codes of an application on a telephone (TOTP, RFC 6238): the way for whoever has no passkey at hand."""

import base64
import os

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import select

from ecabinet.accounts.factor_events import CodeAppConfirmed, CodeAppRemoved
from ecabinet.accounts.models import Account, CodeApp
from ecabinet.core import sealing
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Refused
from ecabinet.core.events import record
from ecabinet.core.words import N_

SEED_BYTES = 20
ISSUER = "e-Cabinet"
WINDOW = 1  # a telephone's clock may be half a minute off, either way
GROUP = 4
ALREADY = N_("A code app is set up already. To use another one, please remove this one first.")


def find_code_app(account_id: str, *, lock: bool = False) -> CodeApp | None:
    query = select(CodeApp).where(CodeApp.account_id == account_id)
    return session().scalars(query.with_for_update(of=CodeApp) if lock else query).one_or_none()


def find_unconfirmed(account_id: str) -> CodeApp | None:
    """Return the app that is being set up, if one is."""
    app = find_code_app(account_id)
    return app if app is not None and app.confirmed_at is None else None


def is_confirmed(account_id: str) -> bool:
    app = find_code_app(account_id)
    return app is not None and app.confirmed_at is not None


def begin_code_app(account_id: str) -> None:
    """Draw a new seed, which opens nothing until a code made with it was typed."""
    app = find_code_app(account_id, lock=True)
    if app is not None and app.confirmed_at is not None:
        raise Refused(ALREADY)
    if app is None:
        app = CodeApp(account_id=account_id)
        session().add(app)
    app.seed = sealing.wrap(os.urandom(SEED_BYTES), _purpose(account_id))


def confirm_code_app(account_id: str, code: str) -> bool:
    """Whether `code` shows that the app holds the seed; from then on it is a second factor."""
    app = find_code_app(account_id, lock=True)
    if app is None or app.confirmed_at is not None or not _takes(app, code):
        return False
    app.confirmed_at = now()
    record(CodeAppConfirmed(actor_id=account_id, account_id=account_id))
    return True


def is_right_code(account_id: str, code: str) -> bool:
    """Whether `code` is one that the app shows about now and that was not given before. It is used up by this."""
    app = find_code_app(account_id, lock=True)
    return app is not None and app.confirmed_at is not None and _takes(app, code)


def remove_code_app(account_id: str) -> None:
    if app := find_code_app(account_id, lock=True):
        session().delete(app)
        if app.confirmed_at is not None:
            record(CodeAppRemoved(actor_id=account_id, account_id=account_id))


def grouped_seed(app: CodeApp) -> str:
    """Return the seed as somebody types it who cannot take a picture: in groups of four."""
    spelled = _spelled(app)
    return " ".join(spelled[at : at + GROUP] for at in range(0, len(spelled), GROUP))


def picture(app: CodeApp, account: Account) -> str:
    """Return the seed as a QR code, in an address that needs no second request."""
    uri = pyotp.TOTP(_spelled(app)).provisioning_uri(name=account.username, issuer_name=ISSUER)
    return str(segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff"))


def _takes(app: CodeApp, code: str) -> bool:
    digits = "".join(each for each in code if each.isascii() and each.isdigit())
    try:
        step = pyotp.TOTP(_spelled(app)).verify_and_get_timecode(
            digits, for_time=now(), valid_window=WINDOW
        )
    except OTPVerificationError:
        return False
    if step <= app.last_step:
        return False
    app.last_step = step
    return True


def _spelled(app: CodeApp) -> str:
    seed = sealing.unwrap(app.seed, _purpose(app.account_id))
    return base64.b32encode(seed).decode()


def _purpose(account_id: str) -> str:
    """A seed copied into somebody else's row does not open."""
    return f"code app of {account_id}"
