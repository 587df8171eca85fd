from pydantic import BaseModel, Field

from ecabinet.ballots.models import Choice
from ecabinet.ballots.seals import MAX_TEXT

MAX_SEQ = 2**31 - 1


class Vote(BaseModel):
    """A vote as a form or the socket sends it."""

    choice: Choice
    text: str = Field("", max_length=MAX_TEXT)
    seq: int = Field(ge=1, le=MAX_SEQ)


class Reason(BaseModel):
    reason: str = Field("", max_length=1000)
