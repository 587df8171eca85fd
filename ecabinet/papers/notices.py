from sqlalchemy import ColumnElement, select

from ecabinet.agenda.events import ItemRestricted
from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.leaving import Line, handed_on
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell
from ecabinet.notifications.models import Notice
from ecabinet.papers.events import PaperBecameReady, PaperRefused, PaperRestricted
from ecabinet.papers.models import Dossier, Paper, PaperVersion, Reading, State
from ecabinet.papers.policy import may_see

NOT_TAKEN = N_("The file %(name)s could not be taken. Please see why, and hand it in again.")
NEWER = N_("There is a new version of “%(title)s”, which you opened before.")
# Notices go out by e-mail too: what names a restricted paper, or one of a restricted item, stays out of them.
QUIET = {
    NOT_TAKEN: N_(
        "A file that you handed in could not be taken. Please see why, and hand it in again."
    ),
    NEWER: N_("There is a new version of a restricted paper, which you opened before."),
}


@within(PaperRefused)
def tell_the_sender(event: PaperRefused) -> None:
    """Whoever handed in a file that cannot be taken may have left the page long ago."""
    version = session().get_one(PaperVersion, event.version_id)
    said = _said(version.paper, NOT_TAKEN, {"name": version.file_name})
    tell(event, [version.uploaded_by_id], *said, f"/papers/dossiers/{event.dossier_id}")


@within(PaperBecameReady)
def tell_who_read_it_before(event: PaperBecameReady) -> None:
    """A new version concerns those who opened an older one, and may open it still."""
    query = (
        select(Reading.account_id)
        .join(PaperVersion, PaperVersion.id == Reading.version_id)
        .where(PaperVersion.paper_id == event.paper_id, PaperVersion.number < event.number)
        .distinct()
    )
    paper = session().get_one(Paper, event.paper_id)
    told = [each for each in session().scalars(query).all() if _may_see_still(each, paper)]
    tell(event, told, *_said(paper, NEWER, {"title": paper.title}), f"/papers/{paper.id}")


@within(PaperRestricted)
def take_back_its_title(event: PaperRestricted) -> None:
    if session().get_one(Paper, event.paper_id).is_quiet:
        _take_back(Paper.id == event.paper_id)


@within(ItemRestricted)
def take_back_its_papers_titles(event: ItemRestricted) -> None:
    if session().get_one(Item, event.item_id).is_restricted:
        _take_back(Paper.dossier.has(Dossier.item_id == event.item_id))


def _take_back(which: ColumnElement[bool]) -> None:
    """What was told of papers before they were restricted still lies in inboxes."""
    papers = session().scalars(select(Paper).where(which)).all()
    hrefs = {f"/papers/{each.id}" for each in papers}
    hrefs |= {f"/papers/dossiers/{each.dossier_id}" for each in papers}
    query = select(Notice).where(Notice.href.in_(hrefs), Notice.message.in_(QUIET))
    for notice in session().scalars(query):
        notice.message, notice.values = QUIET[notice.message], {}


def _said(paper: Paper, message: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    return (QUIET[message], {}) if paper.is_quiet else (message, values)


def _may_see_still(account_id: str, paper: Paper) -> bool:
    """Who was recused since, gave up their post or has no account any more learns no title."""
    try:
        return may_see(load_actor(account_id), paper)
    except Missing:
        return False


@handed_on(N_("Papers handed in and not yet there for others"))
def list_unfinished(account_id: str) -> list[Line]:
    """What somebody who leaves office handed in, and nobody can read yet."""
    query = (
        select(PaperVersion)
        .where(PaperVersion.uploaded_by_id == account_id, PaperVersion.state != State.READY)
        .join(PaperVersion.paper)
        .where(Paper.removed_at.is_(None))
        .order_by(PaperVersion.uploaded_at)
    )
    message = N_("File handed in at %(uploaded_at)s")
    return [
        Line(message, {"uploaded_at": each.uploaded_at}, f"/papers/{each.paper_id}")
        for each in session().scalars(query)
    ]
