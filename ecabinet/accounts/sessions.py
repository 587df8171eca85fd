"""Sessions of devices: begun at sign-in, looked up at every request and socket message, locked when nobody touches
the device, ended for good.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, select

from ecabinet.accounts.events import (
    SessionEnded,
    SessionLocked,
    SessionUnlocked,
    SignedIn,
    SignedOut,
)
from ecabinet.accounts.models import Account, SignIn
from ecabinet.core.clock import now
from ecabinet.core.database import Moment, session
from ecabinet.core.events import record
from ecabinet.core.ids import fingerprint, new_id, new_token

LIFETIME = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
IDLE = timedelta(minutes=15)
IDLE_IN_SESSION = timedelta(minutes=30)  # who listens in a running session touches the tablet less

NAMES = (  # what is read of a session that stands
    "id",
    "account_id",
    "last_seen_at",
    "verified_at",
    "locked_at",
    "face_id",
    "factors",
    "expires_at",
)

Called = Callable[[str], bool]
_called: list[Called] = []  # who knows whether an account is called to a session that runs now


def longer_stay(called: Called) -> Called:
    """Register who says whether somebody sits in a running session: accounts do not know of sessions."""
    if called not in _called:
        _called.append(called)
    return called


def find_account(username: str) -> Account | None:
    """Return the account of that name, whatever its state."""
    return session().scalars(select(Account).where(Account.username == username)).one_or_none()


def begin(account_id: str, device: str, *, factors: int = 1) -> str:
    """Begin a session, for which so many different factors were shown; return its token, which the device keeps."""
    account = session().get_one(Account, account_id)
    token, at = new_token(), now()
    sign_in = SignIn(
        id=new_id(),
        token_hash=fingerprint(token),
        account_id=account.id,
        authz_epoch=account.authz_epoch,
        device=device[:200],
        created_at=at,
        last_seen_at=at,
        verified_at=at,
        factors=factors,
        expires_at=at + LIFETIME,
    )
    session().add(sign_in)
    record(SignedIn(actor_id=account.id, sign_in_id=sign_in.id, device=sign_in.device))
    return token


def renew(sign_in_id: str) -> str:
    """Give the session a new token and return it; the old one opens nothing."""
    sign_in, token = session().get_one(SignIn, sign_in_id), new_token()
    sign_in.token_hash = fingerprint(token)
    return token


def find(token: str) -> SignIn | None:
    """Return the session behind a token while it stands: not ended, not too old, its account active as before."""
    query = select(SignIn).where(SignIn.token_hash == fingerprint(token))
    sign_in = session().scalars(query).one_or_none()
    return sign_in if sign_in and stands(sign_in, now()) else None


def list_standing(sign_in_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return those of these sessions that `stand`, as rows; a socket is known by its session, whose token may have
    changed.
    """
    asked = {"ids": list(sign_in_ids), "now": now()}
    return session().connection().execute(_STANDING, asked).all()


def find_standing(sign_in_id: str) -> Row[Any] | None:
    """Return a session while it stands."""
    asked = {"id": sign_in_id, "now": now()}
    return session().connection().execute(_STANDS, asked).one_or_none()


def list_awake(sign_in_ids: Collection[str]) -> frozenset[str]:
    """Return which of these sessions stand and are neither locked nor due to be.

    Every second a process asks it of all whose sockets it holds. Of those that were touched lately the database says
    it by their ids alone, so that a crowd is walked through fast; the rest is looked at one by one.
    """
    at = now()
    asked = {"ids": list(sign_in_ids), "now": at, "lately": at - IDLE}
    awake = set(session().connection().execute(_SURELY_AWAKE, asked).scalars())
    if rest := [each for each in sign_in_ids if each not in awake]:
        awake |= {each.id for each in list_standing(rest) if is_awake(each)}
    return frozenset(awake)


def list_open(account_id: str) -> Sequence[SignIn]:
    """Return the sessions of an account that stand, the one seen last first."""
    query = select(SignIn).where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
    found = session().scalars(query.where(SignIn.expires_at > now()))
    standing = [each for each in found if stands(each, now())]
    return sorted(standing, key=lambda each: each.last_seen_at, reverse=True)


