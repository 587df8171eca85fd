"""How long things are kept: each kind says for itself how it is counted and destroyed; a body's hold stops both.

A feature registers its kind with `@retained`. What it is given: everything before `before` is past its time, nothing
of the bodies in `held` may be touched. It destroys at most a handful at once and says how many; a sweep comes again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from ecabinet.bodies.models import LegalHold, Retention
from ecabinet.core.clock import now
from ecabinet.core.database import session


@dataclass(frozen=True)
class Due:
    """What of a kind is past its time: older than `before`, and of no body that is held."""

    before: datetime
    held: frozenset[str]
    count_only: bool = False


Destroy = Callable[[Due], int]


@dataclass(frozen=True)
class Kind:
    """A kind of things that are kept for a time."""

    name: str
    label: str  # a message id
    usual_days: int | None  # None: for good
    destroy: Destroy
    of_bodies: bool  # whether its things belong to bodies, so that one body's alone can be held


_kinds: dict[str, Kind] = {}


def retained(
    name: str, label: str, usual_days: int | None, *, of_bodies: bool = False
) -> Callable[[Destroy], Destroy]:
    """Register what destroys, or counts, the things of a kind that are past their time."""

    def register(destroy: Destroy) -> Destroy:
        _kinds[name] = Kind(name, label, usual_days, destroy, of_bodies)
        return destroy

    return register


def kinds() -> Mapping[str, Kind]:
    return dict(sorted(_kinds.items()))


def kept_days() -> Mapping[str, int | None]:
    """Return for how many days each kind is kept now; None: for good."""
    chosen = dict(session().execute(select(Retention.kind, Retention.days)).all())
    return {name: chosen.get(name, kind.usual_days) for name, kind in kinds().items()}


def standing_holds() -> Sequence[LegalHold]:
    query = select(LegalHold).where(LegalHold.released_at.is_(None)).order_by(LegalHold.placed_at)
    return session().scalars(query).all()


def due_of(kind: Kind, days: int | None, *, count_only: bool = False) -> Due | None:
    """Return what of a kind is past its time; None where it is kept for good, or held whole.

    A hold on one body stops the whole of a kind whose things belong to no body: nobody could tell whose they are.
    """
    if days is None:
        return None
    holds = [each for each in standing_holds() if each.kind in {None, kind.name}]
    if any(each.body_id is None or not kind.of_bodies for each in holds):
        return None
    held = frozenset(each.body_id for each in holds if each.body_id)
    return Due(now() - timedelta(days=days), held, count_only)
