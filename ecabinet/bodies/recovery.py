"""Giving somebody a way in: the first time by one administrator, after a loss by two persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ecabinet.accounts import recovery
from ecabinet.accounts.factor_events import (
    RecoveryAgreed,
    RecoveryAsked,
    RecoveryRefused,
    WelcomeGiven,
)
from ecabinet.accounts.models import AccessLink, Account, LinkPurpose
from ecabinet.bodies.actors import Actor, current_on, today
from ecabinet.bodies.models import Post, Role
from ecabinet.bodies.policy import (
    may_administer,
    may_agree_to_recovery,
    may_ask_for_recovery,
    may_refuse_recovery,
    may_see_recoveries,
)
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_

INACTIVE = N_("This account is deactivated. Please reactivate it first.")
ASKED_ALREADY = N_(
    "A new way in was asked for already. It awaits a second person, or was handed over."
)
SETTLED = N_("This request was answered already, or its time is over.")
CAME_IN = N_(
    "This person has signed in before or has a key. For a new way in, please ask for a recovery."
)


@dataclass(frozen=True)
class Request:
    """A recovery as whoever may answer it sees it."""

    link: AccessLink
    name: str
    asked_by: str
    may_agree: bool
    ends_at: datetime

    @property
    def is_handed_over(self) -> bool:
        return self.link.agreed_at is not None


def ask_for_recovery(actor: Actor, account: Account, reason: str) -> AccessLink:
    """Ask that somebody who lost everything may come in again. Alone it opens nothing."""
    require(may_ask_for_recovery(actor, account))
    if not account.active:
        raise Refused(INACTIVE)
    if any(each.purpose is LinkPurpose.RECOVERY for each in recovery.list_open_links(account.id)):
        raise Refused(ASKED_ALREADY)
    link = recovery.ask_for_link(account.id, LinkPurpose.RECOVERY, actor.id, reason)
    record(RecoveryAsked(actor_id=actor.id, account_id=account.id, link_id=link.id, reason=reason))
    return link


def agree_to_recovery(actor: Actor, link: AccessLink) -> str:
    """Be the second person; return the token of the link, to be handed over to its owner in person."""
    require(may_agree_to_recovery(actor, link, bodies_of(link.account_id)))
    _refuse_settled(link)
    if link.agreed_at is not None:
        raise Refused(SETTLED)
    record(RecoveryAgreed(actor_id=actor.id, account_id=link.account_id, link_id=link.id))
    return recovery.issue(link, actor.id)


def refuse_recovery(actor: Actor, link: AccessLink) -> None:
    """Say no to it, or take it back, as long as nobody came in by it."""
    require(may_refuse_recovery(actor, link, bodies_of(link.account_id)))
    _refuse_settled(link)
    link.ended_at = now()
    record(RecoveryRefused(actor_id=actor.id, account_id=link.account_id, link_id=link.id))


def give_welcome(actor: Actor, account: Account) -> str:
    """Return the token of the link by which a new person comes in for the first time. An older one ends."""
    require(may_administer(actor))
    if not account.active:
        raise Refused(INACTIVE)
    if not recovery.never_came_in(account):
        raise Refused(CAME_IN)
    recovery.withdraw_older(account.id, LinkPurpose.WELCOME)
    link = recovery.ask_for_link(account.id, LinkPurpose.WELCOME, actor.id, "")
    record(WelcomeGiven(actor_id=actor.id, account_id=account.id, link_id=link.id))
    return recovery.issue(link, actor.id)


def find_recovery(actor: Actor, link_id: str, *, lock: bool = False) -> AccessLink:
    """Return a request that `actor` may answer, or has made."""
    query = select(AccessLink).where(
        AccessLink.id == link_id, AccessLink.purpose == LinkPurpose.RECOVERY
    )
    link = session().scalars(query.with_for_update(of=AccessLink) if lock else query).one_or_none()
    if link is None or not may_refuse_recovery(actor, link, bodies_of(link.account_id)):
        raise Missing
    return link


def list_recoveries(actor: Actor) -> list[Request]:
    """Return what is asked for and open to `actor`, the oldest first. Missing for whoever has no part in it."""
    if not may_see_recoveries(actor):
        raise Missing
    query = select(AccessLink).where(
        AccessLink.purpose == LinkPurpose.RECOVERY, recovery.is_open(now())
    )
    links = session().scalars(query.order_by(AccessLink.asked_at, AccessLink.id)).all()
    bodies, names = _bodies_by_account(links), _names(links)
    return [
        _request(actor, each, bodies.get(each.account_id, frozenset()), names)
        for each in links
        if may_refuse_recovery(actor, each, bodies.get(each.account_id, frozenset()))
    ]


def bodies_of(account_id: str) -> frozenset[str]:
    """Return the bodies that somebody belongs to today."""
    query = select(Post.body_id).where(Post.account_id == account_id, current_on(today()))
    return frozenset(each for each in session().scalars(query) if each)


def who_may_agree(link: AccessLink) -> list[str]:
    """Return the accounts of those who can be the second person."""
    heads = Post.body_id.in_(bodies_of(link.account_id)) & (Post.role == Role.HEAD)
    administers = Post.body_id.is_(None) & (Post.role == Role.ADMINISTRATOR)
    query = select(Post.account_id).where(heads | administers, current_on(today()))
    found = dict.fromkeys(session().scalars(query.order_by(Post.rank, Post.id)))
    return [each for each in found if each not in {link.account_id, link.asked_by_id}]


def _refuse_settled(link: AccessLink) -> None:
    if link.ended_at is not None or now() >= _ends_at(link):
        raise Refused(SETTLED)


def _ends_at(link: AccessLink) -> datetime:
    return link.expires_at or link.asked_at + recovery.ASKED_FOR


def _request(
    actor: Actor, link: AccessLink, bodies: frozenset[str], names: dict[str, str]
) -> Request:
    return Request(
        link=link,
        name=names[link.account_id],
        asked_by=names[link.asked_by_id],
        may_agree=link.agreed_at is None and may_agree_to_recovery(actor, link, bodies),
        ends_at=_ends_at(link),
    )


def _bodies_by_account(links: Sequence[AccessLink]) -> dict[str, frozenset[str]]:
    query = select(Post.account_id, Post.body_id).where(
        Post.account_id.in_({each.account_id for each in links}), current_on(today())
    )
    found: dict[str, set[str]] = {}
    for account_id, body_id in session().execute(query):
        if body_id:
            found.setdefault(account_id, set()).add(body_id)
    return {account_id: frozenset(each) for account_id, each in found.items()}


def _names(links: Sequence[AccessLink]) -> dict[str, str]:
    ids = {each.account_id for each in links} | {each.asked_by_id for each in links}
    query = select(Account.id, Account.name).where(Account.id.in_(ids))
    return {row.id: row.name for row in session().execute(query)}
