"""People as whoever administers them looks for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from ecabinet.accounts.models import Account, SignIn
from ecabinet.bodies.actors import Actor, current_on, today
from ecabinet.bodies.models import Post, Role
from ecabinet.bodies.naming import folded
from ecabinet.bodies.policy import may_administer
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, require

PAGE = 30
SYSTEM = "system-"  # what acts by itself is no person


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Whom a list is to show; nothing said is everybody."""

    text: str = ""
    body_id: str | None = None
    role: Role | None = None
    active: bool | None = None


@dataclass(frozen=True)
class Listed:
    """One person of the list."""

    account: Account
    posts: Sequence[Post]  # of today
    last_signed_in_at: datetime | None


def find_person(actor: Actor, account_id: str, *, lock: bool = False) -> Account:
    """Return a person, for whoever administers people."""
    require(may_administer(actor))
    query = select(Account).where(Account.id == account_id, ~Account.username.startswith(SYSTEM))
    if account := session().scalars(query.with_for_update() if lock else query).one_or_none():
        return account
    raise Missing


def list_people(actor: Actor, sought: Sought, after: str | None = None) -> Sequence[Listed]:
    """Return a page of people in the order of their names, and one more where there are more."""
    require(may_administer(actor))
    accounts = _search(sought, after)
    ids = [each.id for each in accounts]
    posts, seen = _posts_today(ids), _last_sign_ins(ids)
    return [
        Listed(each, [post for post in posts if post.account_id == each.id], seen.get(each.id))
        for each in accounts
    ]


def list_posts_of(actor: Actor, account_id: str) -> Sequence[Post]:
    """Return every post somebody ever held or will hold, the newest first."""
    require(may_administer(actor))
    query = (
        select(Post)
        .where(Post.account_id == account_id)
        .options(joinedload(Post.body), joinedload(Post.agency), joinedload(Post.assists))
        .order_by(Post.starts_on.desc(), Post.rank, Post.id)
    )
    return session().scalars(query).all()


def count_sessions(actor: Actor, account_id: str) -> int:
    """Count the sessions that somebody has open."""
    require(may_administer(actor))
    query = select(func.count(SignIn.id)).where(
        SignIn.account_id == account_id, SignIn.revoked_at.is_(None), SignIn.expires_at > now()
    )
    return session().scalar(query) or 0


def list_named(actor: Actor, account_ids: Collection[str]) -> dict[str, Account]:
    """Return people by their ids."""
    require(may_administer(actor))
    found = session().scalars(select(Account).where(Account.id.in_(account_ids)))
    return {each.id: each for each in found}


def _search(sought: Sought, after: str | None) -> Sequence[Account]:
    """Look through the names with their accents taken off, which no two databases sort and compare alike."""
    columns = _filtered(sought).with_only_columns(Account.id, Account.name, Account.username)
    text = folded(sought.text)
    found = sorted(
        (folded(name), account_id)
        for account_id, name, username in session().execute(columns)
        if text in f"{folded(name)} {username}"
    )
    if after and (last := session().get(Account, after)):
        found = [each for each in found if each > (folded(last.name), last.id)]
    place = {account_id: number for number, (_, account_id) in enumerate(found[: PAGE + 1])}
    accounts = session().scalars(select(Account).where(Account.id.in_(place)))
    return sorted(accounts, key=lambda each: place[each.id])


def _filtered(sought: Sought) -> Select[Account]:
    query = select(Account).where(~Account.username.startswith(SYSTEM))
    if sought.active is not None:
        query = query.where(Account.active.is_(sought.active))
    if sought.body_id or sought.role:
        held = exists().where(Post.account_id == Account.id, current_on(today()))
        if sought.body_id:
            held = held.where(Post.body_id == sought.body_id)
        if sought.role:
            held = held.where(Post.role == sought.role)
        query = query.where(held)
    return query


def _posts_today(account_ids: Collection[str]) -> Sequence[Post]:
    query = (
        select(Post)
        .where(Post.account_id.in_(account_ids), current_on(today()))
        .options(joinedload(Post.body), joinedload(Post.agency))
        .order_by(Post.rank, Post.id)
    )
    return session().scalars(query).all()


def _last_sign_ins(account_ids: Collection[str]) -> dict[str, datetime]:
    query = (
        select(SignIn.account_id, func.max(SignIn.created_at))
        .where(SignIn.account_id.in_(account_ids))
        .group_by(SignIn.account_id)
    )
    return {account_id: at for account_id, at in session().execute(query)}  # noqa: C416 -- rows, not pairs
