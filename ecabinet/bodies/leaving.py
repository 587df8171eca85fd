"""Leaving office: the last day, and what remains to be handed on to others.

Features that keep something in a person's hands say so by `handed_on`; bodies do not know them. A line tells what
kind of thing it is, of when and where, never what it says: an administrator reads it, who has no right to papers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, func, or_, select

from ecabinet.accounts.models import Account, SignIn
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Post, Role
from ecabinet.bodies.people import revoke_sessions
from ecabinet.bodies.people_events import OfficeLeft
from ecabinet.bodies.policy import may_administer, may_hand_on
from ecabinet.bodies.posts import end_post
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_

NOTHING_TO_LEAVE = N_("This person holds no post that goes on after that day.")
ASSISTS = N_("Assists %(name)s, %(body)s")
ASSISTED = N_("Is assisted by %(name)s, %(body)s")


@dataclass(frozen=True)
class Line:
    """One thing in somebody's hands: a message id, its values, and where it stands for those who may see it.

    Values whose name ends in `_at` are moments, in `_on` days; they are said in the reader's way.
    """

    message: str
    values: dict[str, object] = field(default_factory=dict)
    href: str = ""


@dataclass(frozen=True)
class Remaining:
    """What of one kind remains."""

    title: str
    lines: Sequence[Line]


Provider = Callable[[str], Sequence[Line]]
_providers: dict[str, Provider] = {}


def handed_on(title: str) -> Callable[[Provider], Provider]:
    """Register who knows what of one kind stands in an account's hands; `title` (a message id) names the kind."""

    def register(provider: Provider) -> Provider:
        _providers[title] = provider
        return provider

    return register


def find_leaver(actor: Actor, account_id: str) -> Account:
    """Return somebody whose hand-over is the actor's business."""
    bodies = session().scalars(select(Post.body_id).where(Post.account_id == account_id))
    if not may_hand_on(actor, frozenset(each for each in bodies if each)):
        raise Missing
    if account := session().get(Account, account_id):
        return account
    raise Missing


def list_remaining(actor: Actor, account_id: str) -> list[Remaining]:
    """Return what remains to be handed on, kind by kind; kinds of which nothing remains are left out."""
    leaver = find_leaver(actor, account_id)
    found = [Remaining(title, provider(leaver.id)) for title, provider in _providers.items()]
    return [each for each in found if each.lines]


def leave_office(actor: Actor, account: Account, last_day: date) -> None:
    """End all posts of somebody with `last_day`. Once that day has come, their sessions end too."""
    require(may_administer(actor))
    held_later = and_(Post.ends_on > last_day, Post.ends_on >= Post.starts_on)
    goes_on = or_(Post.ends_on.is_(None), held_later)
    query = select(Post).where(Post.account_id == account.id, goes_on).with_for_update(of=Post)
    posts = session().scalars(query).all()
    if not posts:
        raise Refused(NOTHING_TO_LEAVE)
    for each in posts:
        end_post(actor, each, max(last_day, each.starts_on))
    record(OfficeLeft(actor_id=actor.id, account_id=account.id, last_day=last_day))
    if last_day <= today():
        revoke_sessions(actor.id, account.id)


def end_sessions_of_leavers(actor_id: str) -> int:
    """End the sessions that outlived the last post of their owner; return of how many people."""
    ended = 0
    for account_id in _outlived():
        ended += bool(revoke_sessions(actor_id, account_id))
    return ended


@handed_on(N_("Assisting and being assisted"))
def _list_assisting(account_id: str) -> Sequence[Line]:
    query = (
        select(Post)
        .where(or_(Post.account_id == account_id, Post.assists_id == account_id))
        .where(Post.role == Role.ASSISTANT, or_(Post.ends_on.is_(None), Post.ends_on >= today()))
        .order_by(Post.rank, Post.id)
    )
    return [_assisting(each, account_id) for each in session().scalars(query)]


def _assisting(post: Post, account_id: str) -> Line:
    body = post.body.name if post.body else ""
    if post.account_id != account_id:
        return Line(ASSISTED, {"name": post.account.name, "body": body})
    return Line(ASSISTS, {"name": post.assists.name if post.assists else "", "body": body})


def _outlived() -> set[str]:
    """Return whose open sessions began no later than their last day in office, which is over."""
    query = (
        select(SignIn.account_id, func.min(SignIn.created_at))
        .where(SignIn.revoked_at.is_(None), SignIn.expires_at > now())
        .group_by(SignIn.account_id)
    )
    begun = {each: day_of(at) for each, at in session().execute(query)}
    posts = session().execute(
        select(Post.account_id, Post.ends_on).where(Post.account_id.in_(begun))
    )
    last: dict[str, date] = {}
    for account_id, ends_on in posts:
        last[account_id] = max(last.get(account_id, date.min), ends_on or date.max)
    return {each for each, day in last.items() if begun[each] <= day < today()}
