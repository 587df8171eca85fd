from sqlalchemy import select

from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.lists import list_offered_terms
from ecabinet.bodies.models import Listing
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_prepare
from ecabinet.papers.events import DossierOpened, PaperMoved, PaperPutBack
from ecabinet.papers.falling import fall
from ecabinet.papers.falling_queries import find_free_place, list_targets
from ecabinet.papers.models import (
    STAYS_AS_IT_IS,
    Dossier,
    Kind,
    Paper,
    PaperVersion,
)
from ecabinet.papers.operations import PaperDraft, Upload, dossier_for_item, upload_paper
from ecabinet.papers.policy import may_change
from ecabinet.papers.queries import find_item

NOT_TO_BE_MOVED = N_(
    "A restricted paper is not moved, so that nobody comes to see it by mistake. "
    "Please take it away here and hand it in where it belongs."
)


def take_file(actor: Actor, meeting: Meeting, upload: Upload) -> PaperVersion:
    """Put a file of a session on the item that its name speaks of, or into the tray where no item is clearly meant.

    The session is locked by whoever calls: two first files of one item make one dossier.
    """
    require(may_prepare(actor, meeting))
    if meeting.is_over:
        raise Refused(STAYS_AS_IT_IS)
    found = fall(upload.name, list_targets(actor, meeting))
    draft = PaperDraft(
        kind=Kind(found.kind),
        title=found.title,
        term_id=_term_id(actor, meeting.body_id, found.kind),
        place=found.place,
    )
    if found.item_id is None:
        return upload_paper(actor, _tray(actor, meeting), upload, draft)
    item = find_item(actor, found.item_id)
    return upload_paper(actor, dossier_for_item(actor, item), upload, draft)


def move_paper(actor: Actor, paper: Paper, item: Item) -> Paper:
    """Put a paper on another item of its session, out of the tray or off the item on which it fell."""
    require(may_change(actor, paper) and may_prepare(actor, item.meeting))
    if paper.is_quiet:
        raise Refused(NOT_TO_BE_MOVED)
    left, place = paper.dossier, paper.place
    if item.meeting_id != (left.item.meeting_id if left.item else left.tray_of_id):
        raise Missing
    dossier = dossier_for_item(actor, item)
    dossier.refuse_if_closed()
    if dossier is left:
        return paper
    paper.place = find_free_place(actor, dossier)
    paper.dossier, paper.dossier_id = dossier, dossier.id
    session().flush()
    if left.item and item.meeting.is_published:
        _keep_the_number(paper, left, place)
    record(PaperMoved(actor_id=actor.id, from_dossier_id=left.id, **paper.whereabouts))
    return paper


def put_back_paper(actor: Actor, paper: Paper) -> Paper:
    """Take back that a file was thrown out of a tray."""
    require(may_change(actor, paper))
    if paper.removed_at is not None:
        paper.removed_at = None
        record(PaperPutBack(actor_id=actor.id, **paper.whereabouts))
    return paper


def _tray(actor: Actor, meeting: Meeting) -> Dossier:
    query = select(Dossier).where(Dossier.tray_of_id == meeting.id)
    if tray := session().scalars(query).one_or_none():
        return tray
    tray = Dossier(id=new_id(), body_id=meeting.body_id, item=None, tray_of_id=meeting.id)
    session().add(tray)
    record(
        DossierOpened(
            actor_id=actor.id,
            body_id=meeting.body_id,
            dossier_id=tray.id,
            meeting_id=meeting.id,
        )
    )
    session().flush()
    return tray


def _keep_the_number(paper: Paper, left: Dossier, place: int) -> None:
    """What was published as 4.2 is never another paper's number: its place stays taken."""
    session().add(
        Paper(
            id=new_id(),
            dossier_id=left.id,
            place=place,
            kind=paper.kind,
            title=paper.title,
            removed_at=now(),
        )
    )
    session().flush()


def _term_id(actor: Actor, body_id: str, nature: str) -> str | None:
    terms = list_offered_terms(actor, body_id, Listing.PAPER_KIND)
    return next((each.id for each in terms if each.nature == nature), None)
