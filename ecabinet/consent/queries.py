from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from ecabinet.agenda.models import Item, Position, Stand, State
from ecabinet.agenda.queries import list_items, list_withheld
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.rules import MOST_HOURS
from ecabinet.consent.gathering import Forecast, Gathered, forecast, gather, is_asked, may_stand
from ecabinet.consent.models import ConsentItem, ConsentList, Standing
from ecabinet.consent.policy import may_adopt, may_keep_time, may_know_why, may_see_list
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.policy import is_voter

ALIVE = (MeetingState.PUBLISHED, MeetingState.IN_SESSION, MeetingState.PAUSED)
REMINDED_BEFORE = timedelta(hours=24)  # the end of positions


@dataclass(frozen=True)
class Row:
    """One item, and how it stands to the list. `said` is for those only who may know why."""

    item: Item
    state: Standing | None
    said: Gathered | None

    @property
    def is_listed(self) -> bool:
        return self.state is Standing.LISTED


@dataclass(frozen=True)
class Consent:
    """What one person is shown of a session's list."""

    meeting: Meeting
    rows: Sequence[Row]
    forecast: Forecast
    names: Mapping[str, str]
    is_closed: bool
    adopted_at: datetime | None
    knows_why: bool
    may_adopt: bool
    votes: bool

    @property
    def listed(self) -> Sequence[Row]:
        return [each for each in self.rows if each.is_listed]

    @property
    def adopted(self) -> Sequence[Row]:
        return [each for each in self.rows if each.state is Standing.ADOPTED]

    @property
    def off(self) -> Sequence[Row]:
        """What is asked for and does not stand on the list."""
        settled = (Standing.LISTED, Standing.ADOPTED)
        return [
            each for each in self.rows if each.state not in settled and each.item.outcome is None
        ]


def look_at_list(
    actor: Actor, meeting: Meeting, seen: Sequence[Item] | None = None
) -> Consent | None:
    """Return the list as `actor` may see it: before positions end as it would be, then as it stands.

    `seen`: what they see of the agenda, where it was read already.
    """
    if not meeting.is_published or not may_see_list(actor, meeting):
        return None
    kept = session().get(ConsentList, meeting.id)
    seen = list_items(actor, meeting) if seen is None else seen
    items = [each for each in seen if each.state is not State.WITHDRAWN]
    rows = _rows(actor, meeting, items, kept)
    listed = {each.item.id for each in rows if each.state in {Standing.LISTED, Standing.ADOPTED}}
    lengths = [(each.minutes, each.id in listed) for each in items]
    hidden = [(each.minutes, False) for each in list_withheld(actor, meeting)]
    return Consent(
        meeting=meeting,
        rows=rows,
        forecast=forecast([*lengths, *hidden]),
        names={each.account_id: each.account.name for each in meeting.invitations},
        is_closed=meeting.positions_have_ended,
        adopted_at=kept.adopted_at if kept else None,
        knows_why=may_know_why(actor, meeting),
        may_adopt=may_adopt(actor, meeting),
        votes=is_voter(actor, meeting),
    )


def gather_positions(meeting: Meeting, items: Sequence[Item]) -> Mapping[str, Gathered]:
    """Return what was said of each item, in one statement. For rules and deeds, which have asked already."""
    stands: dict[str, dict[str, Stand]] = defaultdict(dict)
    query = select(Position.item_id, Position.account_id, Position.stand).where(
        Position.item_id.in_([each.id for each in items])
    )
    for item_id, account_id, stand in session().execute(query):
        stands[item_id][account_id] = stand
    voters = [each.account_id for each in meeting.invitations if each.votes]
    return {
        each.id: gather(voters, {who.account_id for who in each.recusals}, stands[each.id])
        for each in items
    }


def list_due(actor: Actor) -> Sequence[str]:
    """Return the sessions whose positions end soon, or have ended unnoticed. For the clock alone."""
    if not may_keep_time(actor):
        raise Missing
    ahead = now() + timedelta(hours=MOST_HOURS) + REMINDED_BEFORE
    query = (
        select(Meeting)
        .outerjoin(ConsentList, ConsentList.meeting_id == Meeting.id)
        .where(
            Meeting.state.in_(ALIVE),
            Meeting.starts_at < ahead,
            or_(ConsentList.meeting_id.is_(None), ConsentList.closed_at.is_(None)),
        )
    )
    soon = now() + REMINDED_BEFORE
    found = session().scalars(query).all()
    due = [each for each in found if each.positions_end_at <= soon or each.is_running]
    return [each.id for each in due]


def find_due(actor: Actor, meeting_id: str) -> Meeting:
    """Return one of them, locked; Missing once it is over or halted."""
    query = (
        select(Meeting)
        .where(Meeting.id == meeting_id, Meeting.state.in_(ALIVE))
        .options(selectinload(Meeting.invitations))
    )
    meeting = session().scalars(query.with_for_update(of=Meeting)).one_or_none()
    if meeting is None or not may_keep_time(actor):
        raise Missing
    return meeting


def _rows(
    actor: Actor, meeting: Meeting, items: Sequence[Item], kept: ConsentList | None
) -> Sequence[Row]:
    asked = [each for each in items if is_asked(each)]
    said = gather_positions(meeting, asked)
    query = select(ConsentItem).where(ConsentItem.meeting_id == meeting.id)
    settled = {each.item_id: each for each in session().scalars(query)}
    is_closed = kept is not None and kept.closed_at is not None
    why = may_know_why(actor, meeting)
    return [
        Row(
            each,
            _standing(each, settled.get(each.id), None if is_closed else said[each.id]),
            said[each.id] if why else None,
        )
        for each in asked
    ]


def _standing(item: Item, settled: ConsentItem | None, said: Gathered | None) -> Standing | None:
    """Return how an item stands; `said` None: the list is closed, and only what is kept counts."""
    if settled is not None:
        fell_off = settled.state is Standing.LISTED and not may_stand(item)
        return None if fell_off else settled.state
    is_on = said is not None and said.is_unanimous and may_stand(item)
    return Standing.LISTED if is_on else None
