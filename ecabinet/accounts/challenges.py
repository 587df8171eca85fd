"""What waits for an answer: a passkey's challenge, or a sign-in half done. Good once, and not for long."""

import secrets
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from ecabinet.accounts.models import Challenge
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.ids import new_id

LIFETIME = timedelta(minutes=5)


class Purpose(StrEnum):
    """What a challenge is for. One given for one purpose answers no other."""

    KEY_TO_ENTER = "key_to_enter"
    KEY_AS_SECOND = "key_as_second"
    KEY_TO_VERIFY = "key_to_verify"
    KEY_TO_ADD = "key_to_add"
    SECOND_FACTOR = "second_factor"  # the password was right; a second factor is awaited
    ENROLMENT = "enrolment"  # the password was right; a second factor must be set up first
    KEPT_FORM = "kept_form"  # who is there was asked for in the middle of a form
    NEW_ACCESS = "new_access"  # a one-time link was used; a factor may be set up first


def ask(
    purpose: Purpose, account_id: str | None, value: str = "", lifetime: timedelta = LIFETIME
) -> str:
    """Put down what is to be answered, and return it; what nobody answered in time goes."""
    session().execute(delete(Challenge).where(Challenge.expires_at <= now()))
    challenge = Challenge(
        id=new_id(),
        purpose=purpose,
        account_id=account_id,
        value=value or secrets.token_urlsafe(48),
        expires_at=now() + lifetime,
    )
    session().add(challenge)
    return challenge.value


def find(purposes: tuple[Purpose, ...], value: str) -> Challenge | None:
    """Return what waits under `value`, as long as it is in time."""
    query = select(Challenge).where(
        Challenge.value == value,
        Challenge.purpose.in_(purposes),
        Challenge.expires_at > now(),
    )
    return session().scalars(query).one_or_none()


def take(purpose: Purpose, account_id: str | None, value: str) -> bool:
    """Whether `value` waited for this purpose and account. It waits no more: of two who bring it one is told yes."""
    whose = (
        Challenge.account_id.is_(None) if account_id is None else Challenge.account_id == account_id
    )
    taken = session().scalars(
        delete(Challenge)
        .where(Challenge.value == value, Challenge.purpose == purpose, whose)
        .where(Challenge.expires_at > now())
        .returning(Challenge.id)
    )
    return taken.one_or_none() is not None


def drop_all(account_id: str) -> None:
    """Let nothing wait for that account any more."""
    session().execute(delete(Challenge).where(Challenge.account_id == account_id))
