"""Who may see the answers, send somebody in their place, and say yes to that."""

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Role
from ecabinet.meetings import policy as meetings
from ecabinet.meetings.models import Meeting

# Whoever may come in a member's place: people of the house who are no members themselves.
MAY_COME = frozenset({Role.GUEST, Role.AGENCY, Role.ASSISTANT})


def may_see_answers(actor: Actor, meeting: Meeting) -> bool:
    """The chair and the secretariat see who answered what."""
    return meetings.may_run(actor, meeting)


def may_send_substitute(actor: Actor, meeting: Meeting) -> bool:
    """A member who was called, for themselves; never whoever presides: they hand the chair to another member."""
    called = meeting.is_published and meetings.is_voter(actor, meeting)
    return called and not meetings.may_preside(actor, meeting)


def may_decide_absence(actor: Actor, meeting: Meeting) -> bool:
    """The chair alone: it is their consent that an absence and a substitute need (the working regulations)."""
    return meeting.is_published and meetings.may_preside(actor, meeting)
