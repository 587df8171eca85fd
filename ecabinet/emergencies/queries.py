from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.bodies.queries import list_agency_officers, list_posts
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.emergencies.policy import (
    AGREES,
    may_agree,
    may_ask,
    may_ask_at_all,
    may_end,
    may_name_paper,
    visible_to,
)
from ecabinet.meetings.models import Meeting
from ecabinet.papers.models import Dossier, EmergencyReading, Paper

PAGE = 30


@dataclass(frozen=True)
class Listed:
    """An emergency reading as one person finds it; `paper` only where they may know which it is."""

    reading: EmergencyReading
    paper: Paper | None
    own: bool
    may_agree: bool
    may_end: bool


def find_paper_to_ask_for(actor: Actor, paper_id: str) -> Paper:
    """Return a paper that `actor` may ask for without seeing it."""
    query = select(Paper).where(Paper.id == paper_id, Paper.removed_at.is_(None))
    paper = session().scalars(query).one_or_none()
    if paper is None or not may_ask(actor, paper):
        raise Missing
    return paper


def find_reading(actor: Actor, reading_id: str, *, lock: bool = False) -> EmergencyReading:
    query = _seen_by(actor).where(EmergencyReading.id == reading_id)
    if lock:
        query = query.with_for_update(of=EmergencyReading)
    if reading := session().scalars(query).one_or_none():
        return reading
    raise Missing


def find_live_reading(actor: Actor, paper: Paper) -> EmergencyReading | None:
    """Return what the actor asked for the paper already and is not over."""
    asked = (each for each in paper.emergencies if each.account_id == actor.id)
    return next((each for each in asked if not each.is_over), None)


def list_readings(actor: Actor, before: str | None = None) -> list[Listed]:
    """Return a page of the emergency readings that `actor` may know of, the newest first."""
    query = _seen_by(actor)
    if before and (last := session().get(EmergencyReading, before)):
        key = tuple_(EmergencyReading.asked_at, EmergencyReading.id)
        query = query.where(key < (last.asked_at, last.id))
    query = query.order_by(EmergencyReading.asked_at.desc(), EmergencyReading.id.desc())
    return [show_reading(actor, each) for each in session().scalars(query.limit(PAGE))]


def count_awaiting(actor: Actor) -> int:
    """Return how many requests `actor` may agree to as the second person."""
    if not actor.bodies(AGREES):
        return 0
    open_ = EmergencyReading.agreed_at.is_(None) & EmergencyReading.ended_at.is_(None)
    asked = session().scalars(_seen_by(actor).where(open_)).all()
    return sum(may_agree(actor, each) and not each.is_over for each in asked)


def list_open_readings(actor: Actor) -> Sequence[EmergencyReading]:
    """Return what `actor` reads in an emergency now; nobody else but those who may ask ever does."""
    if not may_ask_at_all(actor):
        return ()
    query = select(EmergencyReading).where(
        EmergencyReading.account_id == actor.id,
        EmergencyReading.opened_at.is_not(None),
        EmergencyReading.ended_at.is_(None),
        EmergencyReading.ends_at > now(),
    )
    return session().scalars(query.order_by(EmergencyReading.ends_at)).all()


def show_reading(actor: Actor, reading: EmergencyReading) -> Listed:
    return Listed(
        reading=reading,
        paper=reading.paper if may_name_paper(actor, reading) else None,
        own=reading.account_id == actor.id,
        may_agree=not reading.is_over and reading.agreed_at is None and may_agree(actor, reading),
        may_end=not reading.is_over and may_end(actor, reading),
    )


def list_owners(actor: Actor, reading: EmergencyReading) -> frozenset[str]:
    """Return whom the paper belongs to: who handed it in, the secretariat, the agency's officers; not the actor."""
    desk = list_posts(reading.body_id, SECRETARIAT, today())
    agency = list_agency_officers([reading.agency_id] if reading.agency_id else [], today())
    uploaders = {each.uploaded_by_id for each in reading.paper.versions}
    return frozenset({each.account_id for each in (*desk, *agency)} | uploaders) - {actor.id}


def list_second_persons(actor: Actor, reading: EmergencyReading) -> frozenset[str]:
    """Return who is asked to agree."""
    posts = list_posts(reading.body_id, AGREES, today())
    return frozenset(each.account_id for each in posts) - {actor.id, reading.account_id}


def _seen_by(actor: Actor) -> Select[EmergencyReading]:
    paper = joinedload(EmergencyReading.paper)
    item = paper.joinedload(Paper.dossier).joinedload(Dossier.item)
    return (
        select(EmergencyReading)
        .where(visible_to(actor))
        .options(
            paper.selectinload(Paper.versions),
            paper.selectinload(Paper.readers),
            paper.selectinload(Paper.emergencies),
            paper.joinedload(Paper.dossier).selectinload(Dossier.readers),
            item.selectinload(Item.recusals),
            item.selectinload(Item.guests),
            item.selectinload(Item.readers),
            item.joinedload(Item.meeting).selectinload(Meeting.invitations),
        )
    )
