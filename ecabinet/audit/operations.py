from collections.abc import Sequence

from sqlalchemy import func, select

from ecabinet.audit.events import AccessExported, TrailCheckAsked, TrailChecked, TrailExported
from ecabinet.audit.models import Check, Head
from ecabinet.audit.policy import may_audit, may_check, may_see_access
from ecabinet.audit.proof import Break
from ecabinet.audit.queries import find_running_check, list_chains
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id

BREAKS_KEPT = 200  # a rewritten chain breaks at every checkpoint: the first ones say enough


def ask_for_check(actor: Actor) -> Check:
    """Have the whole trail walked by a job. Where one walks already, it is that one that is waited for."""
    require(may_check(actor))
    if running := find_running_check(actor):
        return running
    entries = session().scalars(select(func.coalesce(func.sum(Head.position), 0))).one()
    check = Check(id=new_id(), asked_by_id=actor.id, asked_at=now(), entries=int(entries))
    session().add(check)
    record(TrailCheckAsked(actor_id=actor.id, check_id=check.id))
    return check


def settle_check(actor: Actor, check: Check, walked: int, breaks: Sequence[Break]) -> None:
    """Keep what was found, and say so."""
    require(may_check(actor))
    check.finished_at, check.walked = now(), walked
    check.broken = len(breaks)
    check.breaks = [
        {"chain": each.chain, "position": each.position, "reason": each.reason}
        for each in breaks[:BREAKS_KEPT]
    ]
    record(TrailChecked(actor_id=actor.id, check_id=check.id, entries=walked, breaks=check.broken))


def export_trail(actor: Actor, form: str, chain: str | None = None) -> tuple[str, ...]:
    """Note that the trail is taken out, and return which chains this reader may take."""
    require(may_audit(actor))
    chains = [each for each in list_chains(actor) if chain in {None, each.chain}]
    names = tuple(each.chain for each in chains)
    entries = sum(each.position for each in chains)
    record(TrailExported(actor_id=actor.id, chains=names, form=form, entries=entries))
    return names


def export_access(actor: Actor, form: str, rows: int) -> None:
    """Note that the sign-in log is taken out."""
    require(may_see_access(actor))
    record(AccessExported(actor_id=actor.id, form=form, rows=rows))
