from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import ScalarSelect, Select, and_, case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from ecabinet.agenda.models import Group, Item, Position, Recusal, State
from ecabinet.agenda.policy import may_see_positions, sees_whole_agenda, visible_to
from ecabinet.bodies.actors import KEPT_CLAUSES, Actor, today
from ecabinet.bodies.models import SECRETARIAT, Post, Role
from ecabinet.bodies.queries import (
    list_agency_officers,
    list_assistants,
    list_members,
    list_posts,
)
from ecabinet.core.database import session
from ecabinet.core.errors import Denied, Missing
from ecabinet.meetings.models import RUNNING, Invitation, Meeting
from ecabinet.meetings.policy import visible_to as meeting_visible_to


class Why(StrEnum):
    """What keeps an item of the agenda from somebody."""

    RECUSED = "recused"
    MEMBER_RECUSED = "member_recused"  # whom they assist, or in whose place they come
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Withheld:
    """A place of the agenda whose matter its reader does not know: the number and no title."""

    item_id: str  # to tell places apart; no page shows it
    label: str
    place: int
    group: Group
    minutes: int
    current: bool
    why: Why


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be named as needing to know of a restricted item."""

    account_id: str
    name: str
    title: str
    votes: bool
    usual: bool  # proposed while the list has not been made


def find_item(actor: Actor, item_id: str, *, lock: bool = False) -> Item:
    """Return an item that `actor` may see. To lock one is to hold its agenda: whoever else changes that waits."""
    query = _seen_by(actor).where(Item.id == item_id)
    if lock:
        _hold_agenda_of(item_id)
        query = query.with_for_update(of=Item).execution_options(populate_existing=True)
    if item := session().scalars(query).one_or_none():
        return item
    raise Missing


def sees_item(actor: Actor, item_id: str) -> bool:
    """Whether there is such an item for `actor`; cheap, however many are called to its session."""
    return bool(session().scalar(select(exists().where(Item.id == item_id, visible_to(actor)))))


def list_items(actor: Actor, meeting: Meeting) -> Sequence[Item]:
    """Return what `actor` may see of an agenda, in its order; withdrawn items keep their place."""
    query = _seen_by(actor).where(Item.meeting_id == meeting.id)
    return session().scalars(query.order_by(Item.place, Item.id)).all()


def find_running(actor: Actor) -> tuple[str, str] | None:
    """Return the session that goes on now and the number of its current item, "" where `actor` sees none.

    Every page asks this, so nothing else is fetched: a session may call a thousand to it.
    """
    row = session().execute(_running_for(actor)).one_or_none()
    return (row[0], row[1]) if row else None


def list_withheld(actor: Actor, meeting: Meeting) -> Sequence[Withheld]:
    """Return the places of an agenda that `actor` sees and whose matter they may not know."""
    if not sees_whole_agenda(actor, meeting):
        return ()
    own = Item.recusals.any(Recusal.account_id == actor.id)
    others = actor.serves() | meeting.substituted_by(actor.serves() | {actor.id})
    members = Item.recusals.any(Recusal.account_id.in_(others))
    why = case((own, Why.RECUSED), (members, Why.MEMBER_RECUSED), else_=Why.RESTRICTED)
    columns = (Item.id, Item.number, Item.place, Item.group, Item.minutes, Item.state)
    query = select(*columns, why).where(
        Item.meeting_id == meeting.id,
        Item.state != State.REMOVED,
        Item.id.not_in(_seen_ids(actor)),
    )
    return [
        Withheld(
            item_id=item_id,
            label=number or str(place),
            place=place,
            group=group,
            minutes=0 if state is State.WITHDRAWN else minutes,
            current=state is State.CURRENT,
            why=Why(reason),
        )
        for item_id, number, place, group, minutes, state, reason in session().execute(
            query.order_by(Item.place, Item.id)
        )
    ]


def list_voters(actor: Actor, meeting: Meeting) -> Sequence[Candidate]:  # noqa: ARG001 -- every query is told who asks
    """Return who votes in a session: the members called to it, before that those of the body."""
    called = [each for each in meeting.invitations if each.votes]
    if called:
        return [_called(each) for each in called]
    return [
        _placed(each, votes=True, usual=True) for each in list_members(meeting.body_id, today())
    ]


def list_candidates(actor: Actor, item: Item) -> Sequence[Candidate]:
    """Return who may be named for an item: members called and who comes for them, its guests, its agency's officers,
    the secretariat's.
    """
    agency = list_agency_officers([item.agency_id] if item.agency_id else [], today())
    desk = list_posts(item.body_id, SECRETARIAT - {Role.HEAD}, today())
    guests = {each.account_id for each in item.guests}
    invited = list_posts(item.body_id, frozenset({Role.GUEST}), today()) if guests else ()
    found: dict[str, Candidate] = {}
    for each in (
        *list_voters(actor, item.meeting),
        *(_placed(each, usual=True) for each in agency),
        *(_placed(each, usual=True) for each in invited if each.account_id in guests),
        *(_substitute(each) for each in item.meeting.invitations if each.substitutes_id),
        *(_placed(each, usual=False) for each in desk),
    ):
        found.setdefault(each.account_id, each)
    always = {actor.id, item.meeting.chair_id}
    return [
        replace(each, usual=each.usual and not item.is_recused(each.account_id))
        for each in found.values()
        if each.account_id not in always
    ]


def list_concerned(actor: Actor, item: Item) -> frozenset[str]:
    """Return everybody from whom an item may be taken: who is called or named, who assists them, those who prepare."""
    called = [each.account_id for each in item.meeting.invitations]
    named = {each.account_id for each in item.readers}
    people = {each.account_id for each in list_candidates(actor, item)}
    assistants = {each.account_id for each in list_assistants(called, today())}
    return frozenset({*called, *named, *people, *assistants})


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


@lru_cache(maxsize=KEPT_CLAUSES)
def _running_for(actor: Actor) -> Select[str, str]:
    current = and_(
        Item.meeting_id == Meeting.id, Item.state == State.CURRENT, Item.id.in_(_seen_ids(actor))
    )
    return (
        select(Meeting.id, func.coalesce(Item.number, ""))
        .outerjoin(Item, current)
        .where(meeting_visible_to(actor), Meeting.state.in_(RUNNING))
        .order_by(Meeting.starts_at.desc(), Item.place)
        .limit(1)
    )


def _hold_agenda_of(item_id: str) -> None:
    """The session's row first, always: who held an item and then asked for the agenda would wait for who has it."""
    query = select(Meeting.id).where(Meeting.id == _meeting_of(item_id))
    session().execute(query.with_for_update(of=Meeting))


def _meeting_of(item_id: str) -> ScalarSelect[str]:
    return select(Item.meeting_id).where(Item.id == item_id).scalar_subquery()


def _seen_ids(actor: Actor) -> Select[str]:
    return select(Item.id).where(visible_to(actor))


def _seen_by(actor: Actor) -> Select[Item]:
    return (
        select(Item)
        .where(visible_to(actor))
        .options(
            selectinload(Item.recusals),
            selectinload(Item.guests),
            selectinload(Item.readers),
            joinedload(Item.meeting).selectinload(Meeting.invitations),
        )
    )


def _called(call: Invitation) -> Candidate:
    return Candidate(call.account_id, call.account.name, call.title, votes=True, usual=True)


def _substitute(call: Invitation) -> Candidate:
    return Candidate(call.account_id, call.account.name, call.title, votes=False, usual=False)


def _placed(post: Post, *, usual: bool, votes: bool = False) -> Candidate:
    return Candidate(post.account_id, post.account.name, post.title, votes=votes, usual=usual)
