"""Sessions of devices: begun at sign-in, looked up at every request and socket message, ended for good."""

from datetime import datetime, timedelta

from sqlalchemy import select

from ecabinet.accounts.events import SignedIn, SignedOut
from ecabinet.accounts.models import Account, SignIn
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.events import record
from ecabinet.core.ids import fingerprint, new_id, new_token

LIFETIME = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


def find_account(username: str) -> Account | None:
    """Return the account of that name, whatever its state."""
    return session().scalars(select(Account).where(Account.username == username)).one_or_none()


def begin(account_id: str, device: str) -> str:
    """Begin a session and return its token, which only the device keeps."""
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
        expires_at=at + LIFETIME,
    )
    session().add(sign_in)
    record(SignedIn(actor_id=account.id, sign_in_id=sign_in.id, device=sign_in.device))
    return token


def find(token: str) -> SignIn | None:
    """Return the session behind a token while it stands: not ended, not too old, its account active as before."""
    query = select(SignIn).where(SignIn.token_hash == fingerprint(token))
    sign_in = session().scalars(query).one_or_none()
    return sign_in if sign_in and stands(sign_in, now()) else None


def stands(sign_in: SignIn, at: datetime) -> bool:
    """Whether a session still opens doors. Compared at every request and every socket message."""
    account = sign_in.account
    same_rights = account.active and account.authz_epoch == sign_in.authz_epoch
    return same_rights and sign_in.revoked_at is None and at < sign_in.expires_at


def end(sign_in_id: str) -> None:
    """End a session. Ending it again changes nothing."""
    sign_in = session().get_one(SignIn, sign_in_id)
    if sign_in.revoked_at is None:
        sign_in.revoked_at = now()
        record(SignedOut(actor_id=sign_in.account_id, sign_in_id=sign_in.id))


def seen(sign_in_id: str) -> None:
    """Remember that the device was here."""
    session().get_one(SignIn, sign_in_id).last_seen_at = now()
