"""Who may see and change papers. Administrators and auditors read none."""

from sqlalchemy import ColumnElement, and_, or_

from ecabinet.agenda import policy as agenda
from ecabinet.agenda.models import Item, Recusal
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Role
from ecabinet.papers.models import Dossier, DossierReader, Paper, PaperVersion, State

# To whom "open to the whole body" opens a dossier; guests see their items and nothing else.
BODY = MEMBERS | SECRETARIAT | {Role.CLERK, Role.AGENCY, Role.ASSISTANT}


def may_see(actor: Actor, paper: Paper) -> bool:
    """Whoever sees its dossier, as soon as there is a version that they may see."""
    return (
        paper.removed_at is None
        and may_see_dossier(actor, paper.dossier)
        and any(may_see_version(actor, each) for each in paper.versions)
    )


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return and_(
        Paper.removed_at.is_(None),
        Paper.dossier.has(visible_to_dossier(actor)),
        Paper.versions.any(visible_to_version(actor)),
    )


def may_see_dossier(actor: Actor, dossier: Dossier) -> bool:
    """An item's as the item is seen, and by its agency; one of its own by those to whom it was opened."""
    if dossier.item:
        return may_see_papers_of(actor, dossier.item) or _is_its_agency(actor, dossier)
    return _prepares(actor, dossier) or _was_opened_to(actor, dossier)


def visible_to_dossier(actor: Actor) -> ColumnElement[bool]:
    """`may_see_dossier`, for a query. A test holds the two together."""
    own_agency = Dossier.agency_id.in_(actor.agencies())
    readers = actor.serves() | {actor.id}
    own = or_(
        Dossier.body_id.in_(actor.bodies(SECRETARIAT)),
        own_agency,
        Dossier.readers.any(DossierReader.account_id.in_(readers)),
        and_(Dossier.open_to_body.is_(True), Dossier.body_id.in_(actor.bodies(BODY))),
    )
    of_item = or_(
        Dossier.item.has(visible_to_item(actor)),
        and_(own_agency, Dossier.item.has(~_recused(actor))),
    )
    return or_(and_(Dossier.item_id.is_(None), own), and_(Dossier.item_id.is_not(None), of_item))


def may_see_papers_of(actor: Actor, item: Item) -> bool:
    """Whoever sees the item, and the agency that presents it, which sees it before anybody else."""
    presents = item.agency_id in actor.agencies() and not agenda.is_recused(actor, item)
    return presents or agenda.may_see(actor, item)


def visible_to_item(actor: Actor) -> ColumnElement[bool]:
    """`may_see_papers_of`, for a query. A test holds the two together."""
    presents = and_(Item.agency_id.in_(actor.agencies()), ~_recused(actor))
    return or_(presents, agenda.visible_to(actor))


def may_see_version(actor: Actor, version: PaperVersion) -> bool:
    """A paper is never half visible: before it is ready, only its sender and the secretariat see it."""
    return (
        version.state is State.READY
        or version.uploaded_by_id == actor.id
        or actor.is_secretariat(version.paper.dossier.body_id)
    )


def visible_to_version(actor: Actor) -> ColumnElement[bool]:
    """`may_see_version`, for a query. A test holds the two together."""
    return or_(
        PaperVersion.state == State.READY,
        PaperVersion.uploaded_by_id == actor.id,
        PaperVersion.paper.has(Paper.dossier.has(Dossier.body_id.in_(actor.bodies(SECRETARIAT)))),
    )


def may_read(actor: Actor, version: PaperVersion) -> bool:
    """Open the reading copy, once there is one."""
    return version.state is State.READY and may_see(actor, version.paper)


def may_upload(actor: Actor, dossier: Dossier) -> bool:
    """The secretariat of the body, and the officers of the agency whose dossier it is."""
    if not may_see_dossier(actor, dossier):
        return False
    presents = dossier.item is not None and dossier.item.agency_id in actor.agencies()
    return presents or _prepares(actor, dossier)


def may_begin(actor: Actor, item: Item) -> bool:
    """Begin the dossier of an item, by handing in its first paper."""
    if agenda.is_recused(actor, item):
        return False
    return actor.is_secretariat(item.body_id) or item.agency_id in actor.agencies()


def may_open(actor: Actor, body_id: str, agency_id: str | None = None) -> bool:
    """Open a dossier of its own: the secretariat, or an agency for itself."""
    return actor.is_secretariat(body_id) or agency_id in actor.agencies()


def may_admit(actor: Actor, dossier: Dossier) -> bool:
    """Only a dossier of its own has readers by name; an item's follow the session."""
    return dossier.item_id is None and _prepares(actor, dossier)


def _prepares(actor: Actor, dossier: Dossier) -> bool:
    return actor.is_secretariat(dossier.body_id) or dossier.agency_id in actor.agencies()


def _is_its_agency(actor: Actor, dossier: Dossier) -> bool:
    item = dossier.item
    recused = item is not None and agenda.is_recused(actor, item)
    return dossier.agency_id in actor.agencies() and not recused


def _was_opened_to(actor: Actor, dossier: Dossier) -> bool:
    if dossier.open_to_body and actor.holds(dossier.body_id, BODY):
        return True
    called = actor.serves() | {actor.id}
    return any(each.account_id in called for each in dossier.readers)


def _recused(actor: Actor) -> ColumnElement[bool]:
    return Item.recusals.any(Recusal.account_id.in_(actor.serves() | {actor.id}))
