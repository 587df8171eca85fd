from pydantic import BaseModel, Field

from ecabinet.ballots.seals import MAX_TEXT

MAX_SEQ = 2**31 - 1
MAX_CHOICE = 40
MAX_BLOC = 60  # ballots that one press answers


class Vote(BaseModel):
    """A vote as a form or the socket sends it. Which choices there are, the ballot knows."""

    choice: str = Field(max_length=MAX_CHOICE)
    text: str = Field("", max_length=MAX_TEXT)
    seq: int = Field(ge=1, le=MAX_SEQ)


class Reason(BaseModel):
    reason: str = Field("", max_length=1000)


class Opening(BaseModel):
    """How long a ballot is open, in seconds; without it, until it is closed."""

    limit_s: int | None = None
