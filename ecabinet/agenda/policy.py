"""Who may do what with an item of an agenda."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, exists, or_

from ecabinet.agenda.models import Item, ItemGuest, ItemReader, Recusal, Secrecy, State
from ecabinet.bodies.actors import KEPT_CLAUSES, Actor
from ecabinet.bodies.models import SECRETARIAT, Role, Scope
from ecabinet.meetings import policy as meetings
from ecabinet.meetings.models import PREPARING, Invitation, Meeting


def may_see(actor: Actor, item: Item) -> bool:
    """Whoever sees the whole agenda, a guest what they are invited to, an agency what it hands in.

    Who is recused, and whoever assists them or comes in their place, sees nothing of it; of a restricted one only
    those among them who need to know; what was taken out of a draft is seen by nobody.
    """
    if item.state is State.REMOVED or not is_open_to(actor, item):
        return False
    if item.agency_id in actor.agencies():
        return True
    invited = any(each.account_id == actor.id for each in item.guests)
    sees = sees_whole_agenda(actor, item.meeting) or invited
    return sees and meetings.may_see(actor, item.meeting)


@lru_cache(maxsize=KEPT_CLAUSES)
def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    invited = Item.guests.any(ItemGuest.account_id == actor.id)
    return and_(
        Item.state != State.REMOVED,
        open_to(actor),
        or_(
            Item.agency_id.in_(actor.agencies()),
            Item.meeting.has(whole_agenda_visible_to(actor)),
            and_(invited, Item.meeting.has(meetings.visible_to(actor))),
        ),
    )


def sees_whole_agenda(actor: Actor, meeting: Meeting) -> bool:
    """The secretariat, the chair, members, who comes in a member's place, and their assistants."""
    if actor.is_secretariat(meeting.body_id) or actor.id == meeting.chair_id:
        return True
    called = actor.stands_for(meeting.body_id)
    return any(each.account_id in called and each.follows_all for each in meeting.invitations)


def whole_agenda_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Sessions whose whole agenda the actor sees, for a query: `sees_whole_agenda` of one that they see."""
    concerned = or_(Invitation.votes.is_(True), Invitation.substitutes_id.is_not(None))
    called = meetings.is_called(actor, concerned)
    return or_(
        Meeting.body_id.in_(actor.bodies(SECRETARIAT)),
        Meeting.chair_id == actor.id,
        and_(Meeting.state.not_in(PREPARING), called),
    )


def is_open_to(actor: Actor, item: Item) -> bool:
    """Whether neither a conflict of interest nor its restriction keeps the item from the actor."""
    return not is_recused(actor, item) and needs_to_know(actor, item)


def open_to(actor: Actor) -> ColumnElement[bool]:
    """`is_open_to`, for a query."""
    concerned = actor.serves() | {actor.id}
    in_the_place_of_one = exists().where(
        Recusal.item_id == Item.id,
        Invitation.meeting_id == Item.meeting_id,
        Invitation.substitutes_id == Recusal.account_id,
        Invitation.account_id.in_(concerned),
    )
    return and_(
        ~Item.recusals.any(Recusal.account_id.in_(concerned)),
        ~in_the_place_of_one.correlate(Item),
        _needed_by(actor),
    )


def needs_to_know(actor: Actor, item: Item) -> bool:
    """Of a restricted item: the chair, the head of the secretariat, whoever is named on its list.

    An assistant does where a member who is named lets them into restricted matters. Of any other item everybody does.
    """
    if not item.is_restricted or actor.holds(item.body_id, {Role.HEAD}):
        return True
    named = actor.serves(item.body_id, Scope.RESTRICTED) | {actor.id}
    return any(map(item.names, named))


def _needed_by(actor: Actor) -> ColumnElement[bool]:
    """`needs_to_know`, for a query."""
    bodies = {each: actor.serves(each, Scope.RESTRICTED) for each in sorted(actor.bodies())}
    return or_(
        Item.secrecy != Secrecy.RESTRICTED,
        Item.meeting.has(
            or_(Meeting.chair_id == actor.id, Meeting.body_id.in_(actor.bodies({Role.HEAD})))
        ),
        Item.readers.any(ItemReader.account_id == actor.id),
        *(
            and_(
                Item.meeting.has(Meeting.body_id == body_id),
                or_(
                    Item.meeting.has(Meeting.chair_id.in_(members)),
                    Item.readers.any(ItemReader.account_id.in_(members)),
                ),
            )
            for body_id, members in bodies.items()
            if members
        ),
    )


def is_recused(actor: Actor, item: Item) -> bool:
    """Whether the actor, or the member they assist or in whose place they come, takes no part in the item."""
    concerned = actor.serves() | {actor.id}
    return any(map(item.is_recused, concerned | item.meeting.substituted_by(concerned)))


def may_edit(actor: Actor, item: Item) -> bool:
    return meetings.may_prepare(actor, item.meeting) and needs_to_know(actor, item)


def may_restrict(actor: Actor, item: Item) -> bool:
    """The secretariat says how far an item is known, and to whom; not who does not know of it themselves."""
    return meetings.may_prepare(actor, item.meeting) and is_open_to(actor, item)


def may_add(actor: Actor, meeting: Meeting) -> bool:
    return meetings.may_prepare(actor, meeting)


def may_call(actor: Actor, item: Item) -> bool:
    """The chair, or the desk on the chair's order; not who is recused from it."""
    return meetings.may_run(actor, item.meeting) and is_open_to(actor, item)


def may_take_position(actor: Actor, item: Item) -> bool:
    """Members only, each for themselves, never on an item from which they are recused."""
    return meetings.is_voter(actor, item.meeting) and is_open_to(actor, item)


def may_take_positions(actor: Actor, meeting: Meeting) -> bool:
    """On the items of a session that are open to them."""
    return meetings.is_voter(actor, meeting)


def may_draft_position(actor: Actor, item: Item, assisted_id: str) -> bool:
    """An assistant whom the member lets into opinions, for that member only."""
    if assisted_id not in actor.serves(item.body_id, Scope.OPINIONS):
        return False
    invitation = item.meeting.invitation_of(assisted_id)
    return invitation is not None and invitation.votes and may_see(actor, item)


def may_see_positions(actor: Actor, item: Item) -> bool:
    """The chair and the secretariat: members see their own until the session."""
    return meetings.may_run(actor, item.meeting) and is_open_to(actor, item)


def may_recuse(actor: Actor, item: Item, account_id: str) -> bool:
    """A member declares a conflict of interest themselves; the secretariat records one."""
    own = actor.id == account_id and meetings.is_voter(actor, item.meeting)
    return (own or meetings.may_prepare(actor, item.meeting)) and needs_to_know(actor, item)
