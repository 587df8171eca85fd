from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ecabinet.calling.operations import SubstituteDraft

MAX_REASON = 2000
Id = Annotated[str, StringConstraints(max_length=26)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class SubstituteForm(BaseModel):
    """Who is to come: an account, or a name that is written out."""

    model_config = ConfigDict(extra="forbid")

    account_id: Id = ""
    name: Line = ""
    title: Line = ""
    contact: Line = ""
    reason: str = Field("", max_length=MAX_REASON)

    def draft(self) -> SubstituteDraft:
        return SubstituteDraft(
            self.account_id or None, self.name, self.title, self.contact, self.reason
        )
