from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TrailExported(Event):
    """Somebody took a copy of the trail. `form`: jsonl, xlsx, csv."""

    name: ClassVar[str] = "trail.exported"

    chains: tuple[str, ...]
    form: str
    entries: int


@dataclass(frozen=True, kw_only=True)
class AccessExported(Event):
    """Somebody took a copy of the sign-in log."""

    name: ClassVar[str] = "access.exported"

    form: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class CheckEvent(Event):
    check_id: str

    @property
    def topics(self) -> tuple[str, ...]:
        return ("trail:checks",)


@dataclass(frozen=True, kw_only=True)
class TrailCheckAsked(CheckEvent):
    name: ClassVar[str] = "trail.check_asked"


@dataclass(frozen=True, kw_only=True)
class TrailChecked(CheckEvent):
    name: ClassVar[str] = "trail.checked"

    entries: int
    breaks: int
