from pydantic import BaseModel, ConfigDict, Field


class AdoptForm(BaseModel):
    """What stood on the list when the chair confirmed it."""

    model_config = ConfigDict(extra="forbid")

    item_ids: list[str] = Field(default_factory=list, max_length=500)


class OffForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    item_id: str
