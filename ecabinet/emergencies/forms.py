import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_

NO_ADDRESS = N_("Please give the address of one paper, as it stands in the reader's link.")
ADDRESS = re.compile(r"(?:^|/papers/)([a-z0-9]{20,40})(?:[/?#].*)?$")


class AskForm(BaseModel):
    """Which paper, by its address, and why it must be read now."""

    model_config = ConfigDict(extra="forbid")

    paper: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(max_length=500)
    reason: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(max_length=500)
    back: str = ""  # where whoever is asked who they are comes back to

    @property
    def paper_id(self) -> str:
        if found := ADDRESS.search(self.paper):
            return found[1]
        raise Invalid(paper=NO_ADDRESS)
