from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from ecabinet.agenda.models import Outcome


class ConclusionForm(BaseModel):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
    outcome: Outcome
    revision: int = Field(default=0, ge=0)
