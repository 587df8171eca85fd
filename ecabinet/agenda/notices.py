from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ecabinet.agenda import numbering, wording
from ecabinet.agenda.events import (
    AgendaEvent,
    GuestInvited,
    ItemAdded,
    ItemChanged,
    ItemRemoved,
    ItemRestricted,
    ItemsAdded,
    PositionDrafted,
)
from ecabinet.agenda.models import Item, State
from ecabinet.bodies.actors import today
from ecabinet.bodies.models import Post, Scope
from ecabinet.bodies.queries import list_assistants
from ecabinet.core.database import session
from ecabinet.core.errors import Refused
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.meetings.events import MeetingClosed, MeetingEnded, MeetingPublished
from ecabinet.meetings.models import Invitation, Meeting
from ecabinet.meetings.version_models import Publication
from ecabinet.notifications.inbox import tell
from ecabinet.notifications.models import Notice

PUBLISHED_EMPTY = N_("%(title)s, at %(starts_at)s: please open the session.")
PUBLISHED = N_("%(title)s, at %(starts_at)s, %(count)s items: please open the agenda and papers.")
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
    _tell(fact, wording.ADDED)


@within(ItemsAdded)
def tell_of_a_late_list(fact: ItemsAdded) -> None:
    """A list pasted after publication is told of once, by the number of its items and no title."""
    meeting = session().get_one(Meeting, fact.meeting_id)
    if meeting.is_published:
        others = [each for each in _audience(meeting, ()) if each != fact.actor_id]
        values = {"meeting": meeting.title, "count": str(fact.count)}
        tell(fact, others, wording.LIST_ADDED, values, f"/meetings/{meeting.id}")


@within(ItemChanged)
def tell_of_a_change(fact: ItemChanged) -> None:
    _tell(fact, wording.CHANGED)


@within(ItemRemoved)
def tell_of_a_withdrawal(fact: ItemRemoved) -> None:
    _tell(fact, wording.WITHDRAWN)


@within(GuestInvited)
def tell_a_guest(fact: GuestInvited) -> None:
    """A guest called after publication learns of it at once."""
    item = session().get_one(Item, fact.item_id)
    if item.meeting.is_published:
        tell(fact, [fact.account_id], *wording.told(item, wording.INVITED), f"/items/{item.id}")


@within(PositionDrafted)
def tell_the_member(fact: PositionDrafted) -> None:
    """What an assistant prepared waits for the member's word."""
    item = session().get_one(Item, fact.item_id)
    tell(
        fact, [fact.member_id], *wording.told(item, wording.PREPARED), f"/items/{item.id}#position"
    )


@within(ItemRestricted)
def tell_who_is_let_in(fact: ItemRestricted) -> None:
    """Who is named for an item of a published agenda learns of it; a guest's invitation has told them."""
    item = session().get_one(Item, fact.item_id)
    if item.meeting.is_published and item.is_restricted:
        let_in = set(fact.let_in) & _audience(item.meeting, [item]).keys()
        tell(fact, sorted(let_in), *wording.told(item, wording.LET_IN), f"/items/{item.id}")


@within(ItemRestricted)
def take_back_the_title(fact: ItemRestricted) -> None:
    """What was told of the item before it was restricted still lies in inboxes and in the list of versions."""
    item = session().get_one(Item, fact.item_id)
    if not item.is_restricted:
        return
    told = select(Notice).where(
        Notice.href == f"/items/{item.id}", Notice.message.in_(wording.QUIET)
    )
    versions = select(Publication).where(
        Publication.meeting_id == item.meeting_id, Publication.message.in_(wording.QUIET)
    )
    published = [
        each for each in session().scalars(versions) if each.values.get("item_id") == item.id
    ]
    for said in (*session().scalars(told), *published):
        said.message = wording.QUIET[said.message]
        said.values = {key: value for key, value in said.values.items() if key != "title"}


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
    query = query.options(
        selectinload(Item.recusals), selectinload(Item.guests), selectinload(Item.readers)
    )
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


@dataclass
class _Reader:
    """Somebody whom a session concerns: for whom they read, and whose restricted matters they may read."""

    people: set[str]
    let_in: set[str]

    def sees(self, item: Item) -> bool:
        if any(map(item.is_recused, self.people)):
            return False
        return not item.is_restricted or any(map(item.names, self.let_in))


def _audience(meeting: Meeting, items: Sequence[Item]) -> dict[str, list[Item]]:
    """Return whom the session concerns, and which of the items each of them may see."""
    concerned = {
        each.account_id: _Reader({each.account_id}, {each.account_id})
        for each in meeting.invitations
        if each.votes
    }
    members = list(concerned)
    _let_stand_in(concerned, meeting)
    for post in list_assistants(members, today()):
        if Scope.SESSIONS in post.scopes:
            _let_assist(concerned, post)
    audience = {
        who: [each for each in items if reader.sees(each)] for who, reader in concerned.items()
    }
    for item in items:
        for guest in item.guests:
            if guest.account_id not in concerned and _Reader(set(), {guest.account_id}).sees(item):
                audience.setdefault(guest.account_id, []).append(item)
    return audience


def _let_stand_in(concerned: dict[str, _Reader], meeting: Meeting) -> None:
    """Who comes in a member's place sees what is kept neither from them nor from the member."""
    for each in meeting.invitations:
        if each.substitutes_id:
            people = {each.account_id, each.substitutes_id}
            concerned.setdefault(each.account_id, _Reader(people, {each.account_id}))


def _let_assist(concerned: dict[str, _Reader], post: Post) -> None:
    reader = concerned.setdefault(post.account_id, _Reader({post.account_id}, {post.account_id}))
    reader.people.add(post.assists_id or "")
    if Scope.RESTRICTED in post.scopes:
        reader.let_in.add(post.assists_id or "")


def _tell(fact: AgendaEvent, message: str) -> None:
    """After publication a change of an item is told to everybody who may see it; the notice opens it."""
    item = session().get_one(Item, fact.item_id)
    if item.meeting.is_published:
        told = [who for who, seen in _audience(item.meeting, [item]).items() if seen]
        others = [each for each in told if each != fact.actor_id]
        tell(fact, others, *wording.told(item, message), f"/items/{item.id}")
