from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body, Role
from ecabinet.bodies.queries import list_members
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings import events
from ecabinet.meetings.models import (
    Kind,
    Meeting,
    State,
)
from ecabinet.meetings.parts import shift
from ecabinet.meetings.policy import (
    may_approve,
    may_create,
    may_prepare,
    may_run,
)
from ecabinet.meetings.publishing_operations import note_change
from ecabinet.meetings.seating import hold_at

NO_TITLE = N_("Please give the session a title.")
WRONG_STATE = N_("The session is not in a state in which this can be done.")
BEGUN = N_("The session has begun; it can no longer be changed.")
NO_LONGER = N_("On that day this body does not meet any more.")
NOT_A_MEMBER = N_("Whoever presides must be a member of the body on that day.")
NO_RETURN_REASON = N_("Please say what is to be changed.")
NO_DATE_YET = N_("The session is postponed: its new time is given when it is called again.")
ENDS_BEFORE = N_("Please choose an end after the beginning.")
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
    ends_at: datetime | None = None  # when it is meant to be over


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
        raise Refused(BEGUN)
    if revision != meeting.revision:
        raise Overtaken
    if meeting.awaits_a_date and draft.starts_at != meeting.starts_at:
        raise Invalid(day=NO_DATE_YET)
    shift(meeting.parts, draft.starts_at - meeting.starts_at)
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


def _fill(meeting: Meeting, draft: MeetingDraft) -> None:
    if not draft.title.strip():
        raise Invalid(title=NO_TITLE)
    if not meeting.body.meets_on(day_of(draft.starts_at)):
        raise Invalid(day=NO_LONGER)
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        raise Invalid(ends=ENDS_BEFORE)
    members = list_members(meeting.body.id, day_of(draft.starts_at))
    head = next((each.account_id for each in members if each.role is Role.CHAIR), None)
    chair_id = draft.chair_id or head
    if chair_id not in {each.account_id for each in members}:
        raise Invalid(chair_id=NOT_A_MEMBER)
    meeting.kind, meeting.title = draft.kind, draft.title.strip()
    meeting.term_id = draft.term_id
    meeting.starts_at = draft.starts_at
    meeting.ends_at = meeting.parts[-1].ends_at if meeting.parts else draft.ends_at
    hold_at(meeting, draft.place)
    meeting.chair_id = chair_id or ""


def _record(actor: Actor, meeting: Meeting, kind: type[events.MeetingEvent], **more: Any) -> None:
    record(kind(actor_id=actor.id, body_id=meeting.body_id, meeting_id=meeting.id, **more))


def _move_from(meeting: Meeting, before: State, after: State) -> None:
    if meeting.state is not before:
        raise Refused(WRONG_STATE)
    meeting.move(after)
