from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ecabinet.agenda.models import Group, Item, Position, PositionDraft, State
from ecabinet.agenda.policy import may_draft_position, visible_to
from ecabinet.agenda.queries import list_items, list_my_positions
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Scope
from ecabinet.core.database import session
from ecabinet.meetings.models import Invitation, Meeting
from ecabinet.meetings.policy import is_voter

ASKED = (Group.ADOPT, Group.DISCUSS)  # what is for information asks for no position
OPEN = (State.PLACED, State.CURRENT)


def list_left(actor: Actor, meeting: Meeting) -> Sequence[Item]:
    """Return the items of a session on which the actor may take a position and has not."""
    if not meeting.takes_positions or not is_voter(actor, meeting):
        return ()
    said = list_my_positions(actor, meeting)
    return left_of(
        actor, meeting, [each for each in list_items(actor, meeting) if each.id not in said]
    )


def left_of(actor: Actor, meeting: Meeting, unsaid: Sequence[Item]) -> Sequence[Item]:
    """Return what `list_left` holds, of items that were read already and on which the actor said nothing."""
    if not meeting.takes_positions or not is_voter(actor, meeting):
        return ()
    return [each for each in unsaid if each.group in ASKED and each.state in OPEN]


def count_left(actor: Actor, meetings: Sequence[Meeting]) -> Mapping[str, int]:
    """Count what `list_left` holds for several sessions, in one statement."""
    open_ = [each.id for each in meetings if each.takes_positions and is_voter(actor, each)]
    own = select(Position.item_id).where(Position.account_id == actor.id)
    query = (
        select(Item.meeting_id, func.count(Item.id))
        .where(
            Item.meeting_id.in_(open_),
            Item.group.in_(ASKED),
            Item.state.in_(OPEN),
            Item.id.not_in(own),
            visible_to(actor),
        )
        .group_by(Item.meeting_id)
    )
    return dict(session().execute(query).all()) if open_ else {}


def count_items(actor: Actor, meetings: Sequence[Meeting]) -> Mapping[str, int]:
    """Count the items of several sessions that the actor sees, without what was withdrawn."""
    query = (
        select(Item.meeting_id, func.count(Item.id))
        .where(
            Item.meeting_id.in_([each.id for each in meetings]),
            Item.state != State.WITHDRAWN,
            visible_to(actor),
        )
        .group_by(Item.meeting_id)
    )
    return dict(session().execute(query).all())


def find_my_draft(actor: Actor, item: Item) -> PositionDraft | None:
    """Return what an assistant prepared for the actor to sign."""
    return list_my_drafts(actor, item.meeting).get(item.id)


def list_my_drafts(actor: Actor, meeting: Meeting) -> Mapping[str, PositionDraft]:
    """Return what was prepared for the actor on a session's items, by the item's id."""
    query = (
        select(PositionDraft)
        .join(Item, Item.id == PositionDraft.item_id)
        .where(
            Item.meeting_id == meeting.id,
            PositionDraft.member_id == actor.id,
            visible_to(actor),
        )
        .options(joinedload(PositionDraft.by))
    )
    return {each.item_id: each for each in session().scalars(query)}


def list_prepared(actor: Actor, item: Item) -> Sequence[tuple[Invitation, PositionDraft | None]]:
    """Return for whom the actor may prepare a position on an item, and what is prepared already."""
    served = actor.serves(item.body_id, Scope.OPINIONS)
    calls = [each for each in item.meeting.invitations if each.account_id in served]
    calls = [each for each in calls if may_draft_position(actor, item, each.account_id)]
    if not calls:
        return ()
    query = select(PositionDraft).where(
        PositionDraft.item_id == item.id,
        PositionDraft.member_id.in_([each.account_id for each in calls]),
    )
    drafts = {each.member_id: each for each in session().scalars(query)}
    return [(each, drafts.get(each.account_id)) for each in calls]
