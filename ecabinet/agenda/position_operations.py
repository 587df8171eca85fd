from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from ecabinet.agenda.events import DraftWithdrawn, PositionDrafted, PositionTaken
from ecabinet.agenda.models import NEEDS_TEXT, Item, Position, PositionDraft, Stand, State
from ecabinet.agenda.policy import may_draft_position, may_take_position, may_take_positions
from ecabinet.agenda.queries import list_items
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import NOT_PUBLISHED, Meeting

NO_TEXT = N_("Please write what you have to say on this.")
LATE_POSITION = N_("The session has begun: please say it there, or call the secretariat.")
POSITIONS_ENDED = N_(
    "Positions could be given until %(until)s. Please say it in the session, or call the secretariat."
)
NEWER_POSITION = N_("A newer position of yours is recorded already; this older one was not.")
WITHDRAWN = N_("This item has been withdrawn.")
NOTHING_LEFT = N_("Please leave at least one item ticked.")


def take_position(actor: Actor, item: Item, stand: Stand, text: str, seq: int) -> Position:
    """Say before the session where one stands. The same deed sent twice is one; an older one never wins."""
    require(may_take_position(actor, item))
    _check_text(stand, text)
    position = _position_of(actor, item)
    said = (stand, text.strip())
    if position and seq <= position.seq:
        if (position.stand, position.text) != said:
            raise Refused(NEWER_POSITION)
        return position
    _refuse_late(item)
    if position is None:
        position = Position(id=new_id(), item_id=item.id, account_id=actor.id)
        session().add(position)
    (position.stand, position.text), position.seq, position.at = said, seq, now()
    _settle_draft(item.id, actor.id)
    session().flush()
    record(PositionTaken(**_told(actor, item)))
    return position


def take_rest(actor: Actor, meeting: Meeting, item_ids: Collection[str]) -> Sequence[Position]:
    """Say of several items that one has no objection. Where one has said something already, that stands.

    What was withdrawn, or is no longer open to the actor, is left out. Sent twice it is done once.
    """
    require(may_take_positions(actor, meeting))
    wanted = {each.id: each for each in list_items(actor, meeting) if each.id in set(item_ids)}
    query = select(Position).where(Position.item_id.in_(wanted), Position.account_id == actor.id)
    said = {each.item_id: each for each in session().scalars(query.with_for_update(of=Position))}
    for item in wanted.values():
        if item.id not in said and item.state is not State.WITHDRAWN:
            said[item.id] = _agree(actor, item)
    if not said:
        raise Invalid(item_ids=NOTHING_LEFT)
    session().flush()
    return list(said.values())


def draft_position(
    actor: Actor, item: Item, member_id: str, said: tuple[Stand, str], revision: int
) -> PositionDraft:
    """Prepare for a member what they may sign; it counts for nothing before. Overtaken by another assistant's."""
    require(may_draft_position(actor, item, member_id))
    stand, text = said
    _check_text(stand, text)
    _refuse_late(item)
    before = _draft_of(item.id, member_id)
    if (before.revision if before else 0) != revision:
        raise Overtaken
    kept = before or PositionDraft(id=new_id(), item_id=item.id, member_id=member_id)
    kept.stand, kept.text, kept.revision = stand, text.strip(), revision + 1
    kept.by_id, kept.at = actor.id, now()
    session().add(kept)
    session().flush()
    record(PositionDrafted(**_told(actor, item), member_id=kept.member_id))
    return kept


def withdraw_draft(actor: Actor, item: Item, member_id: str) -> None:
    """Take back what was prepared and not signed. Nothing there is no fault: the member has signed it."""
    require(may_draft_position(actor, item, member_id))
    if _settle_draft(item.id, member_id):
        record(DraftWithdrawn(**_told(actor, item), member_id=member_id))


def _agree(actor: Actor, item: Item) -> Position:
    _refuse_late(item)
    position = Position(
        id=new_id(), item_id=item.id, account_id=actor.id,
        stand=Stand.NO_OBJECTION, text="", seq=1, at=now(),
    )  # fmt: skip
    session().add(position)
    _settle_draft(item.id, actor.id)
    record(PositionTaken(**_told(actor, item)))
    return position


def _check_text(stand: Stand, text: str) -> None:
    if not text.strip() and stand in NEEDS_TEXT:
        raise Invalid(text=NO_TEXT)


def _position_of(actor: Actor, item: Item) -> Position | None:
    query = select(Position).where(Position.item_id == item.id, Position.account_id == actor.id)
    return session().scalars(query.with_for_update(of=Position)).one_or_none()


def _draft_of(item_id: str, member_id: str) -> PositionDraft | None:
    query = select(PositionDraft).where(
        PositionDraft.item_id == item_id, PositionDraft.member_id == member_id
    )
    return session().scalars(query.with_for_update(of=PositionDraft)).one_or_none()


def _settle_draft(item_id: str, member_id: str) -> bool:
    """What was prepared is signed, or replaced by the member's own words."""
    draft = _draft_of(item_id, member_id)
    if draft is not None:
        session().delete(draft)
    return draft is not None


def _refuse_late(item: Item) -> None:
    meeting = item.meeting
    if not meeting.is_published:
        raise Refused(NOT_PUBLISHED)
    if meeting.is_running or meeting.why_closed:
        raise Closed(meeting.why_closed or LATE_POSITION)
    if item.state is State.WITHDRAWN:
        raise Closed(WITHDRAWN)
    if not meeting.takes_positions:
        raise Closed(POSITIONS_ENDED, until=meeting.by_its_clock(meeting.positions_end_at))


def _told(actor: Actor, item: Item) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "body_id": item.meeting.body_id,
        "meeting_id": item.meeting_id,
        "item_id": item.id,
    }
