"""Deeds on people: corrected, shut out and let in again, their sessions ended."""

from dataclasses import dataclass

from sqlalchemy import select, update

from ecabinet.accounts.models import Account, SignIn
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.events import AccountDeactivated
from ecabinet.bodies.operations import Person, create_account
from ecabinet.bodies.people_events import AccountReactivated, PersonChanged, SessionsEnded
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.posts import keep_an_administrator
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_

USERNAME_TAKEN = N_("Somebody else has this user name already.")
NOT_ONESELF = N_("Nobody deactivates their own account. Please ask another administrator.")


@dataclass(frozen=True, kw_only=True)
class PersonDraft:
    """What of a person may be corrected. The user name stays: the trail knows them by it."""

    name: str
    email: str | None


def add_person(actor: Actor, person: Person) -> Account:
    """Make an account for somebody; a welcome link lets them choose their own key."""
    require(may_administer(actor))
    taken = select(Account.id).where(Account.username == person.username)
    if session().scalar(taken) is not None:
        raise Invalid(username=USERNAME_TAKEN)
    return create_account(actor, person)


def change_person(actor: Actor, account: Account, draft: PersonDraft) -> None:
    require(may_administer(actor))
    changed = tuple(
        name
        for name in draft.__dataclass_fields__
        if getattr(account, name) != getattr(draft, name)
    )
    for name in changed:
        setattr(account, name, getattr(draft, name))
    if changed:
        record(PersonChanged(actor_id=actor.id, account_id=account.id, changed=changed))


def deactivate_account(actor: Actor, account: Account) -> None:
    """Shut somebody out at once. What they did stays under their name."""
    require(may_administer(actor))
    if actor.id == account.id:
        raise Refused(NOT_ONESELF)
    keep_an_administrator(account.id)
    if account.active:
        account.active = False
        account.authz_epoch += 1
        record(AccountDeactivated(actor_id=actor.id, account_id=account.id))


def reactivate_account(actor: Actor, account: Account) -> None:
    """Let somebody in again, with the keys and posts they have."""
    require(may_administer(actor))
    if not account.active:
        account.active = True
        record(AccountReactivated(actor_id=actor.id, account_id=account.id))


def end_sessions(actor: Actor, account: Account) -> int:
    """End every session of somebody; return how many there were."""
    require(may_administer(actor))
    return revoke_sessions(actor.id, account.id)


def revoke_sessions(actor_id: str, account_id: str) -> int:
    """End every session of an account, whoever asks: the mechanism behind the deeds."""
    open_ones = (
        update(SignIn)
        .where(
            SignIn.account_id == account_id,
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > now(),
        )
        .values(revoked_at=now())
        .returning(SignIn.id)
    )
    count = len(session().scalars(open_ones).all())
    if count:
        record(SessionsEnded(actor_id=actor_id, account_id=account_id, count=count))
    return count
