"""Who somebody is at the single sign-on: linked by themselves, or by whoever administers accounts."""

from collections.abc import Sequence

from sqlalchemy import select

from ecabinet.accounts.events import IdentityLinked, IdentityUnlinked
from ecabinet.accounts.models import Account, ExternalIdentity, Passkey
from ecabinet.accounts.recovery import never_came_in
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.policy import may_administer
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

TAKEN = N_("This identity is linked with another account already.")
CAME_IN = N_(
    "This person has signed in before or has a key: they make the link themselves, on their own page."
)
LAST_WAY_IN = N_(
    "This is the only way in to your account. Please choose a password or add a passkey first."
)


def may_link(actor: Actor, account: Account) -> bool:
    return actor.id == account.id or may_administer(actor)


def find_linkable(actor: Actor, account_id: str, *, lock: bool = False) -> Account:
    """Return an account whose identities are `actor`'s to keep."""
    query = select(Account).where(Account.id == account_id)
    account = session().scalars(query.with_for_update(of=Account) if lock else query).one_or_none()
    if account is None or not may_link(actor, account):
        raise Missing
    return account


def list_identities(actor: Actor, account_id: str) -> Sequence[ExternalIdentity]:
    account = find_linkable(actor, account_id)
    query = select(ExternalIdentity).where(ExternalIdentity.account_id == account.id)
    return session().scalars(query.order_by(ExternalIdentity.linked_at)).all()


def link_identity(actor: Actor, account: Account, issuer: str, subject: str) -> None:
    """Let whoever the issuer calls `subject` sign in as this account. Done twice, it is done.

    To somebody who comes in already nobody opens another way alone: that takes two persons, or the person.
    """
    require(may_link(actor, account))
    if actor.id != account.id and not never_came_in(account):
        raise Refused(CAME_IN)
    query = select(ExternalIdentity).where(
        ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject
    )
    if known := session().scalars(query).one_or_none():
        if known.account_id != account.id:
            raise Refused(TAKEN)
        return
    session().add(
        ExternalIdentity(
            id=new_id(), account_id=account.id, issuer=issuer, subject=subject, linked_at=now()
        )
    )
    record(IdentityLinked(actor_id=actor.id, account_id=account.id, issuer=issuer))


def unlink_identity(actor: Actor, account: Account, identity_id: str) -> None:
    require(may_link(actor, account))
    identity = session().get(ExternalIdentity, identity_id)
    if identity is None or identity.account_id != account.id:
        raise Missing
    if actor.id == account.id and not _has_another_way_in(account):
        raise Refused(LAST_WAY_IN)
    session().delete(identity)
    record(IdentityUnlinked(actor_id=actor.id, account_id=account.id, issuer=identity.issuer))


def _has_another_way_in(account: Account) -> bool:
    passkeys = select(Passkey.id).where(Passkey.account_id == account.id).limit(1)
    return account.password_hash is not None or session().scalar(passkeys) is not None
