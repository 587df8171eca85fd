from pydantic import BaseModel, ConfigDict, Field

from ecabinet.agenda.models import Group, Stand
from ecabinet.agenda.operations import MAX_MINUTES, ItemDraft

MAX_TEXT = 10_000
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
    revision: int = 0

    def draft(self) -> ItemDraft:
        return ItemDraft(
            title=self.title, group=self.group, agency_id=self.agency_id, presenter=self.presenter,
            minutes=self.minutes, ask=self.ask, summary=self.summary,
        )  # fmt: skip


class PlaceForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    place: int = Field(ge=1)


class PositionForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    stand: Stand
    text: str = Field("", max_length=MAX_TEXT)
    seq: int = Field(ge=1, le=MAX_SEQ)


class RecusalForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    account_id: str
    reason: str = Field("", max_length=MAX_TEXT)


class GuestForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    account_id: str
