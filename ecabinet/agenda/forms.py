from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ecabinet.agenda.drafting import MAX_MINUTES, ItemDraft
from ecabinet.agenda.models import Group, Rule, Secrecy, Stand
from ecabinet.agenda.numbering import Way
from ecabinet.core.words import N_

MAX_TEXT = 10_000
MAX_ITEMS = 500
MAX_PASTED = 60_000  # characters
NOWHERE = N_("Please say where the item is to go.")
MAX_SEQ = 2**31 - 1  # what the column holds


class ItemForm(BaseModel):
    """An item, as the secretariat writes it; `revision` is the one they saw."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=500)
    group: Group = Group.DISCUSS
    agency_id: str | None = None
    presenter: str = Field("", max_length=200)
    minutes: int = Field(15, ge=1, le=MAX_MINUTES)
    ask: str = Field("", max_length=MAX_TEXT)
    summary: str = Field("", max_length=MAX_TEXT)
    rule: Rule = Rule.MAJORITY
    secrecy: Secrecy = Secrecy.INTERNAL  # of a new item
    revision: int = 0

    def draft(self) -> ItemDraft:
        return ItemDraft(
            title=self.title, group=self.group, agency_id=self.agency_id, presenter=self.presenter,
            minutes=self.minutes, ask=self.ask, summary=self.summary, rule=self.rule, secrecy=self.secrecy,
        )  # fmt: skip


class SecrecyForm(BaseModel):
    """How far an item is known, and who of those concerned needs to know of a restricted one."""

    model_config = ConfigDict(extra="forbid")

    secrecy: Secrecy
    reader_ids: list[str] = Field(default_factory=list, max_length=1000)


class PlaceForm(BaseModel):
    """Where an item goes: one step `way`, beside a neighbour of a group, or to a place counted from 1."""

    model_config = ConfigDict(extra="forbid")

    place: int | None = Field(None, ge=1)
    way: Way | None = None
    group: Group | None = None
    after: str = Field("", max_length=40)
    before: str = Field("", max_length=40)

    @model_validator(mode="after")
    def _say_where(self) -> Self:
        if self.place is None and self.way is None and self.group is None:
            raise ValueError(NOWHERE)
        return self


class PasteStep(StrEnum):
    """What is done with a pasted text: it is read, changed once more, or its items are added."""

    LOOK = "look"
    TEXT = "text"
    ADD = "add"


class PasteForm(BaseModel):
    """A list pasted from a document; `rows`: which of the items found in it are wanted, counted from 0."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=MAX_PASTED)
    group: Group = Group.DISCUSS  # of items above which no heading says otherwise
    step: PasteStep = PasteStep.LOOK
    rows: list[int] = Field(default_factory=list, max_length=MAX_ITEMS)


class PositionForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    stand: Stand
    text: str = Field("", max_length=MAX_TEXT)
    seq: int = Field(ge=1, le=MAX_SEQ)


class RestForm(BaseModel):
    """The items left, of which one says with one press that one has no objection."""

    model_config = ConfigDict(extra="forbid")

    item_ids: list[str] = Field(default_factory=list, max_length=MAX_ITEMS)


class DraftForm(BaseModel):
    """What an assistant prepares; `revision` is the one they saw, 0 for none yet."""

    model_config = ConfigDict(extra="forbid")

    stand: Stand
    text: str = Field("", max_length=MAX_TEXT)
    revision: int = Field(0, ge=0, le=MAX_SEQ)


class RecusalForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    account_id: str
    reason: str = Field("", max_length=MAX_TEXT)


class GuestForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    account_id: str
