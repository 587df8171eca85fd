from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ConsultationEvent(Event):
    consultation_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"consultation:{self.consultation_id}",)


@dataclass(frozen=True, kw_only=True)
class ConsultationDrafted(ConsultationEvent):
    name: ClassVar[str] = "consultation.drafted"

    title: str


@dataclass(frozen=True, kw_only=True)
class ConsultationChanged(ConsultationEvent):
    name: ClassVar[str] = "consultation.changed"


@dataclass(frozen=True, kw_only=True)
class ConsultationSubmitted(ConsultationEvent):
    name: ClassVar[str] = "consultation.submitted"


@dataclass(frozen=True, kw_only=True)
class ConsultationReturned(ConsultationEvent):
    name: ClassVar[str] = "consultation.returned"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ConsultationSent(ConsultationEvent):
    """The head of the secretariat approved it, and it went to every member of the day."""

    name: ClassVar[str] = "consultation.sent"

    forms: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsultationExtended(ConsultationEvent):
    name: ClassVar[str] = "consultation.extended"

    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsultationRecalled(ConsultationEvent):
    name: ClassVar[str] = "consultation.recalled"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ConsultationClosed(ConsultationEvent):
    name: ClassVar[str] = "consultation.closed"
    seals: ClassVar[bool] = True

    answered: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class FormOpened(ConsultationEvent):
    """A member opened their form: it moves only what the secretariat watches."""

    name: ClassVar[str] = "form.opened"

    form_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"returns:{self.consultation_id}",)


@dataclass(frozen=True, kw_only=True)
class FormAnswered(ConsultationEvent):
    """That a member answered, never how."""

    name: ClassVar[str] = "form.answered"

    form_id: str
    seq: int

    @property
    def topics(self) -> tuple[str, ...]:
        return (f"consultation:{self.consultation_id}", f"returns:{self.consultation_id}")
