from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ecabinet.agenda import numbering
from ecabinet.agenda.events import AgendaEvent, GuestInvited, ItemAdded, ItemChanged, ItemRemoved
from ecabinet.agenda.models import Item, State
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import Post
from ecabinet.bodies.queries import list_assistants
from ecabinet.core.database import session
from ecabinet.core.errors import Refused
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.meetings.events import MeetingClosed, MeetingEnded, MeetingPublished
from ecabinet.meetings.models import Invitation, Meeting
from ecabinet.notifications.inbox import tell

PUBLISHED_EMPTY = N_("%(title)s, at %(starts_at)s: please open the session.")
PUBLISHED = N_("%(title)s, at %(starts_at)s, %(count)s items: please open the agenda and papers.")
ADDED = N_("New in “%(meeting)s”: item %(number)s, “%(title)s”.")
CHANGED = N_("Changed in “%(meeting)s”: item %(number)s, “%(title)s”.")
WITHDRAWN = N_("Withdrawn from “%(meeting)s”: item %(number)s, “%(title)s”.")
INVITED = N_("You are invited to item %(number)s, “%(title)s”, of “%(meeting)s”.")
UNFINISHED = N_("The session cannot be closed: item %(number)s has no outcome yet.")


@within(MeetingPublished)
def freeze_and_tell(fact: MeetingPublished) -> None:
    """At the first publication numbers freeze, guests are called, and everybody concerned gets one notice."""
    if fact.version == 1:
        meeting = session().get_one(Meeting, fact.meeting_id)
        items = _items(meeting)
        numbering.freeze(items)
        _call_guests(meeting, items)
        session().flush()
        _tell_everybody(fact, meeting, items)


@within(ItemAdded)
def tell_of_a_late_item(fact: ItemAdded) -> None:
    _tell(fact, ADDED)


@within(ItemChanged)
def tell_of_a_change(fact: ItemChanged) -> None:
    _tell(fact, CHANGED)


@within(ItemRemoved)
def tell_of_a_withdrawal(fact: ItemRemoved) -> None:
    _tell(fact, WITHDRAWN)


@within(GuestInvited)
def tell_a_guest(fact: GuestInvited) -> None:
    """A guest called after publication learns of it at once."""
    item = session().get_one(Item, fact.item_id)
    if item.meeting.is_published:
        tell(fact, [fact.account_id], INVITED, _values(item), f"/items/{item.id}")


@within(MeetingEnded)
def leave_the_current_item(fact: MeetingEnded) -> None:
    for item in _items(session().get_one(Meeting, fact.meeting_id)):
        item.step_back()


@within(MeetingClosed)
def refuse_while_unfinished(fact: MeetingClosed) -> None:
    """A session cannot be closed while an item has no outcome."""
    for item in _items(session().get_one(Meeting, fact.meeting_id)):
        if item.outcome is None:
            raise Refused(UNFINISHED, number=item.label)


def _items(meeting: Meeting) -> Sequence[Item]:
    query = select(Item).where(Item.meeting_id == meeting.id, Item.state != State.REMOVED)
    query = query.options(selectinload(Item.recusals), selectinload(Item.guests))
    return session().scalars(query.order_by(Item.place)).all()


def _call_guests(meeting: Meeting, items: Sequence[Item]) -> None:
    called = {each.account_id for each in meeting.invitations}
    wanted = {guest.account_id for item in items for guest in item.guests} - called
    query = select(Post).where(Post.account_id.in_(wanted), Post.body_id == meeting.body_id)
    for post in session().scalars(query.order_by(Post.rank, Post.id)):
        if post.account_id in wanted:
            wanted.discard(post.account_id)
            meeting.invitations.append(Invitation.calling(post, votes=False))


def _tell_everybody(fact: MeetingPublished, meeting: Meeting, items: Sequence[Item]) -> None:
    """Write one notice a person; it opens the first item that they may see."""
    alike: dict[tuple[str, int], list[str]] = defaultdict(list)
    for account_id, seen in _audience(meeting, items).items():
        href = f"/items/{seen[0].id}" if seen else f"/meetings/{meeting.id}"
        alike[href, len(seen)].append(account_id)
    for (href, count), told in alike.items():
        values = {"title": meeting.title, "starts_at": meeting.starts_at.isoformat()}
        message = PUBLISHED if count else PUBLISHED_EMPTY
        tell(fact, told, message, values | {"count": str(count)}, href)


def _audience(meeting: Meeting, items: Sequence[Item]) -> dict[str, list[Item]]:
    """Return whom the session concerns, and which of the items each of them may see."""
    concerned = {each.account_id: {each.account_id} for each in meeting.invitations if each.votes}
    for post in list_assistants(list(concerned), today()):
        concerned.setdefault(post.account_id, {post.account_id}).add(post.assists_id or "")
    audience = {
        account_id: [each for each in items if not any(map(each.is_recused, people))]
        for account_id, people in concerned.items()
    }
    for item in items:
        for guest in item.guests:
            if guest.account_id not in concerned:
                audience.setdefault(guest.account_id, []).append(item)
    return audience


def _tell(fact: AgendaEvent, message: str) -> None:
    """After publication a change of an item is told to everybody who may see it; the notice opens it."""
    item = session().get_one(Item, fact.item_id)
    if item.meeting.is_published:
        told = [who for who, seen in _audience(item.meeting, [item]).items() if seen]
        others = [each for each in told if each != fact.actor_id]
        tell(fact, others, message, _values(item), f"/items/{item.id}")


def _values(item: Item) -> dict[str, str]:
    return {"meeting": item.meeting.title, "number": item.label, "title": item.title}
