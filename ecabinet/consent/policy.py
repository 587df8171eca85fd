"""Who may do what with the list of what nobody objects to."""

from ecabinet.agenda.models import Item
from ecabinet.agenda.policy import is_open_to, sees_whole_agenda
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.system import CLOCK
from ecabinet.meetings import policy as meetings
from ecabinet.meetings.models import Meeting


def may_see_list(actor: Actor, meeting: Meeting) -> bool:
    """Whoever sees the whole agenda, once positions have ended: before that it would tell what others said."""
    if may_know_why(actor, meeting):
        return True
    return sees_whole_agenda(actor, meeting) and meeting.positions_have_ended


def may_know_why(actor: Actor, meeting: Meeting) -> bool:
    """Who is told whose word an item lacks: the chair and the secretariat, who see the positions."""
    return meetings.may_run(actor, meeting)


def may_take_off(actor: Actor, item: Item) -> bool:
    """The chair, and every member who takes part in the item; no reason is asked."""
    may = meetings.may_preside(actor, item.meeting) or meetings.is_voter(actor, item.meeting)
    return may and is_open_to(actor, item)


def may_adopt(actor: Actor, meeting: Meeting) -> bool:
    """Whoever presides, themselves: it is a decision, and no other record of it is made."""
    return meetings.may_preside(actor, meeting)


def may_keep_time(actor: Actor) -> bool:
    return actor.id == CLOCK
