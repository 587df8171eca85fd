from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Agency, Body
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Overtaken, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.venues import events, seat_map
from ecabinet.venues.models import Seat, Site, Venue
from ecabinet.venues.policy import may_keep, may_keep_site, may_open_venue

MOST_PEOPLE = 100_000
NO_NAME = N_("Please give it a name.")
NOT_HTTPS = N_("A link to join begins with https:// and names a computer.")
NOT_A_NUMBER_OF_PEOPLE = N_("Please write how many people the room holds, from 0 to 100,000.")
NO_SUCH_AGENCY = N_("Please choose an agency of this body.")


@dataclass(frozen=True)
class VenueDraft:
    """What a room is to be."""

    name: str
    address: str = ""
    capacity: int = 0
    equipment: str = ""
    link: str = ""


@dataclass(frozen=True)
class SiteDraft:
    """What a remote site is to be."""

    name: str
    address: str = ""
    agency_id: str | None = None
    link: str = ""


def add_venue(actor: Actor, body: Body, draft: VenueDraft) -> Venue:
    require(may_open_venue(actor, body))
    body.refuse_if_ended(today())
    venue = Venue(id=new_id(), body_id=body.id, seats=[])
    _fill_venue(venue, draft)
    session().add(venue)
    record(events.VenueAdded(**_of_venue(actor, venue)))
    return venue


def change_venue(actor: Actor, venue: Venue, draft: VenueDraft, revision: int) -> None:
    require(may_keep(actor, venue))
    if revision != venue.revision:
        raise Overtaken
    _fill_venue(venue, draft)
    venue.revision += 1
    record(events.VenueChanged(**_of_venue(actor, venue)))


def close_venue(actor: Actor, venue: Venue, last_day: date | None) -> None:
    """Offer a room until `last_day` and no longer, or again for good. Sessions that sit in it stay there."""
    require(may_keep(actor, venue))
    venue.ends_on = last_day
    record(events.VenueClosed(**_of_venue(actor, venue), last_day=_day(last_day)))


def draw_seats(
    actor: Actor,
    venue: Venue,
    size: tuple[int, int],
    labels: Mapping[seat_map.Place, str],
    revision: int,
) -> None:
    """Draw the seat map anew. What people were given in a session is a label: it finds its seat where it went."""
    require(may_keep(actor, venue))
    if revision != venue.revision:
        raise Overtaken
    drawn = seat_map.checked(size, labels)
    venue.rows, venue.columns = size
    venue.revision += 1
    venue.seats.clear()
    session().flush()  # the old seats make room for new ones with the same labels
    venue.seats.extend(
        Seat(id=new_id(), row=row, column=column, label=label)
        for (row, column), label in sorted(drawn.items())
    )
    record(events.SeatMapDrawn(**_of_venue(actor, venue), count=len(drawn)))


def add_site(actor: Actor, body: Body, draft: SiteDraft) -> Site:
    require(may_open_venue(actor, body))
    body.refuse_if_ended(today())
    site = Site(id=new_id(), body_id=body.id)
    _fill_site(site, draft)
    session().add(site)
    record(events.SiteAdded(**_of_site(actor, site)))
    return site


def change_site(actor: Actor, site: Site, draft: SiteDraft, revision: int) -> None:
    require(may_keep_site(actor, site))
    if revision != site.revision:
        raise Overtaken
    _fill_site(site, draft)
    site.revision += 1
    record(events.SiteChanged(**_of_site(actor, site)))


def close_site(actor: Actor, site: Site, last_day: date | None) -> None:
    """Offer a remote site until `last_day` and no longer, or again for good."""
    require(may_keep_site(actor, site))
    site.ends_on = last_day
    record(events.SiteClosed(**_of_site(actor, site), last_day=_day(last_day)))


def _fill_venue(venue: Venue, draft: VenueDraft) -> None:
    if not 0 <= draft.capacity <= MOST_PEOPLE:
        raise Invalid(capacity=NOT_A_NUMBER_OF_PEOPLE)
    venue.name, venue.link = _name(draft.name), _link(draft.link)
    venue.address, venue.capacity = draft.address.strip(), draft.capacity
    venue.equipment = draft.equipment.strip()


def _fill_site(site: Site, draft: SiteDraft) -> None:
    agency = session().get(Agency, draft.agency_id) if draft.agency_id else None
    if draft.agency_id and (agency is None or agency.body_id != site.body_id):
        raise Invalid(agency_id=NO_SUCH_AGENCY)
    site.name, site.link = _name(draft.name), _link(draft.link)
    site.address, site.agency_id = draft.address.strip(), draft.agency_id


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid(name=NO_NAME)
    return name.strip()


def _link(link: str) -> str:
    """Return an address that is safe to follow. Nothing but https: a line over which a cabinet speaks is closed."""
    link = link.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        raise Invalid(link=NOT_HTTPS) from None
    if (
        parts.scheme != "https"
        or not host
        or parts.username
        or not link.isprintable()
        or " " in link
    ):
        raise Invalid(link=NOT_HTTPS)
    return link


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _of_venue(actor: Actor, venue: Venue) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "body_id": venue.body_id,
        "venue_id": venue.id,
        "title": venue.name,
    }


def _of_site(actor: Actor, site: Site) -> dict[str, Any]:
    return {"actor_id": actor.id, "body_id": site.body_id, "site_id": site.id, "title": site.name}
