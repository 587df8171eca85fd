"""Codes on paper, for the day that the device with the key is lost: ten, 60 bits each, each good once."""

import secrets

from sqlalchemy import delete, func, select

from ecabinet.accounts.factor_events import RecoveryCodesMade, RecoveryCodeUsed
from ecabinet.accounts.models import RecoveryCode
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.events import record
from ecabinet.core.ids import fingerprint, new_id

HOW_MANY = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz023456789"  # 32 that are not taken for one another; i, l, o, 1 are missing
LENGTH, GROUP = 12, 4


def make_codes(account_id: str) -> list[str]:
    """Return ten new codes, in place of all older ones. Nobody can read them again."""
    drop_codes(account_id)
    codes = [_draw() for _ in range(HOW_MANY)]
    session().add_all(
        RecoveryCode(id=new_id(), account_id=account_id, code_hash=_hash(account_id, each))
        for each in codes
    )
    record(RecoveryCodesMade(actor_id=account_id, account_id=account_id))
    return codes


def use_code(account_id: str, code: str) -> bool:
    """Whether `code` was one of theirs that nobody had used; it is used now."""
    query = select(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.code_hash == _hash(account_id, code),
        RecoveryCode.used_at.is_(None),
    )
    found = session().scalars(query.with_for_update(of=RecoveryCode)).one_or_none()
    if found is None:
        return False
    found.used_at = now()
    session().flush()
    left = count_codes(account_id)
    record(RecoveryCodeUsed(actor_id=account_id, account_id=account_id, left=left))
    return True


def count_codes(account_id: str) -> int:
    """Return how many are left."""
    query = select(func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return session().scalars(query).one()


def drop_codes(account_id: str) -> None:
    session().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def _draw() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def _hash(account_id: str, code: str) -> str:
    """However it was typed: with or without its hyphens, small or large. Bound to whose it is."""
    plain = "".join(each for each in code.lower() if each in LETTERS)
    return fingerprint(f"{account_id}:{plain}")
