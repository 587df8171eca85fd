from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.bodies.queries import list_posts
from ecabinet.calling.events import (
    AbsenceAccepted,
    AbsenceEvent,
    AbsenceRefused,
    SubstituteDropped,
    SubstituteNamed,
)
from ecabinet.calling.standing import follow_reply
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.meetings.events import InvitationAnswered, MemberArrived
from ecabinet.meetings.models import Meeting
from ecabinet.notifications.inbox import tell

NAMED = N_("%(name)s asks you to consent that somebody else comes to “%(title)s” in their place.")
NAMED_TO_DESK = N_(
    "%(name)s names somebody to come to “%(title)s” in their place; the chair is asked."
)
ACCEPTED = N_("The chair accepts your absence from “%(title)s”.")
CONSENTED = N_("The chair consents that somebody comes to “%(title)s” in your place.")
CALLED = N_(
    "You are asked to attend “%(title)s”, at %(starts_at)s, in the place of %(name)s, with a voice and without a vote."
)
SETTLED = N_("The chair has decided on the absence of %(name)s from “%(title)s”.")
REFUSED = N_(
    "The chair does not accept your absence from “%(title)s”. Please answer the invitation anew."
)
NO_LONGER = N_("You are no longer asked to attend “%(title)s” in the place of %(name)s.")


@within(InvitationAnswered)
def follow_the_reply(fact: InvitationAnswered) -> None:
    follow_reply(_meeting(fact.meeting_id), fact.account_id, fact.actor_id)


@within(MemberArrived)
def come_oneself(fact: MemberArrived) -> None:
    """Who comes after all needs nobody in their place."""
    follow_reply(_meeting(fact.meeting_id), fact.account_id, fact.actor_id)


@within(SubstituteNamed)
def ask_the_chair(fact: SubstituteNamed) -> None:
    meeting = _meeting(fact.meeting_id)
    _tell(fact, [meeting.chair_id], NAMED, "/answers")
    _tell(fact, _desk(meeting), NAMED_TO_DESK, "/answers")


@within(AbsenceAccepted)
def tell_who_is_excused(fact: AbsenceAccepted) -> None:
    sends = _meeting(fact.meeting_id).substituted_by([fact.account_id or ""])
    _tell(fact, [fact.member_id], CONSENTED if sends else ACCEPTED)
    if fact.account_id:
        _tell(fact, [fact.account_id], CALLED)
    _tell(fact, _desk(_meeting(fact.meeting_id)), SETTLED, "/answers")


@within(AbsenceRefused)
def ask_to_answer_anew(fact: AbsenceRefused) -> None:
    _tell(fact, [fact.member_id], REFUSED, "/reply")
    _tell(fact, _desk(_meeting(fact.meeting_id)), SETTLED, "/answers")
    _tell_substitute(fact)


@within(SubstituteDropped)
def tell_who_does_not_come(fact: SubstituteDropped) -> None:
    _tell_substitute(fact)


def _tell_substitute(fact: AbsenceEvent) -> None:
    """Who was never called knows of nothing, and is told of nothing."""
    if fact.account_id:
        _tell(fact, [fact.account_id], NO_LONGER)


def _tell(fact: AbsenceEvent, account_ids: list[str], message: str, page: str = "") -> None:
    meeting = _meeting(fact.meeting_id)
    values = {
        "title": meeting.title,
        "name": session().get_one(Account, fact.member_id).name,
        "starts_at": meeting.starts_at.isoformat(),
    }
    others = [each for each in account_ids if each != fact.actor_id]
    tell(fact, others, message, values, f"/meetings/{meeting.id}{page}")


def _desk(meeting: Meeting) -> list[str]:
    return [each.account_id for each in list_posts(meeting.body_id, SECRETARIAT, today())]


def _meeting(meeting_id: str) -> Meeting:
    return session().get_one(Meeting, meeting_id)
