"""Sessions of several sittings."""

from collections.abc import Sequence
from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings import events
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.operations import BEGUN, MOVED, NO_LONGER
from ecabinet.meetings.parts import Span, checked
from ecabinet.meetings.place_models import MeetingPart
from ecabinet.meetings.policy import may_prepare
from ecabinet.meetings.publishing_operations import note_change

PAST = N_("This time has passed already.")


def plan_sittings(actor: Actor, meeting: Meeting, spans: Sequence[Span], revision: int) -> None:
    """Say in which sittings a session is held; none: in one piece. It begins when the first of them does."""
    require(may_prepare(actor, meeting))
    if meeting.is_over or meeting.is_running:
        raise Refused(BEGUN)
    if revision != meeting.revision:
        raise Overtaken
    before = [each.span for each in meeting.parts]
    planned = checked(spans)
    if planned == before:
        return
    _refuse_days_that_cannot_be(meeting, spans)
    meeting.parts[:] = [
        MeetingPart(id=new_id(), begins_at=begins, ends_at=ends) for begins, ends in planned
    ]
    meeting.starts_at = planned[0][0] if planned else meeting.starts_at
    meeting.ends_at = planned[-1][1] if planned else None
    meeting.revision += 1
    session().flush()
    _say(actor, meeting, len(planned))


def _refuse_days_that_cannot_be(meeting: Meeting, spans: Sequence[Span]) -> None:
    known = {each.span for each in meeting.parts} | {(meeting.starts_at, meeting.starts_at)}
    problems = {}
    for number, (begins, ends) in enumerate(spans, 1):
        if not meeting.body.meets_on(day_of(ends)):
            problems[f"day-{number}"] = NO_LONGER
        elif begins < now() and (begins, ends) not in known:
            problems[f"day-{number}"] = PAST
    if problems:
        raise Invalid(**problems)


def _say(actor: Actor, meeting: Meeting, count: int) -> None:
    told: dict[str, Any] = {
        "actor_id": actor.id,
        "body_id": meeting.body_id,
        "meeting_id": meeting.id,
    }
    record(events.SittingsPlanned(**told, count=count))
    if meeting.is_published:
        record(events.MeetingChanged(**told))
        note_change(actor, meeting, MOVED, {})
