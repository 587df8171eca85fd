"""Who may see and change papers. Administrators and auditors read none."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from ecabinet.agenda import policy as agenda
from ecabinet.agenda.models import Item, Secrecy
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Role, Scope
from ecabinet.core.clock import now
from ecabinet.meetings.models import Meeting
from ecabinet.papers.models import (
    Dossier,
    DossierReader,
    EmergencyReading,
    Keeping,
    Paper,
    PaperReader,
    PaperVersion,
    State,
)

# Whom an emergency alone lets read.
WATCHERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
# To whom "open to the whole body" opens a dossier; guests see their items and nothing else.
BODY = MEMBERS | SECRETARIAT | {Role.CLERK, Role.AGENCY}


def may_see(actor: Actor, paper: Paper) -> bool:
    """Whoever sees its dossier, as soon as there is a version that they may see; a restricted one who needs to know.

    And who reads it in an emergency, for as long as that lasts.
    """
    if paper.removed_at or not any(may_see_version(actor, each) for each in paper.versions):
        return False
    usual = may_see_dossier(actor, paper.dossier) and needs_to_know(actor, paper)
    return usual or reads_in_emergency(actor, paper)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`may_see`, for a query. A test holds the two together."""
    return and_(
        Paper.removed_at.is_(None),
        Paper.versions.any(visible_to_version(actor)),
        or_(
            and_(Paper.dossier.has(visible_to_dossier(actor)), _needed_by(actor)),
            _read_in_emergency_by(actor),
        ),
    )


def needs_to_know(actor: Actor, paper: Paper) -> bool:
    """Of a restricted paper: the chair, the head of the secretariat, whoever is named; and a named member's assistant.

    It narrows what the item allows and never widens it. A dossier of its own names its readers itself.
    """
    if not paper.is_restricted or actor.holds(paper.dossier.body_id, {Role.HEAD}):
        return True
    named = actor.serves(paper.dossier.body_id, Scope.RESTRICTED) | {actor.id}
    return any(map(paper.names, named))


def _needed_by(actor: Actor) -> ColumnElement[bool]:
    """`needs_to_know`, for a query."""
    bodies = {each: actor.serves(each, Scope.RESTRICTED) for each in sorted(actor.bodies())}
    return or_(
        Paper.secrecy != Secrecy.RESTRICTED,
        Paper.dossier.has(Dossier.body_id.in_(actor.bodies({Role.HEAD}))),
        _names(frozenset({actor.id})),
        *(
            and_(Paper.dossier.has(Dossier.body_id == body_id), _names(members))
            for body_id, members in bodies.items()
            if members
        ),
    )


def _names(account_ids: frozenset[str]) -> ColumnElement[bool]:
    chaired = Item.meeting.has(Meeting.chair_id.in_(account_ids))
    return or_(
        Paper.readers.any(PaperReader.account_id.in_(account_ids)),
        Paper.dossier.has(
            or_(
                Dossier.readers.any(DossierReader.account_id.in_(account_ids)),
                Dossier.item.has(chaired),
            )
        ),
    )


def reads_in_emergency(actor: Actor, paper: Paper) -> bool:
    """Whether two persons have said that the actor must read this paper now. Its time ends it by itself."""
    return watches(actor, paper.dossier.body_id) and any(
        each.account_id == actor.id and each.is_open for each in paper.emergencies
    )


def _read_in_emergency_by(actor: Actor) -> ColumnElement[bool]:
    """`reads_in_emergency`, for a query."""
    everywhere = true() if actor.holds(None, WATCHERS) else false()
    bodies = actor.bodies({Role.AUDITOR})
    return and_(
        or_(everywhere, Paper.dossier.has(Dossier.body_id.in_(bodies))),
        Paper.emergencies.any(_is_open_for(actor)),
    )


def watches(actor: Actor, body_id: str) -> bool:
    """Whether they look after the body's house without reading its papers, as administrators and auditors do."""
    return actor.holds(None, WATCHERS) or actor.holds(body_id, {Role.AUDITOR})


def _is_open_for(actor: Actor) -> ColumnElement[bool]:
    return and_(
        EmergencyReading.account_id == actor.id,
        EmergencyReading.opened_at.is_not(None),
        EmergencyReading.ended_at.is_(None),
        EmergencyReading.ends_at > now(),
    )


def may_see_dossier(actor: Actor, dossier: Dossier) -> bool:
    """An item's as the item is seen; one of its own by those to whom it was opened."""
    if dossier.item:
        return may_see_papers_of(actor, dossier.item)
    return _prepares(actor, dossier) or _was_opened_to(actor, dossier)


