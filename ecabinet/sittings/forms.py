from enum import StrEnum

from flask import request
from pydantic import BaseModel, Field

from ecabinet.ballots.preparing_operations import LARGEST_BLOC, LONGEST_QUESTION
from ecabinet.core.errors import Invalid, Missing
from ecabinet.core.text import fault_of, is_blank, normalised
from ecabinet.core.words import N_
from ecabinet.web.forms import read_values, sent_fields

MAX_OPTIONS = 4000  # twelve lines, and some to spare
SEVERAL = ("chosen", "question-")  # fields of which there is one for each item


class ItemCall(BaseModel):
    item_id: str


class SpeakerCall(BaseModel):
    request_id: str


class CheckIn(BaseModel):
    online: bool = False


class Put(StrEnum):
    """What is put to the vote."""

    ITEM = "item"
    FREE = "free"  # a question on no item
    LIST = "list"  # one of several options
    SEVERAL = "several"  # items, together


class Question(BaseModel):
    """What is put to the vote; `opens`: at once."""

    put: Put = Put.ITEM
    item_id: str = ""
    question: str = Field("", max_length=LONGEST_QUESTION)
    asked: str = Field("", max_length=LONGEST_QUESTION)  # where it is not the item's own question
    options: str = Field("", max_length=MAX_OPTIONS)  # one a line
    on_item: bool = False  # whether a list is on the current item
    limit_s: int | None = None
    opens: bool = False

    @property
    def labels(self) -> list[str]:
        return self.options.split("\n") if self.put is Put.LIST else []


def read_question() -> Question:
    sent = sent_fields()
    return read_values(Question, {k: v for k, v in sent.items() if not k.startswith(SEVERAL)})


def read_bloc() -> dict[str, str]:
    """Return the items that were ticked, and the question put on each: blank where its own is meant."""
    ids = list(dict.fromkeys(request.form.getlist("chosen")))[: LARGEST_BLOC + 1]
    if any(map(fault_of, ids)):
        raise Missing
    questions = {each: normalised(request.form.get(f"question-{each}", "")) for each in ids}
    if any(len(each) > LONGEST_QUESTION for each in questions.values()):
        raise Invalid(chosen=N_("This is too long."))
    if fault := next(filter(None, map(fault_of, questions.values())), ""):
        raise Invalid(chosen=fault)
    return {each: "" if is_blank(words) else words for each, words in questions.items()}
