from collections import defaultdict

from sqlalchemy import delete

from ecabinet.agenda import wording
from ecabinet.agenda.events import ItemCalled
from ecabinet.agenda.models import Item
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.bodies.queries import list_posts
from ecabinet.consent.events import (
    ConsentListClosed,
    ConsentListReopened,
    ItemTakenOff,
    PositionsReminded,
)
from ecabinet.consent.models import ConsentItem, ConsentList, Standing
from ecabinet.consent.queries import REMINDED_BEFORE
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.events import record, within
from ecabinet.core.words import N_
from ecabinet.meetings.events import (
    MeetingCalledAgain,
    MeetingChanged,
    MeetingEvent,
    MeetingPostponed,
)
from ecabinet.meetings.models import Meeting
from ecabinet.notifications.inbox import tell

REMINDED = N_(
    "“%(title)s”: %(count)s items still await your position. It may be given until %(until)s."
)
CLOSED = N_(
    "“%(title)s”: nobody objects to %(count)s items; they are to be adopted together at the opening. "
    "Whoever wants to speak of one takes it off the list."
)


@within(PositionsReminded)
def remind(fact: PositionsReminded) -> None:
    """Each is told how many items are left; the notice opens the list in which one press settles them."""
    meeting = session().get_one(Meeting, fact.meeting_id)
    alike: dict[int, list[str]] = defaultdict(list)
    for account_id, count in fact.left.items():
        alike[count].append(account_id)
    until = meeting.by_its_clock(meeting.positions_end_at)
    for count, told in sorted(alike.items()):
        values = {"title": meeting.title, "count": str(count), "until": until}
        tell(fact, told, REMINDED, values, f"/meetings/{meeting.id}/rest")


@within(ConsentListClosed)
def tell_of_the_list(fact: ConsentListClosed) -> None:
    """Members learn what is to be adopted without debate while they can still take it off."""
    meeting = session().get_one(Meeting, fact.meeting_id)
    if fact.count and not meeting.is_running:
        told = [each.account_id for each in meeting.invitations if each.votes]
        told += [each.account_id for each in list_posts(meeting.body_id, SECRETARIAT, today())]
        values = {"title": meeting.title, "count": str(fact.count)}
        tell(fact, told, CLOSED, values, f"/meetings/{meeting.id}/consent")


@within(ItemTakenOff)
def tell_the_desk(fact: ItemTakenOff) -> None:
    """Who presides and the secretariat prepare for a debate; not who knows nothing of the item."""
    item = session().get_one(Item, fact.item_id)
    desk = [each.account_id for each in list_posts(item.body_id, SECRETARIAT, today())]
    told = {item.meeting.chair_id, *desk} - {fact.actor_id}
    known = [each for each in sorted(told) if not item.is_recused(each)]
    tell(
        fact, known, *wording.told(item, wording.TAKEN_OFF), f"/meetings/{item.meeting_id}/consent"
    )


@within(ItemCalled)
def leave_what_is_called_to_the_debate(fact: ItemCalled) -> None:
    """What was once on the table is not adopted without debate any more."""
    row = session().get(ConsentItem, fact.item_id)
    if row is not None and row.state is Standing.LISTED:
        row.state, row.at, row.by_id = Standing.OFF, fact.at, fact.actor_id


@within(MeetingChanged)
def look_when_it_is_now(fact: MeetingChanged) -> None:
    _move_the_end(fact)


@within(MeetingPostponed)
def look_until_when_it_is_put_off(fact: MeetingPostponed) -> None:
    _move_the_end(fact)


@within(MeetingCalledAgain)
def look_when_it_is_again(fact: MeetingCalledAgain) -> None:
    _move_the_end(fact)


def _move_the_end(fact: MeetingEvent) -> None:
    """Where positions are taken again, the list is built anew; what was taken off stays off."""
    kept = session().get(ConsentList, fact.meeting_id)
    meeting = session().get_one(Meeting, fact.meeting_id)
    if kept is None or not meeting.takes_positions:
        return
    if meeting.positions_end_at > now() + REMINDED_BEFORE:
        kept.reminded_at = None
    if kept.closed_at is not None:
        kept.closed_at = None
        listed = (ConsentItem.meeting_id == meeting.id) & (ConsentItem.state == Standing.LISTED)
        session().execute(delete(ConsentItem).where(listed))
        record(
            ConsentListReopened(
                actor_id=fact.actor_id, body_id=meeting.body_id, meeting_id=meeting.id
            )
        )
