from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ConclusionWritten(Event):
    """A conclusion was written or written anew; its text stands in the row, every version of it."""

    name: ClassVar[str] = "conclusion.written"

    meeting_id: str
    item_id: str
    conclusion_id: str
    revision: int
    outcome: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"room:{self.meeting_id}", f"minutes:{self.meeting_id}")
