from dataclasses import dataclass
from typing import ClassVar

from ecabinet.core.events import Event


@dataclass(frozen=True, kw_only=True)
class VenueEvent(Event):
    venue_id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class VenueAdded(VenueEvent):
    name: ClassVar[str] = "venue.added"


@dataclass(frozen=True, kw_only=True)
class VenueChanged(VenueEvent):
    name: ClassVar[str] = "venue.changed"


@dataclass(frozen=True, kw_only=True)
class VenueClosed(VenueEvent):
    name: ClassVar[str] = "venue.closed"

    last_day: str


@dataclass(frozen=True, kw_only=True)
class SeatMapDrawn(VenueEvent):
    name: ClassVar[str] = "venue.seat_map_drawn"

    count: int


@dataclass(frozen=True, kw_only=True)
class SiteEvent(Event):
    site_id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class SiteAdded(SiteEvent):
    name: ClassVar[str] = "site.added"


@dataclass(frozen=True, kw_only=True)
class SiteChanged(SiteEvent):
    name: ClassVar[str] = "site.changed"


@dataclass(frozen=True, kw_only=True)
class SiteClosed(SiteEvent):
    name: ClassVar[str] = "site.closed"

    last_day: str
