from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from ecabinet.agenda import queries as agenda
from ecabinet.agenda.models import Item
from ecabinet.agenda.queries import Candidate, Withheld, list_withheld
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Role
from ecabinet.bodies.queries import list_agency_officers, list_posts
from ecabinet.core.database import Model, session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.policy import may_see as may_see_meeting
from ecabinet.papers.models import (
    Dossier,
    EmergencyReading,
    Paper,
    PaperVersion,
    Reading,
    State,
    page_label,
)
from ecabinet.papers.policy import (
    BODY,
    may_download,
    may_see_version,
    visible_to,
    visible_to_dossier,
    visible_to_item,
    visible_to_version,
)
from ecabinet.realtime.topics import numbers

__all__ = [
    "Dossier",
    "Listed",
    "Standing",
    "Versions",
    "find_dossier",
    "find_dossier_of_item",
    "find_emergency",
    "find_item",
    "find_paper",
    "find_reading",
    "find_standing",
    "find_version",
    "list_agenda",
    "list_candidates",
    "list_concerned",
    "list_papers",
    "list_papers_of_items",
    "list_versions",
    "page_label",
]


M = TypeVar("M", bound=Model)
Versions = Sequence[PaperVersion]


@dataclass(frozen=True)
class Listed:
    """A paper as one person finds it in a list."""

    paper: Paper
    ready: PaperVersion | None  # the newest that can be read
    pending: PaperVersion | None  # a newer one, being read or refused; only for those who follow it
    reading: Reading | None  # where this person is in `ready`

    @property
    def label(self) -> str:
        return self.paper.label


@dataclass(frozen=True)
class Standing:
    """What the reader asks about itself: whether it still may be open, on which grounds, whether the paper is kept."""

    watched: Mapping[str, int]
    may_download: bool
    sees_session: bool
    emergency: EmergencyReading | None


def find_dossier(actor: Actor, dossier_id: str, *, lock: bool = False) -> Dossier:
    query = select(Dossier).where(Dossier.id == dossier_id, visible_to_dossier(actor))
    return _one(query, Dossier, lock=lock)


def find_dossier_of_item(actor: Actor, item_id: str) -> Dossier | None:
    """Return the dossier of an item, None where no paper was ever handed in."""
    query = select(Dossier).where(Dossier.item_id == item_id, visible_to_dossier(actor))
    return session().scalars(query).one_or_none()


def find_item(actor: Actor, item_id: str, *, lock: bool = False) -> Item:
    """Return an item whose papers one may see: its agency prepares them before it sees the agenda."""
    return _one(select(Item).where(Item.id == item_id, visible_to_item(actor)), Item, lock=lock)


def find_paper(actor: Actor, paper_id: str, *, lock: bool = False) -> Paper:
    query = select(Paper).where(Paper.id == paper_id, visible_to(actor))
    return _one(query.options(selectinload(Paper.versions)), Paper, lock=lock)


def find_version(actor: Actor, version_id: str, *, lock: bool = False) -> PaperVersion:
    seen = PaperVersion.paper.has(visible_to(actor))
    query = select(PaperVersion).where(
        PaperVersion.id == version_id, visible_to_version(actor), seen
    )
    return _one(query, PaperVersion, lock=lock)


def find_emergency(actor: Actor, paper: Paper) -> EmergencyReading | None:
    """Return on which grounds one reads a paper that is not one's to read, None where it is."""
    if may_download(actor, paper):
        return None
    open_now = (each for each in paper.emergencies if each.is_open)
    return next((each for each in open_now if each.account_id == actor.id), None)


def find_standing(actor: Actor, paper: Paper) -> Standing:
    item, emergency = paper.dossier.item, find_emergency(actor, paper)
    topics = [f"paper:{paper.id}"]
    if emergency:
        topics.append(f"emergency:{emergency.id}")
    elif item:
        topics += [f"item:{item.id}", f"agenda:{item.meeting_id}"]
    return Standing(
        watched=numbers(topics),
        may_download=may_download(actor, paper),
        sees_session=item is not None and may_see_meeting(actor, item.meeting),
        emergency=emergency,
    )


