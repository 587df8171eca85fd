"""Links that let somebody in once: the first time, or after everything was lost. Who may give one is asked above."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from ecabinet.accounts import challenges, codes, passkeys, recovery_codes, sessions
from ecabinet.accounts.factor_events import LinkUsed
from ecabinet.accounts.models import AccessLink, Account, LinkPurpose, SignIn
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Missing
from ecabinet.core.events import record
from ecabinet.core.ids import fingerprint, new_id, new_token
from ecabinet.core.words import N_

LIFETIME = {
    LinkPurpose.WELCOME: timedelta(hours=72),
    LinkPurpose.RECOVERY: timedelta(hours=1),  # it is handed over, not sent
}
ASKED_FOR = timedelta(hours=72)  # what nobody agreed to by then is over
OVER = N_("This link was used already, or its time is over. Please ask for a new one.")


def ask_for_link(
    account_id: str, purpose: LinkPurpose, asked_by_id: str, reason: str
) -> AccessLink:
    """Put down that a link is wanted. It opens nothing before it is issued."""
    link = AccessLink(
        id=new_id(),
        account_id=account_id,
        purpose=purpose,
        reason=reason,
        asked_by_id=asked_by_id,
        asked_at=now(),
    )
    session().add(link)
    return link


def issue(link: AccessLink, agreed_by_id: str) -> str:
    """Return the token of the link. Only its fingerprint is kept, so nobody sees it a second time."""
    token, at = new_token(), now()
    link.token_hash, link.expires_at = fingerprint(token), at + LIFETIME[link.purpose]
    link.agreed_by_id, link.agreed_at = agreed_by_id, at
    return token


def withdraw_older(account_id: str, purpose: LinkPurpose) -> None:
    """Let no two links of a kind be good for one person."""
    for link in list_open_links(account_id):
        if link.purpose is purpose:
            link.ended_at = now()


def list_open_links(account_id: str) -> Sequence[AccessLink]:
    """Return what is asked for, or handed over and not used, for that person."""
    query = select(AccessLink).where(AccessLink.account_id == account_id, is_open(now()))
    return session().scalars(query.order_by(AccessLink.asked_at)).all()


def is_open(at: datetime) -> ColumnElement[bool]:
    """Links that somebody may still agree to, or come in by."""
    awaited = and_(AccessLink.agreed_at.is_(None), AccessLink.asked_at > at - ASKED_FOR)
    return and_(AccessLink.ended_at.is_(None), or_(awaited, AccessLink.expires_at > at))


def find_link(token: str, *, lock: bool = False) -> AccessLink:
    """Return the link of a token. Missing where there never was one, Closed once it was used or its time is over."""
    query = select(AccessLink).where(AccessLink.token_hash == fingerprint(token))
    link = session().scalars(query.with_for_update(of=AccessLink) if lock else query).one_or_none()
    if link is None:
        raise Missing
    if link.ended_at is not None or link.expires_at is None or link.expires_at <= now():
        raise Closed(OVER)
    return link


def whose(link: AccessLink) -> Account:
    """Return whom a link lets in; Closed where that account was deactivated, or welcomed on another way meanwhile."""
    account = session().get_one(Account, link.account_id)
    came_in = link.purpose is LinkPurpose.WELCOME and not never_came_in(account)
    if came_in or not account.active:
        raise Closed(OVER)
    return account


def use_link(token: str, password_hash: str) -> str:
    """Give the account a new password, and after a loss nothing else; return whose it is. The link ends with it."""
    link = find_link(token, lock=True)
    account = whose(link)
    link.ended_at = now()
    if link.purpose is LinkPurpose.RECOVERY:
        _end_everything(account)
    account.password_hash, account.password_changed_at = password_hash, now()
    record(
        LinkUsed(
            actor_id=account.id, account_id=account.id, link_id=link.id, purpose=link.purpose.value
        )
    )
    return account.id


def never_came_in(account: Account) -> bool:
    """Whether nobody ever signed in with an account, or could."""
    came = session().scalar(select(exists().where(SignIn.account_id == account.id)))
    has_key = passkeys.count_passkeys(account.id) > 0
    return not came and account.password_hash is None and not has_key


def _end_everything(account: Account) -> None:
    """Whoever holds what was lost holds nothing: sessions, keys and codes end, and what is half done with them."""
    account.authz_epoch += 1
    for sign_in in sessions.list_open(account.id):
        sessions.end_from_elsewhere(sign_in)
    for passkey in passkeys.list_passkeys(account.id):
        passkeys.remove_passkey(account.id, passkey.id)
    codes.remove_code_app(account.id)
    recovery_codes.drop_codes(account.id)
    challenges.drop_all(account.id)
