"""Sessions by state, kind, time and word: those to come and the archive of those that were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_

from ecabinet.agenda.models import Item
from ecabinet.agenda.policy import visible_to as item_visible_to
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.text import normalised
from ecabinet.meetings.models import CALLED_OFF, OVER, Meeting, State
from ecabinet.meetings.policy import visible_to

PAGE = 20
MOST_WORDS = 8
HITS = 3  # items shown under a session, of those that hold the words


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for. Nothing said: every session that the reader may see."""

    words: str = ""
    states: frozenset[State] = frozenset()
    term_id: str = ""
    past: bool | None = None  # None: both
    first: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A session, and which of its items hold the words, of those that the reader may see."""

    meeting: Meeting
    items: Sequence[tuple[str, str, str]]  # id, label, title


def search_sessions(actor: Actor, wanted: Wanted, after: str | None = None) -> Sequence[Found]:
    """Return a page of sessions, the latest first; `after` is the last one of the page before."""
    query = _matching(actor, wanted)
    if after and (last := _place_of(actor, after)):
        query = query.where(tuple_(Meeting.starts_at, Meeting.id) < last)
    query = query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(PAGE)
    found = session().scalars(query).all()
    hits = _hits(actor, [each.id for each in found], wanted)
    return [Found(each, hits.get(each.id, [])) for each in found]


def _matching(actor: Actor, wanted: Wanted) -> Select[Meeting]:
    query = select(Meeting).where(visible_to(actor))
    for word in _words(wanted):
        query = query.where(or_(_holds(Meeting.words, word), _in_an_item(actor, word)))
    if wanted.states:
        query = query.where(Meeting.state.in_(wanted.states))
    if wanted.term_id:
        query = query.where(Meeting.term_id == wanted.term_id)
    if wanted.past is not None:
        query = query.where(is_past() if wanted.past else ~is_past())
    if wanted.first:
        query = query.where(Meeting.starts_at >= wanted.first)
    if wanted.before:
        query = query.where(Meeting.starts_at < wanted.before)
    return query


def is_past() -> ColumnElement[bool]:
    """Sessions that are over, and those that were called off and whose time has come and gone."""
    return or_(
        Meeting.state.in_(OVER),
        and_(Meeting.state.in_(CALLED_OFF), Meeting.starts_at < now()),
    )


def _in_an_item(actor: Actor, word: str) -> ColumnElement[bool]:
    """An item that the reader may not see is not searched: what is withheld must not be found out by asking."""
    of_it = Item.meeting_id == Meeting.id
    return exists().where(of_it, _holds(Item.words, word), item_visible_to(actor))


def _holds(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return func.coalesce(column, "").contains(word, autoescape=True)


def _words(wanted: Wanted) -> list[str]:
    """Return the words to look for: written with marks they mean those marks, without they mean any."""
    return normalised(wanted.words).lower().split()[:MOST_WORDS]


def _place_of(actor: Actor, meeting_id: str) -> tuple[datetime, str] | None:
    query = select(Meeting.starts_at, Meeting.id).where(
        Meeting.id == meeting_id, visible_to(actor)
    )
    row = session().execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def _hits(
    actor: Actor, meeting_ids: Sequence[str], wanted: Wanted
) -> Mapping[str, list[tuple[str, str, str]]]:
    words = _words(wanted)
    if not words or not meeting_ids:
        return {}
    query = (
        select(Item)
        .where(
            Item.meeting_id.in_(meeting_ids),
            item_visible_to(actor),
            or_(*(_holds(Item.words, word) for word in words)),
        )
        .order_by(Item.place, Item.id)
    )
    hits: dict[str, list[tuple[str, str, str]]] = {}
    for item in session().scalars(query):
        of_it = hits.setdefault(item.meeting_id, [])
        if len(of_it) < HITS:
            of_it.append((item.id, item.label, item.title))
    return hits
