"""Who may do what with an item of an agenda."""

from sqlalchemy import ColumnElement, and_, or_

from ecabinet.agenda.models import Item, ItemGuest, Recusal
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.meetings import policy as meetings
from ecabinet.meetings.models import Invitation, Meeting


def may_see(actor: Actor, item: Item) -> bool:
    """Whoever sees the session, but a recused member not at all, and a guest only what they are invited to."""
    if not meetings.may_see(actor, item.meeting) or is_recused(actor, item):
        return False
    return sees_whole_agenda(actor, item.meeting) or any(
        each.account_id == actor.id for each in item.guests
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    recused = Item.recusals.any(Recusal.account_id.in_(actor.serves() | {actor.id}))
    voting = Meeting.invitations.any(
        and_(Invitation.account_id.in_(actor.serves() | {actor.id}), Invitation.votes.is_(True))
    )
    whole = or_(
        Meeting.body_id.in_(actor.bodies(SECRETARIAT)), Meeting.chair_id == actor.id, voting
    )
    invited = Item.guests.any(ItemGuest.account_id == actor.id)
    return and_(
        Item.meeting.has(and_(meetings.visible_to(actor), whole))
        | and_(Item.meeting.has(meetings.visible_to(actor)), invited),
        ~recused,
    )


def sees_whole_agenda(actor: Actor, meeting: Meeting) -> bool:
    """The secretariat, the chair, members, and their assistants."""
    if actor.is_secretariat(meeting.body_id) or actor.id == meeting.chair_id:
        return True
    called = actor.serves() | {actor.id}
    return any(each.account_id in called and each.votes for each in meeting.invitations)


def is_recused(actor: Actor, item: Item) -> bool:
    """Whether the actor, or the member they assist, takes no part in the item."""
    concerned = actor.serves() | {actor.id}
    return any(each.account_id in concerned for each in item.recusals)


def may_edit(actor: Actor, item: Item) -> bool:
    return meetings.may_prepare(actor, item.meeting)


def may_add(actor: Actor, meeting: Meeting) -> bool:
    return meetings.may_prepare(actor, meeting)


def may_take_position(actor: Actor, item: Item) -> bool:
    """Members only, each for themselves, never on an item from which they are recused."""
    return meetings.is_voter(actor, item.meeting) and not is_recused(actor, item)


def may_see_positions(actor: Actor, item: Item) -> bool:
    """The chair and the secretariat: members see their own until the session."""
    return meetings.may_run(actor, item.meeting) and not is_recused(actor, item)


def may_recuse(actor: Actor, item: Item) -> bool:
    """A member declares a conflict of interest themselves; the secretariat records one."""
    return meetings.is_voter(actor, item.meeting) or meetings.may_prepare(actor, item.meeting)
