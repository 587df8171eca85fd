"""What is typed to show who one is, after the name is known: a code of the app, one from the paper, the password.

Wrong ones are counted. Each right code is good once.
"""

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from ecabinet.accounts import codes, recovery_codes
from ecabinet.accounts.access import What, note
from ecabinet.accounts.doors import trusted_device
from ecabinet.accounts.guesses import guesses
from ecabinet.accounts.models import Account
from ecabinet.accounts.passwords import is_right
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid
from ecabinet.core.transaction import run
from ecabinet.core.words import N_

LONGEST = 64
WRONG_CODE = N_(
    "This code is not right, or it was used before. Please wait for the next one and type it."
)
WRONG_RECOVERY_CODE = N_("This recovery code is not right, or it was used before.")
SLOWLY = N_(
    "Several tries were wrong. For safety, please wait two minutes at most and then try again."
)
WRONG_PASSWORD = N_("The password is not right. Please try again.")


class TooFast(Invalid):
    """Nobody looks at the code yet; `wait_s` says for how long."""

    default = SLOWLY

    def __init__(self, wait_s: int) -> None:
        super().__init__()
        self.wait_s = wait_s


def check_code(account_id: str, code: str) -> None:
    """Invalid unless the app shows this code now."""
    no = Invalid(WRONG_CODE, code=WRONG_CODE)
    _check(account_id, lambda: run(lambda: codes.is_right_code(account_id, code[:LONGEST])), no)


def check_recovery_code(account_id: str, code: str) -> None:
    """Invalid unless this code stands on their paper and was never used."""
    no = Invalid(WRONG_RECOVERY_CODE, recovery_code=WRONG_RECOVERY_CODE)
    _check(account_id, lambda: run(lambda: recovery_codes.use_code(account_id, code[:LONGEST])), no)


def confirm_app(account_id: str, code: str) -> None:
    """Invalid unless the new app shows this code now; it is a factor from then on."""
    no = Invalid(WRONG_CODE, code=WRONG_CODE)
    _check(account_id, lambda: run(lambda: codes.confirm_code_app(account_id, code[:LONGEST])), no)


def check_password(account: Account, password: str) -> None:
    """Invalid unless it is the password of whoever is signed in."""
    no = Invalid(WRONG_PASSWORD, password=WRONG_PASSWORD)
    _check(account.id, lambda: is_right(password, account.password_hash), no, What.WRONG_PASSWORD)


def said_no(shown: str, no: Invalid) -> ResponseReturnValue:
    """Answer with the page again, which says what was wrong."""
    if isinstance(no, TooFast):
        return shown, 429, {"Retry-After": str(no.wait_s)}
    return shown, 422


def _check(
    account_id: str, is_theirs: Callable[[], bool], no: Invalid, wrong: What = What.WRONG_CODE
) -> None:
    """Count the try, look, and either forget it or refuse with `no`."""
    counted = _count(account_id)
    if not is_theirs():
        note(wrong, account_id)
        raise no
    guesses.forget(counted)


def _count(account_id: str) -> str:
    """Count a try before it is looked at, so that none of many at once is free; return under what.

    On a device where the person signed in before only what is mistyped there counts: who knows the password keeps
    nobody out by wrong codes.
    """
    device = trusted_device(session().get_one(Account, account_id).username)
    counted = f"{account_id} on {device}" if device else account_id
    if wait_s := guesses.seconds(counted):
        note(What.TOO_FAST, account_id)
        raise TooFast(wait_s)
    guesses.count(counted)
    return counted
