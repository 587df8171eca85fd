from pydantic import BaseModel, Field, field_validator

from ecabinet.core.html import MAX_CHARACTERS


class ManualForm(BaseModel):
    text: str = Field(min_length=1, max_length=MAX_CHARACTERS)
    revision: int = Field(ge=0)

    @field_validator("text")
    @classmethod
    def _lines_end_alike(cls, value: str) -> str:
        return value.replace("\r\n", "\n")


class RestoreForm(BaseModel):
    revision: int = Field(ge=0)
