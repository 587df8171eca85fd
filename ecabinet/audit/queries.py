from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, tuple_

from ecabinet.accounts.models import Access, Account
from ecabinet.audit.models import INSTALLATION, Check, Checkpoint, Entry, Head
from ecabinet.audit.policy import (
    may_audit,
    may_check,
    may_see_access,
    visible_to,
)
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body
from ecabinet.bodies.naming import folded
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing

PAGE = 50
OWN = 10
PEOPLE = 20
Conditions = list[ColumnElement[bool]]
LOST_AFTER = timedelta(hours=6)  # a check that has not ended by then died with its process


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for in the trail."""

    person_id: str = ""
    thing: str = ""  # the id of a session, a paper, a person …
    events: tuple[str, ...] = ()  # how the names of the events begin: "vote.", "ballot."
    chain: str = ""
    first: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AccessWanted:
    """What somebody looks for in the sign-in log."""

    account_id: str = ""
    whats: tuple[str, ...] = ()
    address: str = ""
    first: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Chain:
    """A chain of the trail: how long it is, and when its end was last signed."""

    chain: str
    position: int
    body: str | None  # None: what belongs to no body
    sealed: Checkpoint | None


def list_entries(
    actor: Actor, wanted: Wanted, after: tuple[str, int] | None = None, limit: int = PAGE
) -> Sequence[Entry]:
    """Return a page of the trail, the newest first; `after` is the last entry of the page before."""
    query = select(Entry).where(visible_to(actor), *_entries_like(wanted))
    key = tuple_(Entry.at, Entry.chain, Entry.position)
    if after:
        last = find_entry(actor, *after)
        query = query.where(key < (last.at, last.chain, last.position))
    query = query.order_by(Entry.at.desc(), Entry.chain.desc(), Entry.position.desc())
    return session().scalars(query.limit(limit)).all()


def find_entry(actor: Actor, chain: str, position: int) -> Entry:
    query = select(Entry).where(Entry.chain == chain, Entry.position == position, visible_to(actor))
    if entry := session().scalars(query).one_or_none():
        return entry
    raise Missing


def find_hash_before(actor: Actor, entry: Entry) -> str | None:
    """Return the hash that an entry must follow; None where the entry before it is gone."""
    query = select(Entry.hash).where(
        Entry.chain == entry.chain, Entry.position == entry.position - 1, visible_to(actor)
    )
    return session().scalars(query).one_or_none()


def has_next(actor: Actor, entry: Entry) -> bool:
    """Whether an entry of the same chain was written after it."""
    head = session().get(Head, entry.chain)
    return may_audit(actor) and head is not None and head.position > entry.position


def find_seal_over(actor: Actor, entry: Entry) -> Checkpoint | None:
    """Return the first checkpoint that covers an entry."""
    query = select(Checkpoint).where(
        Checkpoint.chain == entry.chain, Checkpoint.position >= entry.position
    )
    found = session().scalars(query.order_by(Checkpoint.position).limit(1)).one_or_none()
    return found if may_audit(actor) else None


def find_seal_since(actor: Actor, body_id: str, moment: datetime) -> Checkpoint | None:
    """Return the first checkpoint of a body's chain from `moment` on; minutes are printed with it."""
    query = select(Checkpoint).where(Checkpoint.chain == body_id, Checkpoint.at >= moment)
    found = session().scalars(query.order_by(Checkpoint.position).limit(1)).one_or_none()
    return found if body_id in actor.bodies() else None


def list_chains(actor: Actor) -> Sequence[Chain]:
    """Return the chains that this reader may read, the installation's first."""
    latest = (
        select(Checkpoint.chain, func.max(Checkpoint.position).label("position"))
        .group_by(Checkpoint.chain)
        .subquery()
    )
    query = (
        select(Head, Body.name, Checkpoint)
        .outerjoin(Body, Body.id == Head.chain)
        .outerjoin(latest, latest.c.chain == Head.chain)
        .outerjoin(
            Checkpoint,
            and_(Checkpoint.chain == latest.c.chain, Checkpoint.position == latest.c.position),
        )
        .where(Head.chain.in_(select(Entry.chain).where(visible_to(actor)).distinct()))
        .order_by(Head.chain != INSTALLATION, Body.name, Head.chain)
    )
    return [
        Chain(head.chain, head.position, body, sealed)
        for head, body, sealed in session().execute(query)
    ]


