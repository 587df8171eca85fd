from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from ecabinet.bodies.lists import chosen_term
from ecabinet.bodies.models import Term
from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_
from ecabinet.meetings.halting_operations import NewTime
from ecabinet.meetings.models import Kind, Reply
from ecabinet.meetings.operations import MeetingDraft

MAX_REASON = 2000
Day = date  # a field of that name hides the kind
Clock = time
HALF = N_("Please give both the day and the time, or leave both empty.")


def _moment(day: date | None, at: time | None, zone: str) -> datetime | None:
    """Return a moment of which both halves are given, None of which neither is."""
    if day is None and at is None:
        return None
    if day is None or at is None:
        raise Invalid(**{"time" if day else "day": HALF})
    return datetime.combine(day, at, ZoneInfo(zone))


class MeetingForm(BaseModel):
    """A session, as it is written down: day and time in the body's own clock."""

    model_config = ConfigDict(extra="forbid")

    body_id: str = ""
    kind: str = Field(max_length=40)  # the code of an entry of the body's list
    title: str = Field(min_length=1, max_length=300)
    day: date
    time: time
    ends: Clock | None = None  # of the same day
    place: str = Field("", max_length=200)
    chair_id: str | None = None
    revision: int = 0

    def draft(self, zone: str, kinds: Sequence[Term]) -> MeetingDraft:
        """Return what was written down; `kinds` are those that the form offers."""
        term = chosen_term(kinds, self.kind)
        starts_at = datetime.combine(self.day, self.time, ZoneInfo(zone))
        kind = Kind(term.nature)
        ends_at = datetime.combine(self.day, self.ends, ZoneInfo(zone)) if self.ends else None
        return MeetingDraft(
            kind, self.title, starts_at, self.place, self.chair_id, term.id, ends_at
        )


class ReplyForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reply: Reply
    reason: str = Field("", max_length=MAX_REASON)


class ReturnForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=MAX_REASON)
    text: str = Field("", max_length=26)  # a ready-made one, put before what was typed


class PublishForm(BaseModel):
    """`late` is the word of whoever publishes later than the rules ask, having been told so."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field("", max_length=MAX_REASON)
    late: Literal["yes", ""] = ""
    text: str = Field("", max_length=26)
    day: Day | None = None
    time: Clock | None = None

    def due_at(self, zone: str) -> datetime | None:
        """Return the chosen moment, None for as soon as can be: both a day and a time, or neither."""
        return _moment(self.day, self.time, zone)


class NewTimeForm(BaseModel):
    """When a postponed session is held, in the body's own clock."""

    model_config = ConfigDict(extra="forbid")

    day: date
    time: time
    place: str = Field("", max_length=200)

    def until(self, zone: str) -> NewTime:
        return NewTime(datetime.combine(self.day, self.time, ZoneInfo(zone)), self.place)


class PostponeForm(BaseModel):
    """Why a session is put off, and until when where that is known: both a day and a time, or neither."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=MAX_REASON)
    day: Day | None = None
    time: Clock | None = None
    sure: Literal["yes", ""] = ""

    def until(self, zone: str) -> NewTime | None:
        starts_at = _moment(self.day, self.time, zone)
        return NewTime(starts_at) if starts_at else None


class CancelForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=MAX_REASON)
    sure: Literal["yes", ""] = ""


class CheckInForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    online: Literal["yes", ""] = ""