def find_reading(actor: Actor, version: PaperVersion) -> Reading | None:
    """Return where one is in a version, None before it was opened."""
    return session().get(Reading, (version.id, actor.id))


def list_versions(actor: Actor, paper: Paper) -> Versions:
    """Return the versions one may see, the newest first."""
    return [each for each in reversed(paper.versions) if may_see_version(actor, each)]


def list_papers(actor: Actor, dossier: Dossier) -> list[Listed]:
    """Return the papers of a dossier in their order, each as this person finds it."""
    return _list(actor, Paper.dossier_id == dossier.id)


def list_agenda(actor: Actor, meeting: Meeting) -> list[tuple[Item | Withheld, list[Listed]]]:
    """Return what one sees of the agenda around a paper, each item with its papers."""
    query = select(Item).where(Item.meeting_id == meeting.id, visible_to_item(actor))
    items = session().scalars(query).all()
    papers = list_papers_of_items(actor, [each.id for each in items])
    rows: list[Item | Withheld] = [*items, *list_withheld(actor, meeting)]
    rows.sort(key=lambda each: each.place)
    return [(each, papers.get(each.id, []) if isinstance(each, Item) else []) for each in rows]


def list_candidates(actor: Actor, paper: Paper) -> Sequence[Candidate]:
    """Return who may be named for a paper: of an item, those who know of that; else its makers and the body."""
    item = paper.dossier.item
    if item:
        found = agenda.list_candidates(actor, item)
        return [each for each in found if not item.is_restricted or item.names(each.account_id)]
    dossier = paper.dossier
    roles = SECRETARIAT | (MEMBERS if dossier.open_to_body else frozenset())
    posts = [
        *list_posts(dossier.body_id, roles - {Role.HEAD}, today()),
        *list_agency_officers([dossier.agency_id] if dossier.agency_id else [], today()),
    ]
    named = {actor.id, *(each.account_id for each in dossier.readers)}
    return [
        Candidate(each.account_id, each.account.name, each.title, votes=False, usual=False)
        for each in {each.account_id: each for each in posts}.values()
        if each.account_id not in named
    ]


def list_concerned(actor: Actor, paper: Paper) -> frozenset[str]:
    """Return everybody from whom a paper may be taken."""
    item = paper.dossier.item
    if item:
        return agenda.list_concerned(actor, item)
    posts = list_posts(paper.dossier.body_id, BODY, today())
    return frozenset(each.account_id for each in posts)


def list_papers_of_items(actor: Actor, item_ids: Collection[str]) -> Mapping[str, list[Listed]]:
    """Return the papers of several items at once, by item; an item without papers is not named."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for each in _list(actor, Paper.dossier.has(Dossier.item_id.in_(item_ids))):
        found[str(each.paper.dossier.item_id)].append(each)
    return found


def _list(actor: Actor, where: ColumnElement[bool]) -> list[Listed]:
    query = select(Paper).where(where, visible_to(actor)).options(selectinload(Paper.versions))
    papers = session().scalars(query.order_by(Paper.dossier_id, Paper.place)).all()
    shown = [(paper, list_versions(actor, paper)) for paper in papers]
    readings = _readings(actor, (each.id for _, versions in shown for each in versions))
    return [_listed(paper, versions, readings) for paper, versions in shown]


def _listed(paper: Paper, versions: Versions, readings: Mapping[str, Reading]) -> Listed:
    ready = next((each for each in versions if each.state is State.READY), None)
    newest = versions[0]
    pending = newest if newest is not ready else None
    return Listed(paper, ready, pending, readings.get(ready.id) if ready else None)


def _readings(actor: Actor, version_ids: Iterable[str]) -> Mapping[str, Reading]:
    query = select(Reading).where(
        Reading.account_id == actor.id, Reading.version_id.in_(list(version_ids))
    )
    return {each.version_id: each for each in session().scalars(query)}


def _one(query: Select[M], kind: type[M], *, lock: bool) -> M:
    query = query.with_for_update(of=kind) if lock else query
    if (found := session().scalars(query).one_or_none()) is not None:
        return found
    raise Missing
