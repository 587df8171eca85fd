from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ecabinet.bodies.actors import Actor, current_on, today
from ecabinet.bodies.models import MEMBERS, Agency, Body, Post, Role
from ecabinet.bodies.policy import visible_to
from ecabinet.core.database import session
from ecabinet.core.errors import Missing


def find_body(actor: Actor, body_id: str, *, lock: bool = False) -> Body:
    """Return a body that `actor` belongs to."""
    query = select(Body).where(Body.id == body_id, visible_to(actor))
    if body := session().scalars(query.with_for_update() if lock else query).one_or_none():
        return body
    raise Missing


def list_bodies(actor: Actor) -> Sequence[Body]:
    return session().scalars(select(Body).where(visible_to(actor)).order_by(Body.name)).all()


def list_agencies(actor: Actor, body_id: str, *, keep: str | None = None) -> Sequence[Agency]:
    """Return the agencies of a body that are offered today, in the order of their names.

    One that has ended is offered nowhere new; `keep` is the one that stands already where they are offered.
    """
    body = find_body(actor, body_id)
    offered = or_(Agency.ends_on.is_(None), Agency.ends_on >= today(), Agency.id == keep)
    query = select(Agency).where(Agency.body_id == body.id, offered).order_by(Agency.name)
    return session().scalars(query).all()


def list_all_agencies(actor: Actor, body_id: str) -> Sequence[Agency]:
    """Return every agency a body ever had, those that have ended last."""
    body = find_body(actor, body_id)
    query = select(Agency).where(Agency.body_id == body.id)
    return session().scalars(query.order_by(Agency.ends_on.is_not(None), Agency.name)).all()


def find_agency(actor: Actor, agency_id: str) -> Agency:
    query = (
        select(Agency)
        .join(Body, Body.id == Agency.body_id)
        .where(Agency.id == agency_id, visible_to(actor))
    )
    if agency := session().scalars(query).one_or_none():
        return agency
    raise Missing


def list_posts(body_id: str, roles: frozenset[Role], day: date) -> Sequence[Post]:
    """Return the posts of `roles` held in a body on `day`, in order of precedence. For rules, not for pages."""
    query = (
        select(Post)
        .where(Post.body_id == body_id, Post.role.in_(roles), current_on(day))
        .options(joinedload(Post.agency))
        .order_by(Post.rank, Post.id)
    )
    return session().scalars(query).all()


def list_members(body_id: str, day: date) -> Sequence[Post]:
    """Return the roll of a body on `day`, the head first."""
    return list_posts(body_id, MEMBERS, day)


def list_assistants(member_ids: list[str], day: date) -> Sequence[Post]:
    """Return the posts of those who assist these members on `day`."""
    return (
        session()
        .scalars(select(Post).where(Post.assists_id.in_(member_ids), current_on(day)))
        .all()
    )


def list_agency_officers(agency_ids: list[str], day: date) -> Sequence[Post]:
    query = select(Post).where(
        Post.agency_id.in_(agency_ids), Post.role == Role.AGENCY, current_on(day)
    )
    return session().scalars(query).all()


def duty_phone(actor: Actor) -> str:
    """Return the telephone of whoever is on duty for the actor's first body; "" where there is none."""
    body_id = next((each.body_id for each in actor.holdings if each.body_id), None)
    return session().get_one(Body, body_id).duty_phone if body_id else ""
