from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from ecabinet.ballots.seals import MAX_TEXT

MAX_SEQ = 2**31 - 1
MAX_CHOICE = 40
MAX_BLOC = 60  # ballots that one press answers


def _no_answer(value: object) -> object:
    """JSON's `true` is no number, though Python counts it as 1."""
    if isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 (the reader of forms knows this one)
    return value


class Vote(BaseModel):
    """A vote as a form or the socket sends it. Which choices there are, the ballot knows."""

    choice: str = Field(max_length=MAX_CHOICE)
    text: str = Field("", max_length=MAX_TEXT)
    seq: Annotated[int, BeforeValidator(_no_answer)] = Field(ge=1, le=MAX_SEQ)


class Reason(BaseModel):
    reason: str = Field("", max_length=1000)


class Opening(BaseModel):
    """How long a ballot is open, in seconds; without it, until it is closed."""

    limit_s: int | None = None
