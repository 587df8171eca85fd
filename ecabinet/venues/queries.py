from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from ecabinet.bodies.actors import Actor, today
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.venues.models import Site, Venue
from ecabinet.venues.policy import site_visible_to, visible_to


def find_venue(actor: Actor, venue_id: str, *, lock: bool = False) -> Venue:
    """Return a room with its seats."""
    query = select(Venue).where(Venue.id == venue_id, visible_to(actor))
    if lock:
        query = query.with_for_update(of=Venue)
    if venue := session().scalars(query.options(selectinload(Venue.seats))).one_or_none():
        return venue
    raise Missing


def find_site(actor: Actor, site_id: str, *, lock: bool = False) -> Site:
    query = select(Site).where(Site.id == site_id, site_visible_to(actor))
    if lock:
        query = query.with_for_update(of=Site)
    if site := session().scalars(query).one_or_none():
        return site
    raise Missing


def list_venues(actor: Actor, body_id: str) -> Sequence[Venue]:
    """Return all rooms of a body, those that are closed last."""
    query = select(Venue).where(Venue.body_id == body_id, visible_to(actor))
    query = query.options(selectinload(Venue.seats))
    return session().scalars(query.order_by(Venue.ends_on.is_not(None), Venue.name)).all()


def list_offered_venues(actor: Actor, body_id: str, *, keep: str | None = None) -> Sequence[Venue]:
    """Return the rooms that are offered today; `keep` is one that stands already where they are offered."""
    offered = or_(Venue.ends_on.is_(None), Venue.ends_on >= today(), Venue.id == keep)
    query = select(Venue).where(Venue.body_id == body_id, offered, visible_to(actor))
    return session().scalars(query.order_by(Venue.name, Venue.id)).all()


def list_sites(actor: Actor, body_id: str) -> Sequence[Site]:
    """Return all remote sites of a body, those that are closed last."""
    query = select(Site).where(Site.body_id == body_id, site_visible_to(actor))
    return session().scalars(query.order_by(Site.ends_on.is_not(None), Site.name)).all()
