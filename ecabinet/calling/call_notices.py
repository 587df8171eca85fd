"""What calling people means to them and to the desk, and what it does to their calendars."""

from sqlalchemy import select

from ecabinet.bodies.actors import today
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.bodies.queries import list_agency_officers, list_posts
from ecabinet.calling.events import (
    AgencyAnswered,
    AgencyCalled,
    AnswersAsked,
    PeopleCalled,
    PeopleCalledOff,
    RollChanged,
    SubstituteDropped,
)
from ecabinet.calling.models import AgencyCall
from ecabinet.calling.sheets import begin_sheet, raise_sequence
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.meetings.events import MeetingEvent, MeetingPublished
from ecabinet.meetings.models import Meeting
from ecabinet.notifications.inbox import tell

CALLED = N_("You are asked to attend “%(title)s”, at %(starts_at)s. Please answer the invitation.")
CALLED_OFF = N_("You are no longer asked to attend “%(title)s”, at %(starts_at)s.")
AGENCY_CALLED = N_("Your agency is asked to attend “%(title)s”, at %(starts_at)s. Please name who comes.")
AGENCY_ANSWERED = N_("%(agency)s names who comes to “%(title)s”: %(name)s.")
PLEASE_ANSWER = N_("Please answer the invitation to “%(title)s”, at %(starts_at)s.")
ROLL = N_(
    "The membership changed since “%(title)s” was published: %(joined)s joined, %(left)s left. Please say who is called."
)
# By these a session comes to stand elsewhere in people's calendars, or not at all.
MOVING = frozenset({"meeting.changed", "meeting.postponed", "meeting.cancelled"})


@within(MeetingPublished)
def begin_calling(fact: MeetingPublished) -> None:
    """At the first publication the agencies that are called learn of it; nobody is told of a draft."""
    if fact.version == 1:
        begin_sheet(_meeting(fact), fact.at)
        query = select(AgencyCall).where(AgencyCall.meeting_id == fact.meeting_id)
        for call in session().scalars(query):
            _tell_agency(fact, call)


@within(MeetingEvent)
def renumber_entries(fact: MeetingEvent) -> None:
    """What changes when or whether a session is gives its calendar entries the next number."""
    if fact.name in MOVING and _meeting(fact).is_published:
        raise_sequence(_meeting(fact), fact.at)


@within(PeopleCalled)
def tell_who_is_called(fact: PeopleCalled) -> None:
    if _meeting(fact).is_published:
        _tell(fact, fact.account_ids, CALLED)


@within(PeopleCalledOff)
def tell_who_is_called_off(fact: PeopleCalledOff) -> None:
    """Who was never told to come is not told to stay away."""
    meeting = _meeting(fact)
    if meeting.is_published:
        raise_sequence(meeting, fact.at)
        _tell(fact, fact.account_ids, CALLED_OFF, "/meetings/")


@within(SubstituteDropped)
def take_back_the_entry(fact: SubstituteDropped) -> None:
    raise_sequence(_meeting(fact), fact.at)


@within(AgencyCalled)
def tell_the_agency(fact: AgencyCalled) -> None:
    if _meeting(fact).is_published:
        _tell_agency(fact, session().get_one(AgencyCall, fact.call_id))


@within(AgencyAnswered)
def tell_the_desk(fact: AgencyAnswered) -> None:
    query = select(AgencyCall).where(
        AgencyCall.meeting_id == fact.meeting_id, AgencyCall.agency_id == fact.agency_id
    )
    call = session().scalars(query).one()
    values = {"agency": call.agency.name, "name": call.name}
    desk = list_posts(call.meeting.body_id, SECRETARIAT, today())
    href = f"/meetings/{fact.meeting_id}/calls"
    _tell(fact, [each.account_id for each in desk], AGENCY_ANSWERED, href, **values)


@within(AnswersAsked)
def remind(fact: AnswersAsked) -> None:
    _tell(fact, fact.account_ids, PLEASE_ANSWER, f"/meetings/{fact.meeting_id}/reply")


@within(RollChanged)
def tell_of_the_roll(fact: RollChanged) -> None:
    desk = list_posts(fact.body_id or "", SECRETARIAT, today())
    values = {"joined": str(fact.joined), "left": str(fact.left)}
    href = f"/meetings/{fact.meeting_id}/calls"
    _tell(fact, [each.account_id for each in desk], ROLL, href, **values)


def _tell_agency(fact: MeetingEvent, call: AgencyCall) -> None:
    officers = [each.account_id for each in list_agency_officers([call.agency_id], today())]
    _tell(fact, officers, AGENCY_CALLED, f"/calls/{call.id}")


def _tell(
    fact: MeetingEvent,
    account_ids: tuple[str, ...] | list[str],
    message: str,
    href: str = "",
    **values: str,
) -> None:
    meeting = _meeting(fact)
    told = {"title": meeting.title, "starts_at": meeting.starts_at.isoformat()} | values
    others = [each for each in account_ids if each != fact.actor_id]
    tell(fact, others, message, told, href or f"/meetings/{meeting.id}")


def _meeting(fact: MeetingEvent) -> Meeting:
    return session().get_one(Meeting, fact.meeting_id)
