"""What an administrator changed of how the house is set up."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BodyChanged(Event):
    name: ClassVar[str] = "body.changed"

    title: str
    before: tuple[str, ...]  # "place=Hà Nội"; only what is not as it was
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BodyEnded(Event):
    name: ClassVar[str] = "body.ended"

    title: str
    last_day: date | None  # None: it goes on after all


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Event):
    name: ClassVar[str] = "body.rules_changed"

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyChanged(Event):
    name: ClassVar[str] = "agency.changed"

    agency_id: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AgencyEnded(Event):
    name: ClassVar[str] = "agency.ended"

    agency_id: str
    title: str
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class AgencyDeleted(Event):
    name: ClassVar[str] = "agency.deleted"

    agency_id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class TermAdded(Event):
    name: ClassVar[str] = "term.added"

    term_id: str
    listing: str
    title: str


@dataclass(frozen=True, kw_only=True)
class TermChanged(Event):
    name: ClassVar[str] = "term.changed"

    term_id: str
    listing: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TermEnded(Event):
    name: ClassVar[str] = "term.ended"

    term_id: str
    listing: str
    title: str
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class TermDeleted(Event):
    name: ClassVar[str] = "term.deleted"

    term_id: str
    listing: str
    title: str


@dataclass(frozen=True, kw_only=True)
class DaysCorrected(Event):
    name: ClassVar[str] = "calendar.days_corrected"

    first: date
    last: date
    works: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectionRemoved(Event):
    name: ClassVar[str] = "calendar.correction_removed"

    day: date
    works: bool


@dataclass(frozen=True, kw_only=True)
class RetentionSet(Event):
    name: ClassVar[str] = "retention.set"

    kind: str
    before: int | None  # days; None: for good
    after: int | None


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(Event):
    name: ClassVar[str] = "retention.hold_placed"

    hold_id: str
    kind: str | None  # None: everything
    reason: str


@dataclass(frozen=True, kw_only=True)
class HoldReleased(Event):
    name: ClassVar[str] = "retention.hold_released"

    hold_id: str
    kind: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class RetentionCarriedOut(Event):
    name: ClassVar[str] = "retention.carried_out"

    kind: str
    count: int
    older_than: str


@dataclass(frozen=True, kw_only=True)
class JobSentAgain(Event):
    name: ClassVar[str] = "job.sent_again"

    job: str
