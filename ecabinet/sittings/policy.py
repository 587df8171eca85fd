"""Who may do what in the room."""

from sqlalchemy import ColumnElement

from ecabinet.agenda import policy as agenda
from ecabinet.bodies.actors import Actor
from ecabinet.meetings import policy as meetings
from ecabinet.sittings.models import Sitting, SpeechRequest


def may_see(actor: Actor, sitting: Sitting) -> bool:
    return meetings.may_see(actor, sitting.meeting)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return Sitting.meeting.has(meetings.visible_to(actor))


def may_run(actor: Actor, sitting: Sitting) -> bool:
    """The chair, or the desk on the chair's order, which is recorded as such."""
    return meetings.may_run(actor, sitting.meeting)


def may_ask(actor: Actor, sitting: Sitting) -> bool:
    """Whoever is called to the session, on an item they see: members, and guests on theirs."""
    called = meetings.invitation_of(actor, sitting.meeting) is not None
    return called and (sitting.item is None or agenda.may_see(actor, sitting.item))


def may_withdraw(actor: Actor, request: SpeechRequest) -> bool:
    """Only one's own."""
    return request.account_id == actor.id
