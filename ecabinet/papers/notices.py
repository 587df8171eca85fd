from sqlalchemy import select

from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell
from ecabinet.papers.events import PaperBecameReady, PaperRefused
from ecabinet.papers.models import Paper, PaperVersion, Reading


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
    """A new version concerns those who opened an older one."""
    query = (
        select(Reading.account_id)
        .join(PaperVersion, PaperVersion.id == Reading.version_id)
        .where(PaperVersion.paper_id == event.paper_id, PaperVersion.number < event.number)
        .distinct()
    )
    paper = session().get_one(Paper, event.paper_id)
    tell(
        event,
        session().scalars(query).all(),
        N_("There is a new version of “%(title)s”, which you opened before."),
        {"title": paper.title},
        f"/papers/{paper.id}",
    )
