from sqlalchemy import select

from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell
from ecabinet.papers.events import PaperBecameReady, PaperRefused
from ecabinet.papers.models import Paper, PaperVersion, Reading
from ecabinet.papers.policy import may_see


@within(PaperRefused)
def tell_the_sender(event: PaperRefused) -> None:
    """Whoever handed in a file that cannot be taken may have left the page long ago."""
    version = session().get_one(PaperVersion, event.version_id)
    tell(
        event,
        [version.uploaded_by_id],
        N_("The file %(name)s could not be taken. Please see why, and hand it in again."),
        {"name": version.file_name},
        f"/papers/dossiers/{event.dossier_id}",
    )


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
    tell(
        event,
        [each for each in session().scalars(query).all() if _may_see_still(each, paper)],
        N_("There is a new version of “%(title)s”, which you opened before."),
        {"title": paper.title},
        f"/papers/{paper.id}",
    )


def _may_see_still(account_id: str, paper: Paper) -> bool:
    """Who was recused since, gave up their post or has no account any more learns no title."""
    try:
        return may_see(load_actor(account_id), paper)
    except Missing:
        return False
