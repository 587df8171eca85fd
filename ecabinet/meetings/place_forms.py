"""Sittings, room, remote sites and seats of a session, as they are written down."""

import re
from collections.abc import Mapping
from datetime import date, time

from flask import request
from pydantic import BaseModel, ConfigDict, Field

from ecabinet.core.errors import Invalid
from ecabinet.meetings.parts import MOST, TOO_MANY, Span, span_of
from ecabinet.web.forms import read_values, sent_fields

NUMBERED = re.compile(r"(day|begins|ends)-([0-9]{1,3})")
SEAT = "seat-"
MAX_SEQ = 2**31 - 1
MOST_SITES = 200


class PartForm(BaseModel):
    """One sitting: on which day, from when until when by the body's clock."""

    model_config = ConfigDict(extra="forbid")

    day: date
    begins: time
    ends: time

    def span(self, zone: str) -> Span:
        begins, ends = self.begins.replace(tzinfo=None), self.ends.replace(tzinfo=None)
        return span_of(self.day, begins, ends, zone)


class RevisionForm(BaseModel):
    revision: int = Field(0, ge=0, le=MAX_SEQ)


class PlaceForm(BaseModel):
    """The room, the remote sites, and why a room that is taken is chosen all the same."""

    model_config = ConfigDict(extra="forbid")

    venue_id: str = Field("", max_length=26)
    sites: list[str] = Field(default_factory=list, max_length=MOST_SITES)
    reason: str = Field("", max_length=2000)
    revision: int = Field(0, ge=0, le=MAX_SEQ)


class SeatForm(BaseModel):
    label: str = Field("", max_length=12)


def read_place() -> PlaceForm:
    sent = {**sent_fields(), "sites": list(dict.fromkeys(request.form.getlist("sites")))}
    return read_values(PlaceForm, sent)


def read_revision() -> int:
    return read_values(RevisionForm, {"revision": request.form.get("revision", "0")}).revision


def typed_rows(sent: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what stands in the fields `day-N`, `begins-N`, `ends-N`, in their order; rows left empty are no rows."""
    rows: dict[int, dict[str, str]] = {}
    for key, value in sent.items():
        if match := NUMBERED.fullmatch(key):
            rows.setdefault(int(match[2]), {})[match[1]] = value
    return [row for _, row in sorted(rows.items()) if any(each.strip() for each in row.values())]


def read_sittings(zone: str) -> list[Span]:
    """Return the sittings that were sent. Invalid says which field of which row is wrong: `ends-2`."""
    rows, spans = typed_rows(sent_fields()), []
    problems: dict[str, str] = {}
    if len(rows) > MOST:
        raise Invalid(parts=TOO_MANY)
    for number, row in enumerate(rows, 1):
        try:
            spans.append(read_values(PartForm, row).span(zone))
        except Invalid as no:
            found = no.problems or {"begins": no.message}
            problems |= {f"{field}-{number}": sentence for field, sentence in found.items()}
    if problems:
        raise Invalid(**problems)
    return spans


def read_seats() -> dict[str, str]:
    """Return the label of each person's seat by account, from the fields `seat-ACCOUNT`."""
    labels: dict[str, str] = {}
    for key, value in sent_fields().items():
        if key.startswith(SEAT):
            try:
                labels[key.removeprefix(SEAT)] = read_values(SeatForm, {"label": value}).label
            except Invalid as no:
                raise Invalid(**{key: next(iter(no.problems.values()))}) from None
    return labels
