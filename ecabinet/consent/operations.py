from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ecabinet.agenda.models import Item, Outcome
from ecabinet.agenda.operations import conclude_item
from ecabinet.agenda.position_queries import ASKED, OPEN
from ecabinet.bodies.actors import Actor
from ecabinet.consent import events
from ecabinet.consent.gathering import is_asked, may_stand
from ecabinet.consent.models import ConsentItem, ConsentList, Standing
from ecabinet.consent.policy import may_adopt, may_keep_time, may_take_off
from ecabinet.consent.queries import REMINDED_BEFORE, gather_positions
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.meetings.models import NOT_PUBLISHED, Meeting
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.queries import attendance

F = TypeVar("F", bound=events.ConsentEvent)

NOT_RUNNING = N_("The session is not running.")
NO_QUORUM = N_("There is no quorum: %(present)s of the %(quorum)s members needed are here.")
CHANGED = N_("The list has changed meanwhile. Please look at it again before you adopt it.")
NOTHING = N_("No item stands on the list.")
ADOPTED_ALREADY = N_("The list has been adopted; this item with it.")
NOT_LISTED = N_("This item does not stand on the list: it is dealt with like any other.")


def adopt_list(actor: Actor, meeting: Meeting, item_ids: Collection[str]) -> Sequence[Item]:
    """Adopt together what stands on the list; all of what the chair saw, or nothing. The session comes locked.

    The basis is the positions taken before the session. It is no ballot, and nobody is asked again; whoever wants to
    be, takes the item off before.
    """
    require(may_adopt(actor, meeting))
    _refuse_unready(meeting)
    kept = _settle(actor, meeting)
    rows = _rows(meeting)
    if {rows[each].state for each in item_ids if each in rows} == {Standing.ADOPTED}:
        return []  # sent twice
    items = [each for each in _items(meeting) if _stands(each, rows)]
    if not items:
        raise Refused(NOTHING)
    if {each.id for each in items} != set(item_ids):
        raise Refused(CHANGED)
    kept.adopted_at = now()
    for item in items:
        conclude_item(actor, item, Outcome.ADOPTED_WITHOUT_DISCUSSION)
        rows[item.id].state, rows[item.id].at = Standing.ADOPTED, kept.adopted_at
    ids = tuple(each.id for each in items)
    record(_fact(events.ConsentListAdopted, actor, meeting, count=len(ids), item_ids=ids))
    return items


def take_off(actor: Actor, meeting: Meeting, item: Item) -> None:
    """Take an item off the list, for whatever reason. The session comes locked: who adopts waits, or was first."""
    require(may_take_off(actor, item))
    if not meeting.is_published:
        raise Refused(NOT_PUBLISHED)
    if meeting.why_closed:
        raise Closed(meeting.why_closed)
    _settle(actor, meeting)
    row = _rows(meeting).get(item.id)
    if row is not None and row.state is Standing.ADOPTED:
        raise Closed(ADOPTED_ALREADY)
    if row is not None and row.state is Standing.OFF:
        return
    if not is_asked(item) or (row is None and meeting.positions_have_ended):
        raise Refused(NOT_LISTED)
    _put_off(actor, item, row)
    record(_fact(events.ItemTakenOff, actor, meeting, item_id=item.id))


def keep_time(actor: Actor, meeting: Meeting) -> None:
    """Remind those with items left, once; close the list once positions have ended. The session comes locked."""
    require(may_keep_time(actor))
    kept = _list_of(meeting)
    if meeting.positions_have_ended:
        _settle(actor, meeting)
    elif kept.reminded_at is None and meeting.positions_end_at <= now() + REMINDED_BEFORE:
        kept.reminded_at = now()
        if left := _left(meeting):
            record(_fact(events.PositionsReminded, actor, meeting, left=left))


def _refuse_unready(meeting: Meeting) -> None:
    if meeting.state is not MeetingState.IN_SESSION:
        raise Refused(NOT_RUNNING)
    there = attendance(meeting)
    if not there.reached:
        raise Refused(NO_QUORUM, present=there.present, quorum=there.quorum)


def _settle(actor: Actor, meeting: Meeting) -> ConsentList:
    """Make the list what positions left, if they have ended and nobody has yet. From then on nothing joins."""
    kept = _list_of(meeting)
    if kept.closed_at is not None or not meeting.positions_have_ended:
        return kept
    kept.closed_at = now()
    known = _rows(meeting)
    items = [each for each in _items(meeting) if may_stand(each) and each.id not in known]
    said = gather_positions(meeting, items)
    agreed = [each for each in items if said[each.id].is_unanimous]
    for each in agreed:
        session().add(_row(each, Standing.LISTED, said[each.id].basis))
    session().flush()
    record(_fact(events.ConsentListClosed, actor, meeting, count=len(agreed)))
    return kept


def _put_off(actor: Actor, item: Item, row: ConsentItem | None) -> None:
    if row is None:
        row = _row(item, Standing.OFF, {})
        session().add(row)
    row.state, row.at, row.by_id = Standing.OFF, now(), actor.id
    session().flush()


def _row(item: Item, state: Standing, basis: dict[str, int]) -> ConsentItem:
    return ConsentItem(
        item_id=item.id, meeting_id=item.meeting_id, state=state, basis=basis, at=now()
    )


def _list_of(meeting: Meeting) -> ConsentList:
    kept = session().get(ConsentList, meeting.id)
    if kept is None:
        kept = ConsentList(meeting_id=meeting.id)
        session().add(kept)
    return kept


def _rows(meeting: Meeting) -> dict[str, ConsentItem]:
    query = select(ConsentItem).where(ConsentItem.meeting_id == meeting.id)
    return {each.item_id: each for each in session().scalars(query)}


def _items(meeting: Meeting) -> Sequence[Item]:
    query = select(Item).where(Item.meeting_id == meeting.id, Item.state.in_(OPEN))
    query = query.options(selectinload(Item.recusals), selectinload(Item.readers))
    return session().scalars(query.order_by(Item.place, Item.id)).all()


def _stands(item: Item, rows: dict[str, ConsentItem]) -> bool:
    row = rows.get(item.id)
    return row is not None and row.state is Standing.LISTED and may_stand(item)


def _left(meeting: Meeting) -> dict[str, int]:
    """Count on how many items each member has said nothing, of those that they know and take part in."""
    items = [each for each in _items(meeting) if each.group in ASKED]
    said = gather_positions(meeting, items)
    return dict(
        Counter(
            who
            for each in items
            for who in said[each.id].silent
            if not each.is_restricted or each.names(who)
        )
    )


def _fact(kind: type[F], actor: Actor, meeting: Meeting, **more: Any) -> F:
    return kind(actor_id=actor.id, body_id=meeting.body_id, meeting_id=meeting.id, **more)
