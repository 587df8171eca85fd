"""Who may ask to read a paper in an emergency, who agrees, who learns of it."""

from sqlalchemy import ColumnElement, or_

from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import SECRETARIAT, Role
from ecabinet.papers import policy as papers
from ecabinet.papers.models import Dossier, EmergencyReading, Paper, PaperVersion

AGREES = frozenset({Role.HEAD, Role.CHAIR})


def may_ask_at_all(actor: Actor) -> bool:
    """Administrators and auditors: those who look after the house and read none of its papers."""
    return actor.holds(None, papers.WATCHERS) or bool(actor.bodies({Role.AUDITOR}))


def may_ask(actor: Actor, paper: Paper) -> bool:
    """Of a body's auditor only papers of that body."""
    return papers.watches(actor, paper.dossier.body_id)


def may_agree(actor: Actor, reading: EmergencyReading) -> bool:
    """A second person who could read the paper themselves: the head of the secretariat, or the head of the body."""
    if actor.id == reading.account_id or not actor.holds(reading.body_id, AGREES):
        return False
    return papers.may_download(actor, reading.paper)


def may_open(actor: Actor, reading: EmergencyReading) -> bool:
    """Whoever asked, for themselves."""
    return actor.id == reading.account_id


def may_end(actor: Actor, reading: EmergencyReading) -> bool:
    """Whoever reads, and whoever could have agreed: before it is agreed to, that takes it back or refuses it."""
    return actor.id == reading.account_id or actor.holds(reading.body_id, AGREES)


def may_see(actor: Actor, reading: EmergencyReading) -> bool:
    """Whoever reads or agrees, whoever the paper belongs to, and the auditor. What it is called is another matter."""
    body_id = reading.body_id
    owns = actor.holds(body_id, SECRETARIAT | AGREES) or reading.agency_id in actor.agencies()
    uploaded = any(each.uploaded_by_id == actor.id for each in reading.paper.versions)
    audits = actor.holds(None, {Role.AUDITOR}) or actor.holds(body_id, {Role.AUDITOR})
    return actor.id == reading.account_id or owns or uploaded or audits


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    if actor.holds(None, {Role.AUDITOR}):
        return EmergencyReading.id.is_not(None)
    bodies = actor.bodies(SECRETARIAT | AGREES | {Role.AUDITOR})
    return or_(
        EmergencyReading.account_id == actor.id,
        EmergencyReading.paper.has(
            or_(
                Paper.dossier.has(or_(Dossier.body_id.in_(bodies), _of_agencies(actor.agencies()))),
                Paper.versions.any(PaperVersion.uploaded_by_id == actor.id),
            )
        ),
    )


def may_name_paper(actor: Actor, reading: EmergencyReading) -> bool:
    """Whether they may be told what the paper is called: only who may see it."""
    return papers.may_see(actor, reading.paper)


def _of_agencies(agencies: frozenset[str]) -> ColumnElement[bool]:
    """An item's dossier goes with the item to another agency."""
    return or_(
        Dossier.item.has(Item.agency_id.in_(agencies)),
        Dossier.item_id.is_(None) & Dossier.agency_id.in_(agencies),
    )
