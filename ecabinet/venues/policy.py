"""Who keeps the rooms and the remote sites of a body: its secretariat, and nobody else."""

from functools import lru_cache

from sqlalchemy import ColumnElement

from ecabinet.bodies.actors import KEPT_CLAUSES, Actor
from ecabinet.bodies.models import SECRETARIAT, Body
from ecabinet.venues.models import Site, Venue


def may_see(actor: Actor, venue: Venue) -> bool:
    """Equipment and the link are the desk's; a member meets the room on the page of a session."""
    return actor.is_secretariat(venue.body_id)


@lru_cache(maxsize=KEPT_CLAUSES)
def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return Venue.body_id.in_(actor.bodies(SECRETARIAT))


def may_see_site(actor: Actor, site: Site) -> bool:
    return actor.is_secretariat(site.body_id)


@lru_cache(maxsize=KEPT_CLAUSES)
def site_visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see_site`, for a query. A test holds the two together."""
    return Site.body_id.in_(actor.bodies(SECRETARIAT))


def may_open_venue(actor: Actor, body: Body) -> bool:
    """Whether they may add rooms and remote sites to a body."""
    return actor.is_secretariat(body.id)


def may_keep(actor: Actor, venue: Venue) -> bool:
    return actor.is_secretariat(venue.body_id)


def may_keep_site(actor: Actor, site: Site) -> bool:
    return actor.is_secretariat(site.body_id)
