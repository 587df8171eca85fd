"""A post once it was given: corrected, and ended on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor, current_on, today
from ecabinet.bodies.appointments import Appointment, look_up, require_sound
from ecabinet.bodies.events import PostEnded, PostGiven
from ecabinet.bodies.models import MEMBERS, Post, Role, Scope
from ecabinet.bodies.people_events import PostChanged
from ecabinet.bodies.policy import may_administer
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_

LAST_ADMINISTRATOR = N_(
    "This is the last administrator who can act. Please give the post to somebody else first."
)
BEFORE_IT_BEGAN = N_("The last day comes before the day on which the post began.")
LONGER = N_("The post ends before that day already. To make it longer, please change its dates.")
TO_ONESELF = N_(
    "Nobody gives or changes a post in a body for themselves. Please ask another administrator."
)
YESTERDAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class PostDraft:
    """What of a post may be corrected; who holds what, where, is another post."""

    title: str
    salutation: str
    rank: int
    starts_on: date
    ends_on: date | None


def find_post(actor: Actor, post_id: str, *, lock: bool = False) -> Post:
    """Return a post, for whoever administers posts."""
    require(may_administer(actor))
    query = select(Post).where(Post.id == post_id)
    post = session().scalars(query.with_for_update(of=Post) if lock else query).one_or_none()
    if post is None:
        raise Missing
    return post


def change_post(actor: Actor, post: Post, draft: PostDraft) -> None:
    """Correct a post. The same rules hold as when it was given."""
    require(may_administer(actor))
    _refuse_to_oneself(actor, post)
    wanted = _as_changed(post, draft)
    require_sound(post.account_id, wanted, look_up(post.account_id, wanted), post)
    if draft.ends_on or draft.starts_on > today():
        _let_go(post)
    was = PostDraft(**{name: getattr(post, name) for name in draft.__dataclass_fields__})
    changed = tuple(
        name for name in draft.__dataclass_fields__ if getattr(was, name) != getattr(draft, name)
    )
    for name in changed:
        setattr(post, name, getattr(draft, name))
    if changed:
        say_changed(actor, post, changed)
    if draft.ends_on and draft.ends_on != was.ends_on:
        end_assistants(actor, post, draft.ends_on)


def add_post(actor: Actor, post: Post, *, by_sheet: bool = False) -> None:
    """Put in a post that was found sound. An administrator's own post in a body is another administrator's to give."""
    require(may_administer(actor))
    _refuse_to_oneself(actor, post)
    session().add(post)
    record(
        PostGiven(
            actor_id=actor.id,
            body_id=post.body_id,
            post_id=post.id,
            account_id=post.account_id,
            role=post.role,
            title=post.title,
            by_sheet=by_sheet,
        )
    )


def _refuse_to_oneself(actor: Actor, post: Post) -> None:
    """A post in a body opens its papers, which administering does not; so it takes somebody else."""
    if post.body_id and post.account_id == actor.id:
        raise Refused(TO_ONESELF)


def say_changed(actor: Actor, post: Post, changed: tuple[str, ...]) -> None:
    """Record which sides of a post are different now."""
    require(may_administer(actor))
    record(
        PostChanged(
            actor_id=actor.id,
            body_id=post.body_id,
            post_id=post.id,
            account_id=post.account_id,
            role=post.role,
            changed=changed,
        )
    )


def end_post(actor: Actor, post: Post, last_day: date) -> None:
    """Let a post be held up to and with `last_day`; one that has not begun is withdrawn."""
    require(may_administer(actor))
    if post.ends_on and post.ends_on < last_day:
        raise Invalid(last_day=LONGER)
    if post.starts_on > today():
        last_day = post.starts_on - YESTERDAY
    elif last_day < post.starts_on - YESTERDAY:
        raise Invalid(last_day=BEFORE_IT_BEGAN)
    _let_go(post)
    _end(actor, post, last_day)
    end_assistants(actor, post, last_day)


def end_assistants(actor: Actor, post: Post, last_day: date) -> None:
    """Whoever assists a member does so as long as there is one."""
    require(may_administer(actor))
    if post.role not in MEMBERS or _is_member_after(post, last_day):
        return
    query = select(Post).where(
        Post.assists_id == post.account_id,
        Post.body_id == post.body_id,
        or_(Post.ends_on.is_(None), Post.ends_on > last_day),
    )
    for each in session().scalars(query).all():
        _end(actor, each, max(last_day, each.starts_on - YESTERDAY))


def keep_an_administrator(account_id: str) -> None:
    """Refused where nobody else administers: the installation is never without somebody who can give posts.

    The rows are locked, so that two administrators do not end each other at once.
    """
    query = (
        select(Account.id)
        .join(Post, Post.account_id == Account.id)
        .where(Post.role == Role.ADMINISTRATOR, current_on(today()), Account.active.is_(True))
        .order_by(Account.id)
        .with_for_update(of=Account)
    )
    if set(session().scalars(query)) == {account_id}:
        raise Refused(LAST_ADMINISTRATOR)


def _let_go(post: Post) -> None:
    if post.role is Role.ADMINISTRATOR:
        keep_an_administrator(post.account_id)


def _as_changed(post: Post, draft: PostDraft) -> Appointment:
    return Appointment(
        role=post.role,
        body_id=post.body_id,
        agency_id=post.agency_id,
        assists_id=post.assists_id,
        scopes=tuple(Scope(each) for each in post.scopes),
        **{name: getattr(draft, name) for name in draft.__dataclass_fields__},
    )


def _end(actor: Actor, post: Post, last_day: date) -> None:
    post.ends_on = last_day
    record(
        PostEnded(
            actor_id=actor.id, body_id=post.body_id, post_id=post.id, account_id=post.account_id
        )
    )


def _is_member_after(post: Post, day: date) -> bool:
    query = select(Post).where(
        Post.account_id == post.account_id,
        Post.body_id == post.body_id,
        Post.role.in_(MEMBERS),
        Post.id != post.id,
    )
    held = session().scalars(query)
    return any(
        (each.ends_on is None or each.ends_on > day) and each.starts_on <= day + YESTERDAY
        for each in held
    )
