"""Absences and substitutes: named by the member, consented to by the chair, gone when the member says otherwise."""

from dataclasses import dataclass
from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.calling import events
from ecabinet.calling.models import Absence, Consent
from ecabinet.calling.policy import may_decide_absence, may_send_substitute
from ecabinet.calling.queries import find_absence, find_own_absence, list_possible_substitutes
from ecabinet.calling.standing import ask, begin, call_of, call_substitute, send_nobody, withdraw
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.meetings.models import IT_IS_OVER, Invitation, Meeting, Reply

NO_NAME = N_("Please say who comes in your place: choose a person, or write a name.")
CANNOT_COME = N_("This person cannot come in your place. Please choose somebody else.")
NO_CONTACT = N_("Please write an e-mail address or a telephone number: this person has no account.")
IS_HERE = N_("This member is checked in; nobody comes in their place any more.")
NOT_ASKED = N_("The chair is not asked about this any more.")


@dataclass(frozen=True)
class SubstituteDraft:
    """Who is to come: an account of the house, or a name, a post, and where they are reached."""

    account_id: str | None = None
    name: str = ""
    title: str = ""
    contact: str = ""
    reason: str = ""


def name_substitute(actor: Actor, meeting: Meeting, draft: SubstituteDraft) -> Absence:
    """Say that one cannot attend and who comes instead. The chair is asked; until then nobody is called."""
    require(may_send_substitute(actor, meeting))
    call = call_of(meeting, actor.id)
    _refuse_when_late(meeting, call)
    named = _known(actor, meeting, draft) if draft.account_id else _described(draft)
    absence = find_own_absence(actor, meeting) or begin(meeting, actor.id)
    if absence.is_live:
        withdraw(meeting, absence, actor.id)
    absence.account_id, absence.name = named.account_id, named.name
    absence.title, absence.contact = named.title, named.contact
    ask(absence, draft.reason.strip())
    call.reply, call.reply_reason, call.replied_at = Reply.SUBSTITUTE, absence.reason, now()
    session().flush()
    record(events.SubstituteNamed(**_told(actor, meeting, absence)))
    return absence


def accept_absence(actor: Actor, meeting: Meeting, member_id: str) -> None:
    """Say yes to an absence. Who is to come instead is called: they see what the member would, and do not vote."""
    require(may_decide_absence(actor, meeting))
    absence = find_absence(actor, meeting, member_id)
    _refuse_decided(meeting, absence)
    absence.state, absence.decided_at = Consent.GIVEN, now()
    if absence.account_id:
        call_substitute(meeting, absence)
    session().flush()
    record(events.AbsenceAccepted(**_told(actor, meeting, absence)))


def refuse_absence(actor: Actor, meeting: Meeting, member_id: str) -> None:
    """Say no to an absence, or take one's yes back: the member is asked to answer anew."""
    require(may_decide_absence(actor, meeting))
    absence = find_absence(actor, meeting, member_id)
    if meeting.is_over:
        raise Closed(IT_IS_OVER)
    if not absence.is_live:
        raise Refused(NOT_ASKED)
    called = send_nobody(meeting, absence)
    absence.state, absence.decided_at = Consent.REFUSED, now()
    call = call_of(meeting, absence.member_id)
    call.reply, call.reply_reason, call.replied_at = Reply.NONE, "", None
    session().flush()
    record(events.AbsenceRefused(**_told(actor, meeting, absence) | {"account_id": called}))


def _known(actor: Actor, meeting: Meeting, draft: SubstituteDraft) -> SubstituteDraft:
    """Return the chosen person as they are called by their post."""
    posts = list_possible_substitutes(actor, meeting)
    post = next((each for each in posts if each.account_id == draft.account_id), None)
    if post is None or not post.account.active:
        raise Invalid(account_id=CANNOT_COME)
    return SubstituteDraft(post.account_id, post.account.name, post.title)


def _described(draft: SubstituteDraft) -> SubstituteDraft:
    if not draft.name.strip():
        raise Invalid(account_id=NO_NAME)
    if not draft.contact.strip():
        raise Invalid(contact=NO_CONTACT)
    return SubstituteDraft(None, draft.name.strip(), draft.title.strip(), draft.contact.strip())


def _refuse_when_late(meeting: Meeting, call: Invitation) -> None:
    if meeting.is_over:
        raise Closed(IT_IS_OVER)
    if call.arrived_at is not None:
        raise Refused(IS_HERE)


def _refuse_decided(meeting: Meeting, absence: Absence) -> None:
    if absence.state is not Consent.ASKED:
        raise Refused(NOT_ASKED)
    if absence.sends:
        _refuse_when_late(meeting, call_of(meeting, absence.member_id))
    elif meeting.is_over:
        raise Closed(IT_IS_OVER)


def _told(actor: Actor, meeting: Meeting, absence: Absence) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "body_id": meeting.body_id,
        "meeting_id": absence.meeting_id,
        "member_id": absence.member_id,
        "account_id": absence.account_id,
    }
