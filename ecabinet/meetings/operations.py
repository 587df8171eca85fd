from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body, Post, Role
from ecabinet.bodies.queries import list_members
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Missing, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings import events
from ecabinet.meetings.models import (
    IT_IS_OVER,
    NOT_PUBLISHED,
    PREPARING,
    Invitation,
    Kind,
    Meeting,
    Publication,
    Reply,
    State,
)
from ecabinet.meetings.policy import (
    may_approve,
    may_check_in,
    may_create,
    may_prepare,
    may_reply,
    may_run,
)

NO_TITLE = N_("Please give the session a title.")
WRONG_STATE = N_("The session is not in a state in which this can be done.")
NO_LONGER = N_("On that day this body does not meet any more.")
NOT_A_MEMBER = N_("Whoever presides must be a member of the body on that day.")
NOT_CALLED = N_("This person was not called to the session.")
BEGUN = N_("The session has begun. Please check in, or call the secretariat.")
NO_REPLY = N_("Please say whether you will attend.")
NO_ABSENCE_REASON = N_("Please say in a few words why you cannot attend.")
NO_RETURN_REASON = N_("Please say what is to be changed.")
MOVED = N_("The time or place of the session was changed.")


@dataclass(frozen=True)
class MeetingDraft:
    """What a session is to be. `chair_id` None: the head of the body presides."""

    kind: Kind
    title: str
    starts_at: datetime
    place: str = ""
    chair_id: str | None = None
    term_id: str | None = None  # the body's own word for its kind


def create_meeting(actor: Actor, body: Body, draft: MeetingDraft) -> Meeting:
    require(may_create(actor, body))
    meeting = Meeting(id=new_id(), body_id=body.id, body=body, invitations=[])
    _fill(meeting, draft)
    session().add(meeting)
    session().flush()
    record(
        events.MeetingCreated(
            actor_id=actor.id, body_id=body.id, meeting_id=meeting.id, title=meeting.title
        )
    )
    return meeting


def change_meeting(actor: Actor, meeting: Meeting, draft: MeetingDraft, revision: int) -> Meeting:
    """Change what a session is. Once published, that is a new version which says what it changed."""
    require(may_prepare(actor, meeting))
    if meeting.is_over or meeting.is_running:
        raise Refused(N_("The session has begun; it can no longer be changed."))
    if revision != meeting.revision:
        raise Overtaken
    _fill(meeting, draft)
    meeting.revision += 1
    session().flush()
    session().expire(meeting, ["chair", "term"])
    _record(actor, meeting, events.MeetingChanged)
    if meeting.is_published:
        note_change(actor, meeting, MOVED, {})
    return meeting


def submit_meeting(actor: Actor, meeting: Meeting) -> None:
    require(may_prepare(actor, meeting))
    meeting.move(State.SUBMITTED)
    meeting.return_reason = ""
    _record(actor, meeting, events.MeetingSubmitted)


def approve_meeting(actor: Actor, meeting: Meeting) -> None:
    require(may_approve(actor, meeting))
    meeting.move(State.APPROVED)
    _record(actor, meeting, events.MeetingApproved)


def return_meeting(actor: Actor, meeting: Meeting, reason: str) -> None:
    require(may_approve(actor, meeting))
    if not reason.strip():
        raise Invalid(reason=NO_RETURN_REASON)
    meeting.move(State.RETURNED)
    meeting.return_reason = reason.strip()
    _record(actor, meeting, events.MeetingReturned, reason=meeting.return_reason)


def publish_meeting(actor: Actor, meeting: Meeting, note: str = "") -> None:
    """Let the session out: its members are called. From now on every change is a new version."""
    require(may_approve(actor, meeting))
    meeting.move(State.PUBLISHED)
    _call_members(meeting)
    _release(actor, meeting, Publication(note=note.strip(), message="", values={}))


def note_change(actor: Actor, meeting: Meeting, message: str, values: Mapping[str, str]) -> None:
    """Make a new version of a published session; a message id and its values say what changed."""
    require(may_prepare(actor, meeting))
    if meeting.state in PREPARING:
        raise Refused(NOT_PUBLISHED)
    _release(actor, meeting, Publication(note="", message=message, values=dict(values)))


