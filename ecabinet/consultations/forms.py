import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ecabinet.consultations.envelope import Opinion
from ecabinet.consultations.models import Stand
from ecabinet.consultations.operations import ConsultationDraft

NUMBERED = re.compile(r"question-([0-9]{1,3})")
MAX_SEQ = 2**31 - 1
MAX_TEXT = 4000
MAX_QUESTIONS = 20

QuestionText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Draft(BaseModel):
    """A consultation as its form sends it: the questions as `question-1`, `question-2` …; an empty one is left out."""

    model_config = ConfigDict(str_strip_whitespace=True)

    title: str = Field(min_length=1, max_length=500)
    summary: str = Field("", max_length=20_000)
    advice: str = Field("", max_length=20_000)
    questions: list[QuestionText] = Field(max_length=MAX_QUESTIONS)
    working_days: int
    urgent: bool = False
    revision: int = 0

    @model_validator(mode="before")
    @classmethod
    def _gather_questions(cls, sent: Mapping[str, Any]) -> dict[str, Any]:
        return {**sent, "questions": [each for each in typed_questions(sent) if each.strip()]}

    def as_draft(self) -> ConsultationDraft:
        return ConsultationDraft(**self.model_dump(exclude={"revision"}))


class Line(BaseModel):
    """What is said to one question."""

    stand: Stand
    text: str = Field("", max_length=MAX_TEXT)


class Answers(BaseModel):
    """An answer as a form or the socket sends it: whole under `answers`, or flat as `stand-ID` and `text-ID`."""

    seq: int = Field(ge=1, le=MAX_SEQ)
    answers: dict[str, Line]

    @model_validator(mode="before")
    @classmethod
    def _fold(cls, sent: Mapping[str, Any]) -> dict[str, Any]:
        flat = {key for key in sent if key.startswith(("stand-", "text-"))}
        said = {
            key.removeprefix("stand-"): {
                "stand": sent[key],
                "text": sent.get(key.replace("stand-", "text-", 1), ""),
            }
            for key in flat
            if key.startswith("stand-")
        }
        return {"answers": said, **{key: sent[key] for key in sent if key not in flat}}

    def opinions(self) -> dict[str, Opinion]:
        return {key: Opinion(line.stand, line.text) for key, line in self.answers.items()}


class Reason(BaseModel):
    reason: str = Field("", max_length=2000)


class Extension(BaseModel):
    days: int = Field(ge=1, le=30)


def typed_questions(sent: Mapping[str, str]) -> list[str]:
    """Return what stands in the fields `question-N`, in their order."""
    found = {key: NUMBERED.fullmatch(key) for key in sent}
    places = sorted((int(match[1]), key) for key, match in found.items() if match)
    return [sent[key] for _, key in places]
