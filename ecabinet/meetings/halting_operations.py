"""A session that will not be held at its time: postponed, called again, cancelled. Its history stays.

Its numbers stay too: what was item 4 before is item 4 on the new day. Nothing of it is begun meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.queries import list_members
from ecabinet.core.clock import day_of, now
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.meetings.events import (
    MeetingCalledAgain,
    MeetingCancelled,
    MeetingPostponed,
)
from ecabinet.meetings.models import NOT_PUBLISHED, PREPARING, Meeting, State
from ecabinet.meetings.operations import NO_LONGER, NOT_A_MEMBER
from ecabinet.meetings.parts import shift
from ecabinet.meetings.policy import may_halt
from ecabinet.meetings.seating import hold_at
from ecabinet.meetings.versions import add_version

NO_REASON = N_("Please say why: everybody who was called will read it.")
IN_THE_PAST = N_("Please choose a time that is still to come.")
RUNNING = N_("The session has begun: it can be paused or ended, not postponed or cancelled.")
NOT_POSTPONED = N_("The session is not postponed.")

POSTPONED = N_("Postponed, the new time will be told: %(reason)s")
POSTPONED_TO = N_("Postponed to %(starts_at)s: %(reason)s")
CALLED_AGAIN = N_("Called again for %(starts_at)s.")
CANCELLED = N_("Cancelled: %(reason)s")


@dataclass(frozen=True)
class NewTime:
    """When a session is held instead, and where; `place` None: where it was to be."""

    starts_at: datetime
    place: str | None = None


def postpone_meeting(
    actor: Actor, meeting: Meeting, reason: str, until: NewTime | None = None
) -> None:
    """Put a session off: to a new time, for which everybody is called at once, or until one is known."""
    require(may_halt(actor, meeting))
    _refuse_unless_to_come(meeting)
    meeting.halt_reason = _said(reason)
    meeting.move(State.POSTPONED)
    values = {"reason": meeting.halt_reason}
    if until:
        _set(meeting, until)
        values["starts_at"] = meeting.starts_at.isoformat()
    add_version(meeting, actor.id, POSTPONED_TO if until else POSTPONED, values)
    record(
        MeetingPostponed(
            **_told(actor, meeting),
            reason=meeting.halt_reason,
            starts_at=until.starts_at if until else None,
        )
    )


def call_again(actor: Actor, meeting: Meeting, until: NewTime) -> None:
    """Give a postponed session its new time. It is what it was: its items keep their numbers."""
    require(may_halt(actor, meeting))
    if not meeting.awaits_a_date:
        raise Refused(NOT_POSTPONED)
    _set(meeting, until)
    add_version(meeting, actor.id, CALLED_AGAIN, {"starts_at": meeting.starts_at.isoformat()})
    record(MeetingCalledAgain(**_told(actor, meeting), starts_at=until.starts_at))


def cancel_meeting(actor: Actor, meeting: Meeting, reason: str) -> None:
    """Say that a session will not be held at all. This is final."""
    require(may_halt(actor, meeting))
    _refuse_unless_to_come(meeting)
    meeting.halt_reason = _said(reason)
    meeting.move(State.CANCELLED)
    add_version(meeting, actor.id, CANCELLED, {"reason": meeting.halt_reason})
    record(MeetingCancelled(**_told(actor, meeting), reason=meeting.halt_reason))


def _refuse_unless_to_come(meeting: Meeting) -> None:
    if meeting.state in PREPARING:
        raise Refused(NOT_PUBLISHED)
    if meeting.is_running:
        raise Refused(RUNNING)
    if meeting.is_over:
        raise Closed(meeting.why_closed)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Invalid(reason=NO_REASON)
    return reason.strip()


def _set(meeting: Meeting, until: NewTime) -> None:
    """Give the session its new time, under the rules that a new one is held to."""
    day = day_of(until.starts_at)
    if until.starts_at <= now():
        raise Invalid(day=IN_THE_PAST)
    if not meeting.body.meets_on(day):
        raise Invalid(day=NO_LONGER)
    if meeting.chair_id not in {each.account_id for each in list_members(meeting.body_id, day)}:
        raise Invalid(day=NOT_A_MEMBER)
    if meeting.ends_at is not None:  # it is meant to last as long as before
        meeting.ends_at += until.starts_at - meeting.starts_at
    shift(meeting.parts, until.starts_at - meeting.starts_at)
    meeting.starts_at = until.starts_at
    if until.place is not None:
        hold_at(meeting, until.place)
    meeting.revision += 1
    meeting.move(State.PUBLISHED)


def _told(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    return {"actor_id": actor.id, "body_id": meeting.body_id, "meeting_id": meeting.id}
