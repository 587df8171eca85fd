"""Who may read the trail: it shows who did what and when, and opens no paper."""

from sqlalchemy import ColumnElement, true

from ecabinet.audit.models import Entry
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Role
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.system import CLOCK

AUDITOR = frozenset({Role.AUDITOR})


def may_audit(actor: Actor) -> bool:
    """Read the trail: an auditor of the installation reads all of it, one of a body the chain of that body."""
    return may_audit_everything(actor) or bool(actor.bodies(AUDITOR))


def may_audit_everything(actor: Actor) -> bool:
    """Read every chain of the trail."""
    return actor.holds(None, AUDITOR)


def may_see(actor: Actor, entry: Entry) -> bool:
    """Read one entry of the trail."""
    return may_audit_everything(actor) or entry.chain in actor.bodies(AUDITOR)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return true() if may_audit_everything(actor) else Entry.chain.in_(actor.bodies(AUDITOR))


def may_check(actor: Actor) -> bool:
    """See whether the trail is whole, and have it checked. It shows no entry."""
    return may_audit(actor) or may_administer(actor) or actor.id == CLOCK


def may_see_access(actor: Actor) -> bool:
    """Read the sign-in log of everybody."""
    return may_audit_everything(actor) or may_administer(actor)
