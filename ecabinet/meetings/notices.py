from sqlalchemy import ColumnElement, select

from ecabinet.bodies.actors import today
from ecabinet.bodies.leaving import Line, handed_on
from ecabinet.bodies.models import SECRETARIAT, Role, Scope
from ecabinet.bodies.queries import list_assistants, list_posts
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.meetings.events import (
    InvitationAnswered,
    MeetingApproved,
    MeetingCalledAgain,
    MeetingCancelled,
    MeetingChanged,
    MeetingEvent,
    MeetingPostponed,
    MeetingPublished,
    MeetingReturned,
    MeetingSubmitted,
)
from ecabinet.meetings.models import OVER, PREPARING, Invitation, Meeting, Reply
from ecabinet.meetings.seating import proposed
from ecabinet.notifications.inbox import tell

SUBMITTED = N_("The session “%(title)s” awaits your approval.")
APPROVED = N_("The session “%(title)s” is approved and can be published.")
RETURNED = N_("The session “%(title)s” was returned: %(reason)s")
MOVED = N_("The session “%(title)s” is now at %(starts_at)s, %(place)s.")
POSTPONED = N_("The session “%(title)s” is postponed; the new time will be told: %(reason)s")
POSTPONED_TO = N_("The session “%(title)s” is postponed to %(starts_at)s: %(reason)s")
CALLED_AGAIN = N_("The postponed session “%(title)s” is held at %(starts_at)s, %(place)s.")
CANCELLED = N_("The session “%(title)s” is cancelled: %(reason)s")
ABSENT = N_("%(name)s will not attend “%(title)s”: %(reason)s")
AHEAD = N_("Session at %(starts_at)s, %(body)s")


@within(MeetingSubmitted)
def ask_the_head(fact: MeetingSubmitted) -> None:
    _tell(fact, _holders(fact, Role.HEAD), SUBMITTED)


@within(MeetingApproved)
def tell_it_is_approved(fact: MeetingApproved) -> None:
    _tell(fact, _holders(fact, Role.OFFICER), APPROVED)


@within(MeetingReturned)
def tell_it_is_returned(fact: MeetingReturned) -> None:
    _tell(fact, _holders(fact, Role.OFFICER), RETURNED, reason=fact.reason)


@within(MeetingChanged)
def tell_it_has_moved(fact: MeetingChanged) -> None:
    """Whoever is called learns when and where; before publication nobody is."""
    meeting = _meeting(fact)
    if meeting.is_published and not meeting.awaits_a_date:
        called = [each.account_id for each in meeting.invitations]
        _tell(fact, called, MOVED, starts_at=meeting.starts_at.isoformat(), place=meeting.place)


@within(MeetingPostponed)
def tell_it_is_postponed(fact: MeetingPostponed) -> None:
    if fact.starts_at:
        starts_at = fact.starts_at.isoformat()
        _tell_all_concerned(fact, POSTPONED_TO, reason=fact.reason, starts_at=starts_at)
    else:
        _tell_all_concerned(fact, POSTPONED, reason=fact.reason)


@within(MeetingCalledAgain)
def tell_it_is_called_again(fact: MeetingCalledAgain) -> None:
    place = _meeting(fact).place
    _tell_all_concerned(fact, CALLED_AGAIN, starts_at=fact.starts_at.isoformat(), place=place)


@within(MeetingCancelled)
def tell_it_is_cancelled(fact: MeetingCancelled) -> None:
    _tell_all_concerned(fact, CANCELLED, reason=fact.reason)


@within(MeetingPublished)
def seat_those_called(fact: MeetingPublished) -> None:
    """Whoever is called into a room with a seat map has a seat from the first moment on."""
    meeting = _meeting(fact)
    if meeting.venue is not None:
        seats = proposed(meeting.venue.seats, meeting.invitations)
        for each in meeting.invitations:
            each.seat = seats.get(each.account_id, each.seat)


@within(InvitationAnswered)
def tell_of_an_absence(fact: InvitationAnswered) -> None:
    """The chair and the secretariat learn who cannot come, and why."""
    invitation = _meeting(fact).invitation_of(fact.account_id)
    if invitation is not None and invitation.reply is Reply.ABSENT:
        told = [_meeting(fact).chair_id, *_holders(fact, *SECRETARIAT)]
        name, reason = invitation.account.name, invitation.reply_reason
        _tell(fact, told, ABSENT, name=name, reason=reason)


def _tell_all_concerned(fact: MeetingEvent, message: str, **values: str) -> None:
    """Whoever was called, those who assist them, the chair and the secretariat."""
    meeting = _meeting(fact)
    called = [each.account_id for each in meeting.invitations]
    assistants = [
        each.account_id
        for each in list_assistants(called, today())
        if Scope.SESSIONS in each.scopes and each.body_id == meeting.body_id
    ]
    told = [*called, *assistants, meeting.chair_id, *_holders(fact, *SECRETARIAT)]
    _tell(fact, told, message, **values)


def _tell(fact: MeetingEvent, account_ids: list[str], message: str, **values: str) -> None:
    others = [each for each in account_ids if each != fact.actor_id]
    title = _meeting(fact).title
    tell(fact, others, message, {"title": title} | values, f"/meetings/{fact.meeting_id}")


def _holders(fact: MeetingEvent, *roles: Role) -> list[str]:
    posts = list_posts(fact.body_id or "", frozenset(roles), today())
    return [each.account_id for each in posts]


def _meeting(fact: MeetingEvent) -> Meeting:
    return session().get_one(Meeting, fact.meeting_id)


@handed_on(N_("Sessions to preside over"))
def list_presided(account_id: str) -> list[Line]:
    """What somebody who leaves office would have presided over."""
    return _ahead(Meeting.chair_id == account_id)


@handed_on(N_("Sessions to attend"))
def list_attended(account_id: str) -> list[Line]:
    """Where somebody who leaves office is called to."""
    called = Meeting.invitations.any(Invitation.account_id == account_id)
    return _ahead(called & Meeting.state.not_in(PREPARING))


def _ahead(which: ColumnElement[bool]) -> list[Line]:
    query = select(Meeting).where(which, Meeting.state.not_in(OVER)).order_by(Meeting.starts_at)
    return [
        Line(AHEAD, {"starts_at": each.starts_at, "body": each.body.name}, f"/meetings/{each.id}")
        for each in session().scalars(query)
    ]
