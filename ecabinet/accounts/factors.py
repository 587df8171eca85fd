"""What somebody can show beside a password, and whether they must."""

from collections.abc import Callable
from dataclasses import dataclass

from ecabinet.accounts import codes, passkeys, recovery_codes
from ecabinet.core.errors import Refused
from ecabinet.core.words import N_

Demand = Callable[[str], bool]
LAST_ONE = N_(
    "The rules of a body you belong to ask for a second factor, and this is your last one. "
    "Please set up another one before you remove it."
)

_demands: list[Demand] = []  # asked in turn; bodies lie above accounts and tell us here


@dataclass(frozen=True)
class Factors:
    """What an account has beside its password."""

    passkeys: int
    code_app: bool
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether there is a second factor. Codes on paper alone are none: they stand in for one that is lost."""
        return bool(self.passkeys or self.code_app)


def demanded_by(demand: Demand) -> Demand:
    """Register who may say that an account needs a second factor."""
    if demand not in _demands:
        _demands.append(demand)
    return demand


def is_demanded(account_id: str) -> bool:
    return any(demand(account_id) for demand in _demands)


def factors_of(account_id: str) -> Factors:
    return Factors(
        passkeys=passkeys.count_passkeys(account_id),
        code_app=codes.is_confirmed(account_id),
        recovery_codes=recovery_codes.count_codes(account_id),
    )


def is_last(factors: Factors) -> bool:
    return factors.passkeys + factors.code_app == 1


def drop_passkey(account_id: str, passkey_id: str) -> None:
    """Remove a passkey, unless it is the last factor of whoever needs one."""
    _refuse_the_last(account_id)
    passkeys.remove_passkey(account_id, passkey_id)
    _tidy_up(account_id)


def drop_code_app(account_id: str) -> None:
    """Remove the code app, unless it is the last factor of whoever needs one."""
    if codes.is_confirmed(account_id):
        _refuse_the_last(account_id)
    codes.remove_code_app(account_id)
    _tidy_up(account_id)


def _refuse_the_last(account_id: str) -> None:
    if is_last(factors_of(account_id)) and is_demanded(account_id):
        raise Refused(LAST_ONE)


def _tidy_up(account_id: str) -> None:
    """Codes on paper stand in for a factor; without any they open nothing."""
    if not factors_of(account_id).any:
        recovery_codes.drop_codes(account_id)
