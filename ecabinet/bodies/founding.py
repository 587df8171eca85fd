"""The first start: what a database is for, the link that makes the first administrator, the first body."""

import hmac
from datetime import timedelta

from sqlalchemy import exists, inspect, select

from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.appointments import Appointment
from ecabinet.bodies.events import FirstLinkIssued, InstallationDeclared, MailTried
from ecabinet.bodies.models import Body, Installation, InstallationKind, Post, Role
from ecabinet.bodies.operations import (
    Person,
    create_account,
    found_body,
    give_post,
)
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.rules import Rules
from ecabinet.bodies.system import founder
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import fingerprint, new_token
from ecabinet.core.words import N_

LINK_LIFETIME = timedelta(hours=1)
LINK_ENDED = N_(
    "This address was good for one hour, and the hour is over. Please start e-Cabinet again: it prints a new one."
)


def declared_kind() -> InstallationKind | None:
    """Return what this database is for; None where that has not been declared, or there are no tables yet."""
    if not inspect(session().connection()).has_table(Installation.__tablename__):
        return None
    return session().scalars(select(Installation.kind)).one_or_none()


def declare_installation(kind: InstallationKind) -> None:
    """Say what this database is for. Said once it stands: Refused for the other kind."""
    actor = founder()
    require(may_administer(actor))
    declared = declared_kind()
    if declared not in {None, kind}:
        raise Refused(N_("A demonstration and a real installation never become one another."))
    if declared is None:
        session().add(Installation(kind=kind))
        record(InstallationDeclared(actor_id=actor.id, kind=kind))


def awaits_administrator() -> bool:
    """Whether this is a real installation that never had an administrator."""
    ever = exists().where(Post.role == Role.ADMINISTRATOR)
    real = exists().where(Installation.kind == InstallationKind.REAL)
    return bool(session().scalar(select(real & ~ever)))


def issue_link() -> str:
    """Return the token of a fresh link to the first start. Only its hash is kept, and the link before it ends."""
    actor = founder()
    require(may_administer(actor) and awaits_administrator())
    installation = session().scalars(select(Installation).with_for_update()).one()
    token = new_token()
    installation.link_hash = fingerprint(token)
    installation.link_expires_at = now() + LINK_LIFETIME
    record(FirstLinkIssued(actor_id=actor.id))
    return token


def check_link(token: str) -> None:
    """Missing unless this is the link in force; Closed once its hour is over."""
    _behind(token)


def make_administrator(token: str, person: Person, title: str) -> Account:
    """Make the first administrator, who is let in by the link. The link ends with it."""
    actor = founder()
    require(may_administer(actor))
    installation = _behind(token, lock=True)
    account = create_account(actor, person)
    session().flush()
    give_post(actor, account, Appointment(role=Role.ADMINISTRATOR, title=title, starts_on=today()))
    installation.link_hash = installation.link_expires_at = None
    return account


def sets_up(actor: Actor) -> bool:
    """Whether they administer a real installation; a demonstration is set up already."""
    return may_administer(actor) and declared_kind() is InstallationKind.REAL


def awaits_body(actor: Actor) -> bool:
    """Whether `actor` is to found the first body."""
    return sets_up(actor) and not session().scalar(select(exists().where(Body.id.is_not(None))))


def found_first_body(actor: Actor, name: str, members_name: str, place: str, rules: Rules) -> Body:
    """Found the first body, of all those who ask for it at once only one."""
    require(may_administer(actor))
    session().scalars(select(Installation).with_for_update()).one()
    if not awaits_body(actor):
        raise Missing
    return found_body(actor, name, members_name, place, rules)


def note_mail_tried(actor: Actor, *, sent: bool) -> None:
    """Write down that an administrator tried how mail goes out."""
    require(may_administer(actor))
    record(MailTried(actor_id=actor.id, sent=sent))


def _behind(token: str, *, lock: bool = False) -> Installation:
    query = select(Installation)
    installation = session().scalars(query.with_for_update() if lock else query).one_or_none()
    kept = installation.link_hash if installation and awaits_administrator() else None
    if installation is None or not hmac.compare_digest(kept or "", fingerprint(token)):
        raise Missing
    if installation.link_expires_at is None or now() >= installation.link_expires_at:
        raise Closed(LINK_ENDED)
    return installation