def list_checks(actor: Actor, limit: int = 5) -> Sequence[Check]:
    """Return the last walks over the trail, the newest first."""
    if not may_check(actor):
        raise Missing
    query = select(Check).order_by(Check.asked_at.desc(), Check.id.desc())
    return session().scalars(query.limit(limit)).all()


def find_check(actor: Actor, check_id: str) -> Check:
    check = session().get(Check, check_id) if may_check(actor) else None
    if check is None:
        raise Missing
    return check


def find_running_check(actor: Actor) -> Check | None:
    """Return the walk that is under way."""
    lost = now() - LOST_AFTER
    query = select(Check).where(Check.finished_at.is_(None), Check.asked_at > lost)
    found = session().scalars(query.order_by(Check.asked_at.desc()).limit(1)).one_or_none()
    return found if may_check(actor) else None


def find_alarm(actor: Actor) -> Check | None:
    """Return the last finished walk if it found a break: whoever may know is to see it on every page of theirs."""
    query = select(Check).where(Check.finished_at.is_not(None))
    query = query.order_by(Check.finished_at.desc(), Check.id.desc()).limit(1)
    last = session().scalars(query).one_or_none() if may_check(actor) else None
    return last if last and last.broken else None


def list_people(actor: Actor, text: str) -> Sequence[Account]:
    """Return the accounts whose name or user name holds `text`, however it is accented."""
    sought = folded(text)
    if not sought or not (may_audit(actor) or may_see_access(actor)):
        return []
    everybody = session().execute(select(Account.id, Account.name, Account.username))
    ids = [each.id for each in everybody if sought in folded(f"{each.name} {each.username}")]
    query = select(Account).where(Account.id.in_(ids[:PEOPLE]))
    return session().scalars(query.order_by(Account.name, Account.username)).all()


def list_access(
    actor: Actor, wanted: AccessWanted, after: str | None = None, limit: int = PAGE
) -> Sequence[Access]:
    """Return a page of the sign-in log, the newest first; `after` is the last line of the page before."""
    if not may_see_access(actor):
        raise Missing
    query = select(Access).where(*_access_like(wanted))
    if after:
        if (last := session().get(Access, after)) is None:
            raise Missing
        query = query.where(tuple_(Access.at, Access.id) < (last.at, last.id))
    return session().scalars(query.order_by(Access.at.desc(), Access.id.desc()).limit(limit)).all()


def list_own_entries(actor: Actor) -> Sequence[Entry]:
    """Return what one has done oneself, of late."""
    query = select(Entry).where(Entry.actor_id == actor.id)
    return session().scalars(query.order_by(Entry.at.desc()).limit(OWN)).all()


def list_own_access(actor: Actor) -> Sequence[Access]:
    """Return how one came in oneself, of late."""
    query = select(Access).where(Access.account_id == actor.id)
    return session().scalars(query.order_by(Access.at.desc(), Access.id.desc()).limit(OWN)).all()


def name_accounts(ids: Collection[str]) -> dict[str, Account]:
    return {each.id: each for each in session().scalars(select(Account).where(Account.id.in_(ids)))}


def _entries_like(wanted: Wanted) -> Conditions:
    return _where(
        (wanted.person_id, lambda: Entry.actor_id == wanted.person_id),
        (wanted.thing, lambda: cast(Entry.details, Text).contains(wanted.thing, autoescape=True)),
        (wanted.events, lambda: or_(*(Entry.event.startswith(each) for each in wanted.events))),
        (wanted.chain, lambda: Entry.chain == wanted.chain),
        (wanted.first, lambda: Entry.at >= wanted.first),
        (wanted.before, lambda: Entry.at < wanted.before),
    )


def _access_like(wanted: AccessWanted) -> Conditions:
    return _where(
        (wanted.account_id, lambda: Access.account_id == wanted.account_id),
        (wanted.whats, lambda: Access.what.in_(wanted.whats)),
        (wanted.address, lambda: Access.address.startswith(wanted.address, autoescape=True)),
        (wanted.first, lambda: Access.at >= wanted.first),
        (wanted.before, lambda: Access.at < wanted.before),
    )


def _where(*asked: tuple[object, Callable[[], ColumnElement[bool]]]) -> Conditions:
    """Return the conditions of what was asked for; what was left out asks for nothing."""
    return [condition() for said, condition in asked if said]
