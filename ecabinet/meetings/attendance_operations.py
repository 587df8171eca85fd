"""Who will come, and who is there."""

from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.errors import Closed, Invalid, Missing, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.meetings import events
from ecabinet.meetings.models import Invitation, Meeting, Reply, State
from ecabinet.meetings.policy import may_check_in, may_reply, may_run

NOT_CALLED = N_("This person was not called to the session.")
BEGUN = N_("The session has begun. Please check in, or call the secretariat.")
NO_REPLY = N_("Please say whether you will attend.")
NO_ABSENCE_REASON = N_("Please say in a few words why you cannot attend.")


def reply_to_invitation(
    actor: Actor, meeting: Meeting, reply: Reply, reason: str = ""
) -> Invitation:
    """Say whether one will attend. It may be changed until the session begins."""
    require(may_reply(actor, meeting))
    if meeting.state is not State.PUBLISHED:
        raise Closed(meeting.why_closed or BEGUN)
    if reply in {Reply.NONE, Reply.SUBSTITUTE}:  # a substitute is named on a page of its own
        raise Invalid(reply=NO_REPLY)
    if reply is Reply.ABSENT and not reason.strip():
        raise Invalid(reason=NO_ABSENCE_REASON)
    invitation = _find_invitation(meeting, actor.id)
    invitation.reply = reply
    invitation.reply_reason = reason.strip() if reply is Reply.ABSENT else ""
    invitation.replied_at = now()
    record(events.InvitationAnswered(**_told(actor, invitation), reply=reply))
    return invitation


def check_in(actor: Actor, meeting: Meeting, *, online: bool = False) -> Invitation:
    """Say that one is here. Who had sent an apology may still come."""
    require(may_check_in(actor, meeting))
    invitation = _find_invitation(meeting, actor.id)
    _arrive(actor, invitation, online=online)
    return invitation


def check_in_member(
    actor: Actor, meeting: Meeting, account_id: str, *, online: bool = False
) -> Invitation:
    """The desk says that somebody is here."""
    require(may_run(actor, meeting))
    invitation = _find_invitation(meeting, account_id)
    _arrive(actor, invitation, online=online)
    return invitation


def check_out(actor: Actor, meeting: Meeting) -> Invitation:
    require(may_check_in(actor, meeting))
    invitation = _find_invitation(meeting, actor.id)
    _leave(actor, invitation)
    return invitation


def check_out_member(actor: Actor, meeting: Meeting, account_id: str) -> Invitation:
    require(may_run(actor, meeting))
    invitation = _find_invitation(meeting, account_id)
    _leave(actor, invitation)
    return invitation


def _find_invitation(meeting: Meeting, account_id: str) -> Invitation:
    if invitation := meeting.invitation_of(account_id):
        return invitation
    raise Missing(NOT_CALLED)


def _arrive(actor: Actor, invitation: Invitation, *, online: bool) -> None:
    if invitation.arrive(online=online):
        told = _told(actor, invitation)
        record(
            events.MemberArrived(**told, online=online, by_desk=actor.id != invitation.account_id)
        )


def _leave(actor: Actor, invitation: Invitation) -> None:
    invitation.leave()
    told = _told(actor, invitation)
    record(events.MemberLeft(**told, by_desk=actor.id != invitation.account_id))


def _told(actor: Actor, invitation: Invitation) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "body_id": invitation.meeting.body_id,
        "meeting_id": invitation.meeting_id,
        "account_id": invitation.account_id,
    }
