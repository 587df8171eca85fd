"""Who may call somebody, answer for an agency, come in a member's place, and say yes to that."""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, or_

from ecabinet.bodies.actors import KEPT_CLAUSES, Actor
from ecabinet.bodies.models import SECRETARIAT, Role
from ecabinet.calling.models import AgencyCall
from ecabinet.meetings import policy as meetings
from ecabinet.meetings.models import PREPARING, Meeting

# Whoever may come in a member's place: people of the house who are no members themselves.
MAY_COME = frozenset({Role.GUEST, Role.AGENCY, Role.ASSISTANT})


def may_call(actor: Actor, meeting: Meeting) -> bool:
    """The secretariat calls people and agencies, and takes a call back."""
    return meetings.may_prepare(actor, meeting)


def may_see_answers(actor: Actor, meeting: Meeting) -> bool:
    """The chair and the secretariat see who answered what."""
    return meetings.may_run(actor, meeting)


def may_remind(actor: Actor, meeting: Meeting) -> bool:
    return meetings.may_run(actor, meeting)


def may_send_substitute(actor: Actor, meeting: Meeting) -> bool:
    """A member who was called, for themselves; never whoever presides: they hand the chair to another member."""
    called = meeting.is_published and meetings.is_voter(actor, meeting)
    return called and not meetings.may_preside(actor, meeting)


def may_decide_absence(actor: Actor, meeting: Meeting) -> bool:
    """The chair alone: it is their consent that an absence and a substitute need (the working regulations)."""
    return meeting.is_published and meetings.may_preside(actor, meeting)


def may_open_letter(actor: Actor, meeting: Meeting) -> bool:
    """Whoever is called, for their own letter and calendar file."""
    return meeting.is_published and meetings.invitation_of(actor, meeting) is not None


def may_see_agency_call(actor: Actor, call: AgencyCall) -> bool:
    """The secretariat, and the officers of that agency once the session is published."""
    own = call.agency_id in actor.agencies() and call.meeting.is_published
    return own or meetings.may_prepare(actor, call.meeting)


@lru_cache(maxsize=KEPT_CLAUSES)
def agency_call_visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see_agency_call`, for a query. A test holds the two together."""
    return or_(
        AgencyCall.meeting.has(Meeting.body_id.in_(actor.bodies(SECRETARIAT))),
        and_(
            AgencyCall.agency_id.in_(actor.agencies()),
            AgencyCall.meeting.has(Meeting.state.not_in(PREPARING)),
        ),
    )


def may_answer_for_agency(actor: Actor, call: AgencyCall) -> bool:
    """An officer of the agency says who comes."""
    return call.agency_id in actor.agencies() and call.meeting.is_published
