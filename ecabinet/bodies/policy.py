"""Who may see and set up a body."""

from sqlalchemy import ColumnElement, true

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body, Role


def may_see(actor: Actor, body: Body) -> bool:
    return body.id in actor.bodies() or may_administer(actor)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return true() if may_administer(actor) else Body.id.in_(actor.bodies())


def may_administer(actor: Actor) -> bool:
    """Accounts, bodies and settings. It gives no right to read a paper."""
    return actor.holds(None, {Role.ADMINISTRATOR})