def call_guest(actor: Actor, meeting: Meeting, post: Post) -> None:
    """Call somebody who will not vote."""
    require(may_prepare(actor, meeting))
    if meeting.invitation_of(post.account_id) is None:
        meeting.invitations.append(Invitation.calling(post, votes=False))


def start_meeting(actor: Actor, meeting: Meeting) -> None:
    require(may_run(actor, meeting))
    _move_from(meeting, State.PUBLISHED, State.IN_SESSION)
    meeting.started_at = now()
    _record(actor, meeting, events.MeetingStarted)


def pause_meeting(actor: Actor, meeting: Meeting) -> None:
    require(may_run(actor, meeting))
    meeting.move(State.PAUSED)
    _record(actor, meeting, events.MeetingPaused)


def resume_meeting(actor: Actor, meeting: Meeting) -> None:
    require(may_run(actor, meeting))
    _move_from(meeting, State.PAUSED, State.IN_SESSION)
    _record(actor, meeting, events.MeetingResumed)


def end_meeting(actor: Actor, meeting: Meeting) -> None:
    require(may_run(actor, meeting))
    meeting.move(State.ENDED)
    meeting.ended_at = now()
    _record(actor, meeting, events.MeetingEnded)


def close_meeting(actor: Actor, meeting: Meeting) -> None:
    """Lay the session down. The agenda refuses while an item has no outcome."""
    require(may_run(actor, meeting))
    meeting.move(State.CLOSED)
    _record(actor, meeting, events.MeetingClosed)


def reply_to_invitation(
    actor: Actor, meeting: Meeting, reply: Reply, reason: str = ""
) -> Invitation:
    """Say whether one will attend. It may be changed until the session begins."""
    require(may_reply(actor, meeting))
    if meeting.state is not State.PUBLISHED:
        raise Closed(IT_IS_OVER if meeting.is_over else BEGUN)
    if reply is Reply.NONE:
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


def _fill(meeting: Meeting, draft: MeetingDraft) -> None:
    if not draft.title.strip():
        raise Invalid(title=NO_TITLE)
    if not meeting.body.meets_on(day_of(draft.starts_at)):
        raise Invalid(day=NO_LONGER)
    members = list_members(meeting.body.id, day_of(draft.starts_at))
    head = next((each.account_id for each in members if each.role is Role.CHAIR), None)
    chair_id = draft.chair_id or head
    if chair_id not in {each.account_id for each in members}:
        raise Invalid(chair_id=NOT_A_MEMBER)
    meeting.kind, meeting.title = draft.kind, draft.title.strip()
    meeting.term_id = draft.term_id
    meeting.starts_at, meeting.place = draft.starts_at, draft.place.strip()
    meeting.chair_id = chair_id or ""


def _call_members(meeting: Meeting) -> None:
    called = {each.account_id for each in meeting.invitations}
    for post in list_members(meeting.body_id, day_of(meeting.starts_at)):
        if post.account_id not in called:
            called.add(post.account_id)  # who holds two posts has one seat
            meeting.invitations.append(Invitation.calling(post, votes=True))


def _release(actor: Actor, meeting: Meeting, publication: Publication) -> None:
    meeting.version += 1
    publication.meeting_id, publication.version = meeting.id, meeting.version
    publication.by_id, publication.at = actor.id, now()
    session().add(publication)
    session().flush()
    record(
        events.MeetingPublished(
            actor_id=actor.id,
            body_id=meeting.body_id,
            meeting_id=meeting.id,
            version=meeting.version,
            note=publication.note or publication.message,
        )
    )


def _record(actor: Actor, meeting: Meeting, kind: type[events.MeetingEvent], **more: Any) -> None:
    record(kind(actor_id=actor.id, body_id=meeting.body_id, meeting_id=meeting.id, **more))


def _move_from(meeting: Meeting, before: State, after: State) -> None:
    if meeting.state is not before:
        raise Refused(WRONG_STATE)
    meeting.move(after)


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