def visible_to_dossier(actor: Actor) -> ColumnElement[bool]:
    """`may_see_dossier`, for a query. A test holds the two together."""
    own = or_(
        _kept_by(actor),
        Dossier.agency_id.in_(actor.agencies()),
        Dossier.readers.any(DossierReader.account_id == actor.id),
        *(
            and_(
                Dossier.body_id == body_id,
                Dossier.readers.any(
                    DossierReader.account_id.in_(actor.serves(body_id, Scope.OPINIONS))
                ),
            )
            for body_id in sorted(actor.bodies())
        ),
        and_(Dossier.open_to_body.is_(True), Dossier.body_id.in_(_opened_bodies(actor))),
    )
    return or_(and_(Dossier.item_id.is_(None), own), Dossier.item.has(visible_to_item(actor)))


def may_see_papers_of(actor: Actor, item: Item) -> bool:
    """Whoever sees the item; the agency that presents it now is among them, one that did so before is not."""
    return agenda.may_see(actor, item)


def visible_to_item(actor: Actor) -> ColumnElement[bool]:
    """`may_see_papers_of`, for a query. A test holds the two together."""
    return agenda.visible_to(actor)


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
    return may_see_dossier(actor, dossier) and _prepares(actor, dossier)


def may_change(actor: Actor, paper: Paper) -> bool:
    """Add a version, take the paper away, say who needs to know of it."""
    return may_upload(actor, paper.dossier) and needs_to_know(actor, paper)


def may_download(actor: Actor, paper: Paper) -> bool:
    """Whoever reads a paper on other grounds than an emergency may keep it."""
    return may_see_dossier(actor, paper.dossier) and needs_to_know(actor, paper)


def may_begin(actor: Actor, item: Item) -> bool:
    """Begin the dossier of an item, by handing in its first paper."""
    if not may_see_papers_of(actor, item):
        return False
    return actor.is_secretariat(item.body_id) or item.agency_id in actor.agencies()


def may_open(actor: Actor, body_id: str, agency_id: str | None = None) -> bool:
    """Open a dossier of its own: the secretariat, or an agency for itself."""
    return actor.is_secretariat(body_id) or agency_id in actor.agencies()


def may_admit(actor: Actor, dossier: Dossier) -> bool:
    """Only a dossier of its own has readers by name; an item's follow the session."""
    return dossier.item_id is None and _prepares(actor, dossier)


def may_let_go(actor: Actor, dossier: Dossier) -> bool:
    """Take a dossier from an item that is on no agenda any more."""
    return actor.is_secretariat(dossier.body_id)


def _prepares(actor: Actor, dossier: Dossier) -> bool:
    """An item may be given to another agency; its dossier goes with it."""
    agency_id = dossier.item.agency_id if dossier.item else dossier.agency_id
    return agency_id in actor.agencies() or _keeps(actor, dossier)


def _keeps(actor: Actor, dossier: Dossier) -> bool:
    """The secretariat of the body; what an agency still prepares is its own, and a restricted one is for few."""
    if not actor.is_secretariat(dossier.body_id):
        return False
    if dossier.item or dossier.keeping in {Keeping.USUAL, None}:
        return True
    named = any(each.account_id == actor.id for each in dossier.readers)
    is_let_in = named or actor.holds(dossier.body_id, {Role.HEAD})
    return dossier.keeping is Keeping.NAMED and is_let_in


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    """`_keeps`, for a query about dossiers of their own. Who is named reads it by that."""
    return or_(
        and_(Dossier.keeping == Keeping.USUAL, Dossier.body_id.in_(actor.bodies(SECRETARIAT))),
        and_(Dossier.keeping == Keeping.NAMED, Dossier.body_id.in_(actor.bodies({Role.HEAD}))),
    )


def _was_opened_to(actor: Actor, dossier: Dossier) -> bool:
    if dossier.open_to_body and dossier.body_id in _opened_bodies(actor):
        return True
    called = actor.serves(dossier.body_id, Scope.OPINIONS) | {actor.id}
    return any(each.account_id in called for each in dossier.readers)


def _opened_bodies(actor: Actor) -> frozenset[str]:
    """Return the bodies whose open dossiers are theirs to read.

    What is open to a whole body is the evidence of its tasks: an assistant reads it as they read those.
    """
    assisted = {each for each in actor.bodies({Role.ASSISTANT}) if actor.serves(each, Scope.TASKS)}
    return actor.bodies(BODY) | assisted
