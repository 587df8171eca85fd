"""What a member lets their assistants into, and for how long.

An assistant reads and prepares. Whatever the scopes say, they never vote, sign, answer or take a position.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor, current_on, today
from ecabinet.bodies.appointments import Appointment, look_up, require_sound
from ecabinet.bodies.models import MEMBERS, Post, Role, Scope
from ecabinet.bodies.people_events import (
    DelegationChanged,
    DelegationEvent,
    DelegationGiven,
    DelegationTakenBack,
)
from ecabinet.bodies.policy import may_delegate, may_see_delegations
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

NO_ASSISTANT = N_("Please choose somebody who is an assistant in this body today.")
IN_THE_PAST = N_("This day is over already.")


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """What an assistant is let into, and until when."""

    scopes: tuple[Scope, ...]
    until: date | None


def list_delegations(actor: Actor, member_id: str) -> Sequence[Post]:
    """Return the posts in which a member is assisted, or will be."""
    require(may_see_delegations(actor, member_id))
    query = (
        select(Post)
        .where(Post.assists_id == member_id, or_(Post.ends_on.is_(None), Post.ends_on >= today()))
        .options(joinedload(Post.body))
        .order_by(Post.starts_on, Post.rank, Post.id)
    )
    return session().scalars(query).all()


def list_free_assistants(actor: Actor, member_id: str) -> Sequence[Post]:
    """Return the assistants of the member's bodies who do not assist that member now."""
    require(may_see_delegations(actor, member_id))
    held = current_on(today())
    bodies = select(Post.body_id).where(Post.account_id == member_id, Post.role.in_(MEMBERS), held)
    own = select(Post.account_id).where(Post.assists_id == member_id, held)
    query = (
        select(Post)
        .where(Post.role == Role.ASSISTANT, held, Post.body_id.in_(bodies))
        .where(Post.account_id.not_in(own), Post.account_id != member_id)
        .options(joinedload(Post.assists))
        .order_by(Post.rank, Post.id)
    )
    found = session().scalars(query).all()
    return list({(each.account_id, each.body_id): each for each in found}.values())


def find_delegation(actor: Actor, post_id: str, *, lock: bool = False) -> Post:
    """Return the post of an assistant, for the member they assist and for whoever administers."""
    query = select(Post).where(Post.id == post_id, Post.assists_id.is_not(None))
    post = session().scalars(query.with_for_update(of=Post) if lock else query).one_or_none()
    if post is None or not may_delegate(actor, post):
        raise Missing
    return post


def change_delegation(actor: Actor, post: Post, delegation: Delegation) -> None:
    """Let an assistant into more or less, for longer or shorter."""
    require(may_delegate(actor, post))
    _require_to_come(delegation.until)
    wanted = _appointment(post, delegation, post.starts_on)
    require_sound(post.account_id, wanted, look_up(post.account_id, wanted), post)
    post.scopes, post.ends_on = [*delegation.scopes], delegation.until
    _say(DelegationChanged, actor, post)


def name_assistant(actor: Actor, member: Account, post: Post, delegation: Delegation) -> Post:
    """Let another assistant of the body, known by one of their posts, assist the member too, from today on."""
    require(may_see_delegations(actor, member.id))
    if post.id not in {each.id for each in list_free_assistants(actor, member.id)}:
        raise Invalid(assistant=NO_ASSISTANT)
    _require_to_come(delegation.until)
    wanted = _appointment(post, delegation, today(), member.id)
    require_sound(post.account_id, wanted, look_up(post.account_id, wanted))
    given = Post(
        id=new_id(),
        account_id=post.account_id,
        **{name: getattr(wanted, name) for name in Appointment.__dataclass_fields__}
        | {"scopes": [*delegation.scopes]},
    )
    session().add(given)
    _say(DelegationGiven, actor, given)
    return given


def take_back(actor: Actor, post: Post) -> None:
    """Let an assistant into nothing any more, at once. The post stays, so that they can be let in again."""
    require(may_delegate(actor, post))
    post.scopes = []
    _say(DelegationTakenBack, actor, post)


def _require_to_come(until: date | None) -> None:
    if until is not None and until < today():
        raise Invalid(until=IN_THE_PAST)


def _appointment(
    post: Post, delegation: Delegation, starts_on: date, member_id: str | None = None
) -> Appointment:
    return Appointment(
        role=Role.ASSISTANT,
        title=post.title,
        salutation=post.salutation,
        rank=post.rank,
        starts_on=starts_on,
        ends_on=delegation.until,
        body_id=post.body_id,
        agency_id=post.agency_id,
        assists_id=member_id or post.assists_id,
        scopes=delegation.scopes,
    )


def _say(kind: type[DelegationEvent], actor: Actor, post: Post) -> None:
    record(
        kind(
            actor_id=actor.id,
            body_id=post.body_id,
            post_id=post.id,
            account_id=post.account_id,
            member_id=post.assists_id or "",
            scopes=tuple(post.scopes),
            until=post.ends_on,
        )
    )