def stands(sign_in: SignIn, at: datetime) -> bool:
    """Whether a session still opens doors. Compared at every request and every socket message."""
    account = sign_in.account
    same_rights = account.active and account.authz_epoch == sign_in.authz_epoch
    return same_rights and sign_in.revoked_at is None and at < sign_in.expires_at


def is_idle(account_id: str, last_seen_at: datetime) -> bool:
    """Whether nobody touched the device for so long that it locks."""
    rest = now() - last_seen_at
    return rest >= IDLE and rest >= idle_limit(account_id)


def idle_limit(account_id: str) -> timedelta:
    """Return how long somebody's device may lie untouched."""
    return IDLE_IN_SESSION if any(called(account_id) for called in _called) else IDLE


def is_awake(sign_in: SignIn | Row[Any]) -> bool:
    """Whether the session is neither locked nor due to be."""
    return sign_in.locked_at is None and not is_idle(sign_in.account_id, sign_in.last_seen_at)


def end(sign_in_id: str) -> None:
    """End a session by signing out of it. Ending it again changes nothing."""
    sign_in = session().get_one(SignIn, sign_in_id)
    if sign_in.revoked_at is None:
        sign_in.revoked_at = now()
        record(SignedOut(actor_id=sign_in.account_id, sign_in_id=sign_in.id))


def end_from_elsewhere(sign_in: SignIn) -> None:
    """End a session that its owner does not sit in front of."""
    if sign_in.revoked_at is None:
        sign_in.revoked_at = now()
        record(SessionEnded(actor_id=sign_in.account_id, sign_in_id=sign_in.id))


def end_others(account_id: str, keep_id: str) -> int:
    """End every session of an account but one; return how many there were."""
    others = [each for each in list_open(account_id) if each.id != keep_id]
    for each in others:
        end_from_elsewhere(each)
    return len(others)


def lock(sign_in_id: str, *, by_hand: bool = False) -> None:
    """Let the session show nothing until its owner says again who they are. What they typed stays on the device."""
    sign_in = session().get_one(SignIn, sign_in_id)
    if sign_in.locked_at is None:
        sign_in.locked_at = now()
        record(SessionLocked(actor_id=sign_in.account_id, sign_in_id=sign_in.id, by_hand=by_hand))


def unlock(sign_in_id: str) -> None:
    """Open a locked session again. Called once its owner has shown a password, a code or a key."""
    sign_in = session().get_one(SignIn, sign_in_id)
    sign_in.last_seen_at = now()
    if sign_in.locked_at is not None:
        sign_in.locked_at = None
        record(SessionUnlocked(actor_id=sign_in.account_id, sign_in_id=sign_in.id))


def seen(sign_in_id: str) -> None:
    """Remember that somebody touched the device. What is locked stays as it was."""
    sign_in = session().get_one(SignIn, sign_in_id)
    if sign_in.locked_at is None:
        sign_in.last_seen_at = now()


def standing(sign_in: Table, account: Table) -> ColumnElement[bool]:
    """`stands`, for a query; `now` is asked with it."""
    return and_(
        account.c.active,
        account.c.authz_epoch == sign_in.c.authz_epoch,
        sign_in.c.revoked_at.is_(None),
        sign_in.c.expires_at > bindparam("now", type_=Moment()),
    )


def _standing() -> Select[Any]:
    """Return the statement of `stands`; it is asked so often that it is spelled once."""
    account = cast("Table", Account.__table__)
    joined = account.c.id == _SIGN_IN.c.account_id
    return select(*_SIGN_IN.c[NAMES]).join(account, joined).where(standing(_SIGN_IN, account))


_SIGN_IN = cast("Table", SignIn.__table__)
_STANDING = _standing().where(_SIGN_IN.c.id.in_(bindparam("ids", expanding=True)))
_SURELY_AWAKE = _STANDING.with_only_columns(_SIGN_IN.c.id).where(
    _SIGN_IN.c.locked_at.is_(None), _SIGN_IN.c.last_seen_at > bindparam("lately", type_=Moment())
)
_STANDS = _standing().where(_SIGN_IN.c.id == bindparam("id"))
