"""The wait between the press and the publication: nobody sees the session yet, and it can be taken back.

What goes out is what stands at that moment, and whoever pressed must still be the one who may.
"""

from datetime import datetime
from typing import Any

from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.bodies.queries import list_members
from ecabinet.core.clock import day_of, now
from ecabinet.core.errors import Refusal, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.meetings import events
from ecabinet.meetings.models import Meeting, State
from ecabinet.meetings.operations import NO_LONGER, WRONG_STATE
from ecabinet.meetings.policy import may_approve, may_let_out
from ecabinet.meetings.publishing_operations import publish_meeting

GOING_OUT = N_("The session is already about to go out.")
NOT_GOING_OUT = N_("There is nothing to take back: the session is not about to go out.")
GONE_OUT = N_("It can no longer be taken back: the session has gone out.")
NOBODY_PRESIDES = N_("Whoever was to preside is not a member of the body on that day.")
TOO_LATE = N_("The session would have begun before it goes out.")


def set_release(actor: Actor, meeting: Meeting, note: str, due_at: datetime) -> None:
    """Publish the session at `due_at`. Until then nothing is told, and nobody sees more than before."""
    require(may_approve(actor, meeting))
    if meeting.state is not State.APPROVED:
        raise Refused(WRONG_STATE)
    if meeting.is_going_out:
        raise Refused(GOING_OUT)
    _refuse_unless_ready(meeting, due_at)
    meeting.release_at, meeting.release_by_id = due_at, actor.id
    meeting.release_note, meeting.release_refusal = note.strip(), ""
    record(events.ReleaseSet(**_told(actor, meeting), due_at=due_at))


def take_back_release(actor: Actor, meeting: Meeting) -> None:
    """Let it not go out after all. It stands approved, as before the press, with the note that was written."""
    require(may_approve(actor, meeting))
    if not meeting.is_going_out:
        raise Refused(GONE_OUT if meeting.is_published else NOT_GOING_OUT)
    meeting.release_at = None
    record(events.ReleaseTakenBack(**_told(actor, meeting)))


def let_out(actor: Actor, meeting: Meeting) -> None:
    """Publish a session whose moment has come, as whoever set it. Refused, and why, when it may not go out."""
    require(may_let_out(actor))
    if meeting.release_at is None or meeting.release_at > now():
        return
    _refuse_unless_ready(meeting, now())
    publish_meeting(load_actor(meeting.release_by_id or ""), meeting, meeting.release_note)


def give_up_release(actor: Actor, meeting: Meeting, no: Refusal) -> None:
    """Keep a session back that could not go out at its moment. Whoever set it is told why."""
    require(may_let_out(actor))
    set_by_id = meeting.release_by_id or ""
    meeting.release_at, meeting.release_refusal = None, no.message
    record(events.ReleaseRefused(**_told(actor, meeting), reason=no.message, set_by_id=set_by_id))


def _refuse_unless_ready(meeting: Meeting, at: datetime) -> None:
    day = day_of(meeting.starts_at)
    if meeting.starts_at <= at:
        raise Refused(TOO_LATE)
    if not meeting.body.meets_on(day):
        raise Refused(NO_LONGER)
    if meeting.chair_id not in {each.account_id for each in list_members(meeting.body_id, day)}:
        raise Refused(NOBODY_PRESIDES)


def _told(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    return {"actor_id": actor.id, "body_id": meeting.body_id, "meeting_id": meeting.id}
