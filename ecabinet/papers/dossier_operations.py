"""What becomes of a dossier of its own: to whom it is entrusted, reopened, given to an item and taken from it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.papers.events import (
    DossierEntrusted,
    DossierGivenToItem,
    DossierReopened,
    DossierTakenFromItem,
)
from ecabinet.papers.models import Dossier, DossierReader, Keeping
from ecabinet.papers.policy import may_admit, may_begin, may_let_go

HAS_ONE = N_("This item has a dossier already.")


def entrust_dossier(
    actor: Actor, dossier: Dossier, keeping: Keeping, reader_ids: Collection[str] = ()
) -> None:
    """Say who of the secretariat sees a dossier of its own; `reader_ids` read it besides its agency."""
    require(may_admit(actor, dossier))
    before = {each.account_id for each in dossier.readers}
    named = set(reader_ids)
    if (dossier.keeping, before) == (keeping, named):
        return
    dossier.keeping = keeping
    for each in [each for each in dossier.readers if each.account_id not in named]:
        dossier.readers.remove(each)
        session().delete(each)
    dossier.readers += [DossierReader(account_id=each) for each in sorted(named - before)]
    session().flush()
    told = _told(actor, dossier)
    record(DossierEntrusted(**told, keeping=keeping, reader_ids=tuple(sorted(named))))


def reopen_dossier(actor: Actor, dossier: Dossier) -> None:
    """Let papers be handed in again."""
    require(may_admit(actor, dossier))
    if dossier.closed_at is not None:
        dossier.closed_at = None
        record(DossierReopened(**_told(actor, dossier)))


def give_to_item(actor: Actor, dossier: Dossier, item: Item) -> None:
    """Let a dossier of its own go with an item: whoever sees the item reads it from now on."""
    require(may_admit(actor, dossier) and may_begin(actor, item))
    if session().scalar(select(Dossier.id).where(Dossier.item_id == item.id)):
        raise Refused(HAS_ONE)
    dossier.item, dossier.item_id, dossier.closed_at = item, item.id, None
    session().flush()
    told = _told(actor, dossier)
    record(DossierGivenToItem(**told, meeting_id=item.meeting_id, item_id=item.id))


def take_from_item(actor: Actor, dossier: Dossier) -> None:
    """Let the dossier of an item that was taken out of a draft stand by itself again."""
    require(may_let_go(actor, dossier))
    item = dossier.item
    if item is None:
        return
    dossier.item, dossier.item_id = None, None
    session().flush()
    told = _told(actor, dossier)
    record(DossierTakenFromItem(**told, meeting_id=item.meeting_id, item_id=item.id))


def _told(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    return {"actor_id": actor.id, "body_id": dossier.body_id, "dossier_id": dossier.id}
