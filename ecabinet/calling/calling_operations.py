"""The desk's deeds: it calls people and agencies, follows the roll, and reminds those who have not answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Post
from ecabinet.calling import events
from ecabinet.calling.models import AgencyCall
from ecabinet.calling.policy import may_answer_for_agency, may_call, may_remind
from ecabinet.calling.queries import (
    find_answers,
    find_roll_changes,
    list_callable,
    list_callable_agencies,
    list_own_officers,
)
from ecabinet.calling.sheets import sheet_of
from ecabinet.calling.standing import call_of, is_guest
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.events import MeetingEvent
from ecabinet.meetings.models import IT_IS_OVER, Invitation, Meeting

ONCE_A_DAY = timedelta(hours=24)
CANNOT_BE_CALLED = N_("This person cannot be called, or is called already.")
AGENCY_CALLED = N_("This agency is called already, or does not belong to this body.")
IS_MEMBER = N_("Members are called by their post; this call is not taken back here.")
HAS_ARRIVED = N_("This person is checked in already; the call is not taken back any more.")
HAS_ITEMS = N_("This person is a guest of an item. Please take them off there first.")
NOBODY_NAMED = N_("Please say who comes: choose a person, or write a name.")
NOT_OF_AGENCY = N_("Please choose somebody of your agency.")
JUST_REMINDED = N_("They were reminded within the last 24 hours already.")
ALL_ANSWERED = N_("Everybody has answered.")


@dataclass(frozen=True)
class Named:
    """Who comes for an agency: an account of its own, or a name, a post, and where they are reached."""

    account_id: str | None = None
    name: str = ""
    title: str = ""
    contact: str = ""


def call_person(actor: Actor, meeting: Meeting, account_id: str) -> None:
    """Call somebody of the house who is no member. They see the session and, of its items, those open to them."""
    require(may_call(actor, meeting))
    _refuse_when_over(meeting)
    posts = {each.account_id: each for each in list_callable(actor, meeting)}
    if account_id not in posts:
        raise Invalid(account_id=CANNOT_BE_CALLED)
    _call(meeting, [posts[account_id]], votes=False)
    _record(actor, meeting, events.PeopleCalled, account_ids=(account_id,))


def call_off_person(actor: Actor, meeting: Meeting, account_id: str) -> None:
    """Take back the call of somebody who is no member."""
    require(may_call(actor, meeting))
    _refuse_when_over(meeting)
    call = call_of(meeting, account_id)
    if call.follows_all:
        raise Refused(IS_MEMBER)
    if is_guest(meeting, account_id):
        raise Refused(HAS_ITEMS)
    _refuse_arrived([call])
    _call_off(meeting, [call])
    _record(actor, meeting, events.PeopleCalledOff, account_ids=(account_id,))


def call_agency(actor: Actor, meeting: Meeting, agency_id: str) -> AgencyCall:
    """Call an agency, which then names who comes. Its officers are told once the session is published."""
    require(may_call(actor, meeting))
    _refuse_when_over(meeting)
    offered = {each.id: each for each in list_callable_agencies(actor, meeting)}
    if agency_id not in offered:
        raise Invalid(agency_id=AGENCY_CALLED)
    call = AgencyCall(
        id=new_id(), meeting=meeting, agency=offered[agency_id], agency_id=agency_id, called_at=now()
    )
    session().add(call)
    session().flush()
    _record(actor, meeting, events.AgencyCalled, agency_id=agency_id, call_id=call.id)
    return call


def call_off_agency(actor: Actor, meeting: Meeting, call: AgencyCall) -> None:
    """Take back the call of an agency, and of whom it named."""
    require(may_call(actor, meeting))
    _refuse_when_over(meeting)
    _drop_named(actor, meeting, call)
    session().delete(call)
    _record(actor, meeting, events.AgencyCalledOff, agency_id=call.agency_id)


def answer_for_agency(actor: Actor, call: AgencyCall, named: Named) -> None:
    """Say who comes for the agency. Whoever has an account is called at once; another name replaces the one before."""
    require(may_answer_for_agency(actor, call))
    meeting = call.meeting
    _refuse_when_over(meeting)
    post = _officer(actor, call, named.account_id) if named.account_id else None
    if post is None and not named.name.strip():
        raise Invalid(account_id=NOBODY_NAMED)
    _drop_named(actor, meeting, call)
    call.account_id = post.account_id if post else None
    call.name, call.title = (post.account.name, post.title) if post else (named.name, named.title)
    call.contact, call.named_at = "" if post else named.contact, now()
    if post and meeting.invitation_of(post.account_id) is None:
        _call(meeting, [post], votes=False)
        _record(actor, meeting, events.PeopleCalled, account_ids=(post.account_id,))
    session().flush()
    _record(
        actor, meeting, events.AgencyAnswered, agency_id=call.agency_id, account_id=call.account_id
    )


def call_who_joined(actor: Actor, meeting: Meeting) -> Sequence[str]:
    """Call everybody who became a member since the session was published; return whom."""
    require(may_call(actor, meeting))
    _refuse_when_over(meeting)
    joined = find_roll_changes(actor, meeting).joined
    _call(meeting, joined, votes=True)
    told = tuple(each.account_id for each in joined)
    if told:
        _record(actor, meeting, events.PeopleCalled, account_ids=told)
    return told


def call_off_who_left(actor: Actor, meeting: Meeting) -> Sequence[str]:
    """Take back the call of everybody who is no member any more; return of whom. Who is there stays on the record."""
    require(may_call(actor, meeting))
    _refuse_when_over(meeting)
    left = [each for each in find_roll_changes(actor, meeting).left if each.arrived_at is None]
    told = tuple(each.account_id for each in left)
    _call_off(meeting, left)
    if told:
        _record(actor, meeting, events.PeopleCalledOff, account_ids=told)
    return told


def remind_unanswered(actor: Actor, meeting: Meeting) -> int:
    """Ask those who have not answered, or did before the time was changed, once a day at most; return how many."""
    require(may_remind(actor, meeting))
    _refuse_when_over(meeting)
    sheet = sheet_of(meeting)
    if sheet.reminded_at and now() - sheet.reminded_at < ONCE_A_DAY:
        raise Refused(JUST_REMINDED)
    waited_for = tuple(each.call.account_id for each in find_answers(actor, meeting).unanswered)
    if not waited_for:
        raise Refused(ALL_ANSWERED)
    sheet.reminded_at = now()
    _record(actor, meeting, events.AnswersAsked, account_ids=waited_for)
    return len(waited_for)


def _call(meeting: Meeting, posts: Collection[Post], *, votes: bool) -> None:
    """Call people by their posts. A guest who became a member is called as one."""
    for post in posts:
        call = meeting.invitation_of(post.account_id)
        if call is None:
            meeting.invitations.append(Invitation.calling(post, votes=votes))
        elif votes:
            fresh = Invitation.calling(post, votes=True)
            call.votes, call.is_head, call.title, call.rank = True, fresh.is_head, post.title, post.rank
    session().flush()


def _call_off(meeting: Meeting, calls: Sequence[Invitation]) -> None:
    for call in calls:
        meeting.invitations.remove(call)
        session().delete(call)
    session().flush()


def _drop_named(actor: Actor, meeting: Meeting, call: AgencyCall) -> None:
    """Whom an agency named before is no longer called, unless there is another reason, or they are there."""
    before = meeting.invitation_of(call.account_id or "")
    if before is None or before.follows_all or before.arrived_at:
        return
    if not is_guest(meeting, before.account_id):
        account_id = before.account_id
        _call_off(meeting, [before])
        _record(actor, meeting, events.PeopleCalledOff, account_ids=(account_id,))


def _officer(actor: Actor, call: AgencyCall, account_id: str) -> Post:
    officers = {each.account_id: each for each in list_own_officers(actor, call)}
    if account_id not in officers:
        raise Invalid(account_id=NOT_OF_AGENCY)
    return officers[account_id]


def _refuse_when_over(meeting: Meeting) -> None:
    if meeting.is_over:
        raise Closed(IT_IS_OVER)


def _refuse_arrived(calls: Collection[Invitation]) -> None:
    if any(each.arrived_at for each in calls):
        raise Refused(HAS_ARRIVED)


def _record(actor: Actor, meeting: Meeting, kind: type[MeetingEvent], **more: Any) -> None:
    record(kind(actor_id=actor.id, body_id=meeting.body_id, meeting_id=meeting.id, **more))
