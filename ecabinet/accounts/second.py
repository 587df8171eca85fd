"""What is typed to show who one is, after the name is known: a code of the app, one from the paper, the password.

Wrong ones are counted. Each right code is good once.
"""

from flask.typing import ResponseReturnValue

from ecabinet.accounts import codes, recovery_codes
from ecabinet.accounts.access import What, note
from ecabinet.accounts.guesses import guesses
from ecabinet.accounts.models import Account
from ecabinet.accounts.passwords import is_right
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
    _look(account_id)
    if not run(lambda: codes.is_right_code(account_id, code[:LONGEST])):
        _count(account_id)
        raise Invalid(WRONG_CODE, code=WRONG_CODE)
    guesses.forget(account_id)


def check_recovery_code(account_id: str, code: str) -> None:
    """Invalid unless this code stands on their paper and was never used."""
    _look(account_id)
    if not run(lambda: recovery_codes.use_code(account_id, code[:LONGEST])):
        _count(account_id)
        raise Invalid(WRONG_RECOVERY_CODE, recovery_code=WRONG_RECOVERY_CODE)
    guesses.forget(account_id)


def confirm_app(account_id: str, code: str) -> None:
    """Invalid unless the new app shows this code now; it is a factor from then on."""
    _look(account_id)
    if not run(lambda: codes.confirm_code_app(account_id, code[:LONGEST])):
        _count(account_id)
        raise Invalid(WRONG_CODE, code=WRONG_CODE)
    guesses.forget(account_id)


def check_password(account: Account, password: str) -> None:
    """Invalid unless it is the password of whoever is signed in."""
    _look(account.id)
    if not is_right(password, account.password_hash):
        guesses.count(account.id)
        note(What.WRONG_PASSWORD, account.id)
        raise Invalid(WRONG_PASSWORD, password=WRONG_PASSWORD)
    guesses.forget(account.id)


def said_no(shown: str, no: Invalid) -> ResponseReturnValue:
    """Answer with the page again, which says what was wrong."""
    if isinstance(no, TooFast):
        return shown, 429, {"Retry-After": str(no.wait_s)}
    return shown, 422


def _look(account_id: str) -> None:
    if wait_s := guesses.seconds(account_id):
        note(What.TOO_FAST, account_id)
        raise TooFast(wait_s)


def _count(account_id: str) -> None:
    guesses.count(account_id)
    note(What.WRONG_CODE, account_id)
