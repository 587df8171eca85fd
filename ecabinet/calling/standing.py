"""Whose place is taken by whom: kept in step with what a member answers, and with their coming."""

from sqlalchemy import select

from ecabinet.agenda.models import Item, ItemGuest
from ecabinet.calling.events import SubstituteDropped
from ecabinet.calling.models import Absence, Consent
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import Invitation, Meeting, Reply

ANOTHER_COMES = N_("This person comes in another member's place already.")


def follow_reply(meeting: Meeting, member_id: str, actor_id: str) -> None:
    """Keep the absence in step with what a member answered, or with their coming."""
    call = meeting.invitation_of(member_id)
    if call is None or not call.votes:
        return
    absence = _find(meeting, member_id)
    if absence and absence.is_live:
        withdraw(meeting, absence, actor_id)
    if call.reply is Reply.ABSENT and not call.is_present and member_id != meeting.chair_id:
        absence = absence or begin(meeting, member_id)
        absence.account_id, absence.name, absence.title, absence.contact = None, "", "", ""
        ask(absence, call.reply_reason)


def withdraw(meeting: Meeting, absence: Absence, actor_id: str) -> None:
    """The member said something else, or came."""
    called, sends = send_nobody(meeting, absence), absence.sends
    absence.state = Consent.WITHDRAWN
    if sends:
        record(
            SubstituteDropped(
                actor_id=actor_id,
                body_id=meeting.body_id,
                meeting_id=meeting.id,
                member_id=absence.member_id,
                account_id=called,
            )
        )


def begin(meeting: Meeting, member_id: str) -> Absence:
    """Return a member's absence of which nothing is said yet."""
    absence = Absence(id=new_id(), meeting_id=meeting.id, member_id=member_id, asked_at=now())
    session().add(absence)
    return absence


def ask(absence: Absence, reason: str) -> None:
    """Ask the chair, for the first time or anew."""
    absence.state, absence.reason = Consent.ASKED, reason
    absence.asked_at, absence.decided_at = now(), None


def call_substitute(meeting: Meeting, absence: Absence) -> None:
    """Call who comes in a member's place. Refused when meanwhile they came to stand for another one."""
    call = meeting.invitation_of(absence.account_id or "")
    if call is None:
        call = Invitation(
            id=new_id(), account_id=absence.account_id, votes=False, title=absence.title
        )
        meeting.invitations.append(call)
    if call.votes or call.substitutes_id:
        raise Refused(ANOTHER_COMES)
    call.substitutes_id = absence.member_id
    call.rank = call_of(meeting, absence.member_id).rank


def send_nobody(meeting: Meeting, absence: Absence) -> str | None:
    """Take back that somebody comes in a member's place; return whose call that ends. A guest stays called as that."""
    call = meeting.invitation_of(absence.account_id or "")
    if call is None or call.substitutes_id != absence.member_id:
        return None
    call.substitutes_id = None
    if call.arrived_at is None and not is_guest(meeting, call.account_id):
        meeting.invitations.remove(call)
        session().delete(call)
    session().flush()
    return call.account_id


def call_of(meeting: Meeting, account_id: str) -> Invitation:
    """Return how somebody was called; Missing where they were not."""
    if call := meeting.invitation_of(account_id):
        return call
    raise Missing


def _find(meeting: Meeting, member_id: str) -> Absence | None:
    query = select(Absence).where(Absence.meeting_id == meeting.id, Absence.member_id == member_id)
    return session().scalars(query).one_or_none()


def is_guest(meeting: Meeting, account_id: str) -> bool:
    """Whether somebody is invited to an item of the session."""
    query = (
        select(ItemGuest.item_id)
        .join(Item, Item.id == ItemGuest.item_id)
        .where(Item.meeting_id == meeting.id, ItemGuest.account_id == account_id)
    )
    return session().scalars(query.limit(1)).one_or_none() is not None
