from datetime import date
from typing import Annotated

from flask import request
from pydantic import BaseModel, Field, StringConstraints

from ecabinet.papers.forms import read_upload
from ecabinet.papers.operations import Upload
from ecabinet.tasks.models import State, Timing
from ecabinet.tasks.queries import Filter
from ecabinet.web.forms import read_values, sent_fields

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
GROUPS = {
    "done": frozenset({Timing.DONE_ON_TIME, Timing.DONE_LATE}),
    "urgent": frozenset({Timing.OVERDUE, Timing.DUE_SOON}),
} | {each.value: frozenset({each}) for each in Timing}


class AssignForm(BaseModel):
    body: str
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    result_expected: Sentence = ""
    lead_id: str
    coordinating_ids: tuple[str, ...] = ()
    due_on: date | None = None
    conclusion: str = ""
    source: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


class ProgressForm(BaseModel):
    percent: int = Field(ge=0, le=100)
    text: Sentence = ""


class DoneForm(BaseModel):
    text: Sentence = ""
    document: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    link: Line = ""


class ReasonForm(BaseModel):
    reason: Reason


class ReplanForm(ReasonForm):
    due_on: date | None = None


def read_assignment() -> AssignForm:
    """Return the sent form; of the coordinating agencies any number may be ticked."""
    helping = {"coordinating_ids": tuple(request.form.getlist("coordinating_ids"))}
    return read_values(AssignForm, sent_fields() | helping)


def read_evidence() -> Upload | None:
    """Keep the file that came with a report, None where there is none: a link or a number does too."""
    sent = request.files.get("file")
    return read_upload() if sent and sent.filename else None


def read_filter(body_id: str | None) -> Filter:
    """Return what a list was asked for; words that mean nothing ask for nothing."""
    state = request.args.get("state", "")
    return Filter(
        body_id=body_id,
        agency_id=request.args.get("agency") or None,
        timings=GROUPS.get(request.args.get("timing", ""), frozenset()),
        states=frozenset({State(state)}) if state in set(State) else frozenset(),
        to_do=request.args.get("timing") == "open",
    )
