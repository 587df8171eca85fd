from pydantic import BaseModel, Field


class ItemCall(BaseModel):
    item_id: str


class SpeakerCall(BaseModel):
    request_id: str


class CheckIn(BaseModel):
    online: bool = False


class Question(BaseModel):
    """What is put to the vote; `opens`: at once."""

    item_id: str
    question: str = Field("", max_length=500)
    opens: bool = False
