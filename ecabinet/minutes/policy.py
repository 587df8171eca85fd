"""Who may do what with the minutes of a session and the conclusions in them."""

from sqlalchemy import ColumnElement, and_, or_

from ecabinet.agenda import policy as agenda
from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.meetings.models import HELD, Meeting
from ecabinet.minutes.models import Conclusion


def may_open(actor: Actor, meeting: Meeting) -> bool:
    """The desk and the chair while they are being made; whoever saw the whole agenda once the session is over."""
    if _makes(actor, meeting):
        return True
    return meeting.was_held and agenda.sees_whole_agenda(actor, meeting)


def may_see(actor: Actor, conclusion: Conclusion) -> bool:
    """Whoever sees the item, from the moment at which they may open the minutes."""
    meeting = conclusion.item.meeting
    early = meeting.was_held or _makes(actor, meeting)
    return early and agenda.may_see(actor, conclusion.item)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    early = or_(
        Meeting.state.in_(HELD),
        Meeting.body_id.in_(actor.bodies(SECRETARIAT)),
        Meeting.chair_id == actor.id,
    )
    return Conclusion.item.has(and_(agenda.visible_to(actor), Item.meeting.has(early)))


def may_write(actor: Actor, item: Item) -> bool:
    """The desk of the body writes what the chair says; nobody writes on an item that is kept from them."""
    return actor.is_secretariat(item.body_id) and agenda.is_open_to(actor, item)


def may_settle(actor: Actor, meeting: Meeting) -> bool:
    """The desk closes a session whose items are all concluded."""
    return actor.is_secretariat(meeting.body_id)


def _makes(actor: Actor, meeting: Meeting) -> bool:
    return actor.is_secretariat(meeting.body_id) or actor.id == meeting.chair_id
