from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from ecabinet.agenda.models import Item, Secrecy, State
from ecabinet.agenda.queries import list_items
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Meeting
from ecabinet.papers.falling import Target
from ecabinet.papers.models import Dossier, Paper, PaperVersion
from ecabinet.papers.policy import (
    may_begin,
    visible_to,
    visible_to_dossier,
    visible_to_version,
)
from ecabinet.papers.queries import Listed, list_papers


def find_free_place(actor: Actor, dossier: Dossier, wanted: int = 0) -> int:  # noqa: ARG001 -- every query is told who asks
    """Return the place of a new paper: the one wanted if it is free, else the next. A removed one keeps its own."""
    query = select(Paper.place).where(Paper.dossier_id == dossier.id)
    taken = set(session().scalars(query))
    return wanted if wanted and wanted not in taken else max(taken, default=0) + 1


def find_tray(actor: Actor, meeting: Meeting) -> Dossier | None:
    """Return a session's tray, None where no file ever had to wait in it."""
    query = select(Dossier).where(Dossier.tray_of_id == meeting.id, visible_to_dossier(actor))
    return session().scalars(query).one_or_none()


def list_tray(actor: Actor, meeting: Meeting) -> list[Listed]:
    """Return the files that wait for somebody to say where they belong, in the order they came."""
    tray = find_tray(actor, meeting)
    return list_papers(actor, tray) if tray else []


def list_thrown(actor: Actor, meeting: Meeting) -> Sequence[Paper]:
    """Return what was thrown out of a session's tray, the latest first; it can be put back."""
    query = _thrown(actor).where(Dossier.tray_of_id == meeting.id)
    return session().scalars(query.order_by(Paper.removed_at.desc(), Paper.id)).all()


def find_thrown(actor: Actor, paper_id: str, *, lock: bool = False) -> Paper:
    query = _thrown(actor).where(Paper.id == paper_id)
    query = query.with_for_update(of=Paper) if lock else query
    if paper := session().scalars(query).one_or_none():
        return paper
    raise Missing


def list_receivers(actor: Actor, meeting: Meeting) -> Sequence[Item]:
    """Return the items of a session to which one may hand papers in."""
    items = list_items(actor, meeting)
    return [each for each in items if each.state is not State.WITHDRAWN and may_begin(actor, each)]


def list_targets(actor: Actor, meeting: Meeting) -> Sequence[Target]:
    """Return what the names of files are compared with: the items that take papers, and their papers' titles."""
    items = list_receivers(actor, meeting)
    query = (
        select(Dossier.item_id, Paper.title)
        .join(Paper, Paper.dossier_id == Dossier.id)
        .where(Dossier.item_id.in_([each.id for each in items]), visible_to(actor))
        .order_by(Paper.place)
    )
    titles: dict[str | None, list[str]] = {}
    for item_id, title in session().execute(query):
        titles.setdefault(item_id, []).append(title)
    return [
        Target(each.id, each.label, each.title, tuple(titles.get(each.id, ()))) for each in items
    ]


def find_same_file(actor: Actor, body_id: str, sha256: str) -> Paper | None:
    """Return a paper of the body that holds the very same file, None where the actor sees none.

    Of a paper that somebody may not see they are not told that it is there: then the file is simply taken.
    """
    query = (
        select(Paper)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .join(PaperVersion, PaperVersion.paper_id == Paper.id)
        .where(
            PaperVersion.sha256 == sha256,
            Dossier.body_id == body_id,
            visible_to(actor),
            visible_to_version(actor),
        )
        .order_by(PaperVersion.uploaded_at, PaperVersion.id)
        .limit(1)
    )
    return session().scalars(query).one_or_none()


def _thrown(actor: Actor) -> Select[Paper]:
    return (
        select(Paper)
        .join(Dossier, Dossier.id == Paper.dossier_id)
        .where(
            Dossier.tray_of_id.is_not(None),
            visible_to_dossier(actor),
            Paper.removed_at.is_not(None),
            Paper.secrecy != Secrecy.RESTRICTED,
        )
        .options(selectinload(Paper.versions))
    )
