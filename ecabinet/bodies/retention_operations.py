"""Periods and holds, set by an administrator; what is past its time, destroyed by the clock."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Body, LegalHold, Retention
from ecabinet.bodies.policy import may_administer, may_carry_out
from ecabinet.bodies.retention import due_of, kept_days, kinds
from ecabinet.bodies.setting_events import (
    HoldPlaced,
    HoldReleased,
    RetentionCarriedOut,
    RetentionSet,
)
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_

NOT_KNOWN = N_("Please choose one of the options.")
ONLY_ALL = N_("Things of this kind belong to no body; they are held for all bodies or not at all.")


@dataclass(frozen=True)
class HoldDraft:
    """What a hold covers. `kind` None: everything; `body_id` None: every body."""

    reason: str
    kind: str | None = None
    body_id: str | None = None


def set_period(actor: Actor, name: str, days: int | None) -> None:
    """Say for how many days a kind is kept; None: for good."""
    require(may_administer(actor))
    if name not in kinds():
        raise Missing
    before = kept_days()[name]
    if before == days:
        return
    row = session().get(Retention, name) or Retention(kind=name)
    row.days = days
    session().add(row)
    record(RetentionSet(actor_id=actor.id, kind=name, before=before, after=days))


def place_hold(actor: Actor, draft: HoldDraft) -> LegalHold:
    """Let nothing of a kind, of a body, or of all, be destroyed until the hold is released."""
    require(may_administer(actor))
    _check(draft)
    hold = LegalHold(
        id=new_id(),
        kind=draft.kind,
        body_id=draft.body_id,
        reason=draft.reason,
        placed_by_id=actor.id,
        placed_at=now(),
    )
    session().add(hold)
    record(HoldPlaced(actor_id=actor.id, **_told(hold)))
    return hold


def release_hold(actor: Actor, hold_id: str) -> None:
    require(may_administer(actor))
    hold = (
        session()
        .scalars(select(LegalHold).where(LegalHold.id == hold_id).with_for_update())
        .one_or_none()
    )
    if hold is None:
        raise Missing
    if hold.released_at is not None:
        raise Refused(N_("This hold has been released already."))
    hold.released_at = now()
    record(HoldReleased(actor_id=actor.id, **_told(hold)))


def carry_out(actor: Actor, name: str) -> int:
    """Destroy what of a kind is past its time, at most as much as the kind does at once; return how much it was."""
    require(may_carry_out(actor))
    kind = kinds()[name]
    due = due_of(kind, kept_days()[name])
    count = kind.destroy(due) if due else 0
    if due and count:
        record(
            RetentionCarriedOut(
                actor_id=actor.id, kind=name, count=count, older_than=due.before.isoformat()
            )
        )
    return count


def _told(hold: LegalHold) -> dict[str, Any]:
    return {
        "body_id": hold.body_id,
        "hold_id": hold.id,
        "kind": hold.kind,
        "reason": hold.reason,
    }


def _check(draft: HoldDraft) -> None:
    if draft.kind is not None and draft.kind not in kinds():
        raise Invalid(kind=NOT_KNOWN)
    if draft.body_id is None:
        return
    if session().get(Body, draft.body_id) is None:
        raise Invalid(body_id=NOT_KNOWN)
    if draft.kind is not None and not kinds()[draft.kind].of_bodies:
        raise Invalid(body_id=ONLY_ALL)
