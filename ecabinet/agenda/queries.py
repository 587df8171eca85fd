from collections.abc import Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ecabinet.agenda.models import Item, Position
from ecabinet.agenda.policy import may_see_positions, visible_to
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Denied, Missing
from ecabinet.meetings.models import Meeting


def find_item(actor: Actor, item_id: str, *, lock: bool = False) -> Item:
    """Return an item that `actor` may see."""
    query = _seen_by(actor).where(Item.id == item_id)
    if lock:
        query = query.with_for_update(of=Item)
    if item := session().scalars(query).one_or_none():
        return item
    raise Missing


def list_items(actor: Actor, meeting: Meeting) -> Sequence[Item]:
    """Return what `actor` may see of an agenda, in its order; withdrawn items keep their place."""
    query = _seen_by(actor).where(Item.meeting_id == meeting.id)
    return session().scalars(query.order_by(Item.place, Item.id)).all()


def list_items_of_agency(actor: Actor, limit: int = 50) -> Sequence[Item]:
    """Return the items that the actor's agencies hand in, of the sessions to come first."""
    query = _seen_by(actor).join(Meeting, Meeting.id == Item.meeting_id)
    query = query.where(Item.agency_id.in_(actor.agencies()))
    return (
        session().scalars(query.order_by(Meeting.starts_at.desc(), Item.place).limit(limit)).all()
    )


def list_my_positions(actor: Actor, meeting: Meeting) -> Mapping[str, Position]:
    """Return the actor's own positions on a session's items, by the item's id."""
    query = (
        select(Position)
        .join(Item, Item.id == Position.item_id)
        .where(Item.meeting_id == meeting.id, Position.account_id == actor.id, visible_to(actor))
    )
    return {each.item_id: each for each in session().scalars(query)}


def find_my_position(actor: Actor, item: Item) -> Position | None:
    """Return the actor's own position on an item, None before there is one."""
    return list_my_positions(actor, item.meeting).get(item.id)


def list_positions(actor: Actor, item: Item) -> Sequence[Position]:
    """Return what the members said of an item, to the chair and the secretariat."""
    if not may_see_positions(actor, find_item(actor, item.id)):
        raise Denied
    query = select(Position).where(Position.item_id == item.id)
    return session().scalars(query.order_by(Position.at, Position.id)).all()


def count_positions(actor: Actor, meeting: Meeting) -> Mapping[str, Mapping[str, int]]:
    """Count the positions on each item by stand, of the items on which the actor may see them all."""
    query = (
        select(Position.item_id, Position.stand, func.count())
        .join(Item, Item.id == Position.item_id)
        .where(Item.meeting_id == meeting.id, visible_to(actor))
        .group_by(Position.item_id, Position.stand)
    )
    counts: dict[str, dict[str, int]] = {}
    allowed = {each.id for each in list_items(actor, meeting) if may_see_positions(actor, each)}
    for item_id, stand, number in session().execute(query):
        if item_id in allowed:
            counts.setdefault(item_id, {})[stand] = number
    return counts


def _seen_by(actor: Actor) -> Select[Item]:
    return (
        select(Item)
        .where(visible_to(actor))
        .options(
            selectinload(Item.recusals),
            selectinload(Item.guests),
            joinedload(Item.meeting).selectinload(Meeting.invitations),
        )
    )
