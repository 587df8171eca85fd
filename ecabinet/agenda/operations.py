from collections.abc import Collection, Sequence

from sqlalchemy import select

from ecabinet.agenda import events, numbering, wording
from ecabinet.agenda.drafting import ItemDraft, fill
from ecabinet.agenda.holding import items_of, note, refuse_when_over, told
from ecabinet.agenda.models import (
    Item,
    ItemGuest,
    ItemReader,
    Outcome,
    Recusal,
    Secrecy,
    State,
)
from ecabinet.agenda.policy import (
    may_add,
    may_call,
    may_edit,
    may_recuse,
    may_restrict,
)
from ecabinet.agenda.queries import list_candidates, list_concerned
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Post
from ecabinet.bodies.queries import list_assistants
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.publishing_operations import call_guest, note_change

NOT_RUNNING = N_("The session is not running.")
WITHDRAWN = N_("This item has been withdrawn.")
CONCLUDED = N_("This item is concluded: it can no longer be withdrawn.")
NOTHING_CHOSEN = N_("Please choose at least one item.")
TOO_MANY = N_("At most 300 items can be added at once. Please add the list in parts.")
MOST = 300  # items of one deed
NOT_CONCERNED = N_("Somebody chosen here has no part in this item. Please choose again.")


def add_item(actor: Actor, meeting: Meeting, draft: ItemDraft) -> Item:
    """Put an item at the end of its group. Once the numbers are frozen it is a late one: 4a.

    A restricted one is known to who adds it and the chair, until it is said who else needs to know.
    """
    require(may_add(actor, meeting))
    [item] = _add(actor, meeting, [draft])
    record(events.ItemAdded(**told(actor, item)))
    note(actor, item, wording.ITEM_ADDED)
    return item


def add_items(actor: Actor, meeting: Meeting, drafts: Sequence[ItemDraft]) -> Sequence[Item]:
    """Put many items at the ends of their groups at once: one fact, and after publication one version, for them all."""
    require(may_add(actor, meeting))
    if not 1 <= len(drafts) <= MOST:
        raise Invalid(rows=TOO_MANY if drafts else NOTHING_CHOSEN)
    items = _add(actor, meeting, drafts)
    ids = tuple(each.id for each in items)
    record(
        events.ItemsAdded(
            actor_id=actor.id,
            body_id=meeting.body_id,
            meeting_id=meeting.id,
            item_ids=ids,
            count=len(ids),
        )
    )
    if meeting.is_published:
        note_change(actor, meeting, wording.ITEMS_ADDED, {"count": str(len(ids))})
    return items


def change_item(actor: Actor, item: Item, draft: ItemDraft, revision: int) -> Item:
    """Change an item. Overtaken when somebody else saved it since `revision`."""
    require(may_edit(actor, item))
    refuse_when_over(item.meeting)
    if revision != item.revision:
        raise Overtaken
    if fill(item, draft, last=len(items_of(item.meeting)) + 1):
        item.revision += 1
        numbering.settle(items_of(item.meeting))
        session().flush()
        session().expire(item, ["agency"])
        record(events.ItemChanged(**told(actor, item)))
        note(actor, item, wording.ITEM_CHANGED)
    return item


def remove_item(actor: Actor, item: Item) -> Item:
    """Take an item out of a draft; a published one is withdrawn and keeps its number."""
    require(may_edit(actor, item))
    refuse_when_over(item.meeting)
    if item.outcome:
        raise Refused(WITHDRAWN if item.state is State.WITHDRAWN else CONCLUDED)
    if item.meeting.is_published:
        item.state, item.outcome = State.WITHDRAWN, Outcome.WITHDRAWN
    else:
        item.state = State.REMOVED
        numbering.settle([each for each in items_of(item.meeting) if each is not item])
    item.revision += 1
    record(events.ItemRemoved(**told(actor, item)))
    note(actor, item, wording.ITEM_TAKEN_OFF)
    return item


def invite_guest(actor: Actor, item: Item, account_id: str) -> None:
    """Let a guest take part in one item, and see it; if the session is published they are called at once."""
    require(may_edit(actor, item))
    refuse_when_over(item.meeting)
    post = _post_of(item, account_id)
    if all(each.account_id != account_id for each in item.guests):
        item.guests.append(ItemGuest(item_id=item.id, account_id=account_id))
        if item.is_restricted:
            _name(item, {account_id})
        if item.meeting.is_published:
            call_guest(actor, item.meeting, post)
        record(events.GuestInvited(**told(actor, item), account_id=account_id))


def recuse_member(actor: Actor, item: Item, account_id: str, reason: str) -> None:
    """Take a member out of an item because of a conflict of interest. They no longer see it."""
    require(may_recuse(actor, item, account_id))
    refuse_when_over(item.meeting)
    invitation = item.meeting.invitation_of(account_id)
    if invitation is None or not invitation.votes:
        raise Invalid(account_id=N_("Only a member who was called can be recused."))
    if not item.is_recused(account_id):
        recusal = Recusal(item_id=item.id, account_id=account_id, reason=reason.strip(), at=now())
        item.recusals.append(recusal)
        assistants = (each.account_id for each in list_assistants([account_id], today()))
        for_them = (
            each.account_id
            for each in item.meeting.invitations
            if each.substitutes_id == account_id
        )
        record(
            events.MemberRecused(
                **told(actor, item),
                account_id=account_id,
                shut_out=(account_id, *assistants, *for_them),
            )
        )


def restrict_item(
    actor: Actor, item: Item, secrecy: Secrecy, reader_ids: Collection[str] = ()
) -> Item:
    """Say how far an item is known. Of a restricted one `reader_ids` need to know, besides the chair and the actor."""
    require(may_restrict(actor, item))
    before = {each.account_id for each in item.readers}
    named: set[str] = set()
    if secrecy is Secrecy.RESTRICTED:
        _refuse_unconcerned(actor, item, reader_ids)
        named = {*reader_ids, actor.id, item.meeting.chair_id}
    if (secrecy, named) != (item.secrecy, before):
        item.secrecy, item.revision = secrecy, item.revision + 1
        item.readers[:] = [each for each in item.readers if each.account_id in named]
        _name(item, named)
        session().flush()
        _record_restriction(actor, item, named, before)
        note(actor, item, wording.ITEM_KNOWN_TO_OTHERS)
    return item


def call_item(actor: Actor, item: Item) -> Item:
    """Take up an item now; the one before it waits again, or stays concluded."""
    require(may_call(actor, item))
    if not item.meeting.is_running:
        raise Refused(NOT_RUNNING)
    if item.state is State.WITHDRAWN:
        raise Refused(WITHDRAWN)
    if item.state is not State.CURRENT:
        for other in items_of(item.meeting):
            other.step_back()
        item.state = State.CURRENT
        record(events.ItemCalled(**told(actor, item)))
    return item


def conclude_item(actor: Actor, item: Item, outcome: Outcome) -> Item:
    """Say how an item ended, during the session or after it, until it is closed."""
    require(may_call(actor, item))
    if item.meeting.state not in {
        MeetingState.IN_SESSION, MeetingState.PAUSED, MeetingState.ENDED
    }:  # fmt: skip
        raise Refused(NOT_RUNNING)
    item.outcome = outcome
    item.state = State.WITHDRAWN if outcome is Outcome.WITHDRAWN else State.CONCLUDED
    record(events.ItemConcluded(**told(actor, item), outcome=outcome))
    return item


def _add(actor: Actor, meeting: Meeting, drafts: Sequence[ItemDraft]) -> list[Item]:
    """Put items onto the agenda and settle it once, however many they are."""
    refuse_when_over(meeting)
    agenda = list(items_of(meeting))
    new = [_new(actor, meeting, each, len(agenda) + n) for n, each in enumerate(drafts, start=1)]
    session().add_all(new)
    agenda += new
    numbering.settle(agenda)
    for item in new if meeting.is_published else ():
        item.number = numbering.late_number(agenda, item)
    session().flush()
    return new


def _new(actor: Actor, meeting: Meeting, draft: ItemDraft, place: int) -> Item:
    item = Item(
        id=new_id(), meeting_id=meeting.id, meeting=meeting, place=place, group=draft.group,
        revision=0, number="", state=State.PLACED, recusals=[], guests=[], readers=[],
        secrecy=draft.secrecy,
    )  # fmt: skip
    fill(item, draft, last=place)
    if item.is_restricted:
        _name(item, {actor.id, meeting.chair_id})
    return item


def _name(item: Item, account_ids: set[str]) -> None:
    """Put people on the list of those who need to know."""
    new = account_ids - {each.account_id for each in item.readers}
    item.readers += [ItemReader(item_id=item.id, account_id=each) for each in sorted(new)]


def _refuse_unconcerned(actor: Actor, item: Item, account_ids: Collection[str]) -> None:
    known = {each.account_id for each in list_candidates(actor, item)}
    if not known.issuperset(account_ids):
        raise Invalid(reader_ids=NOT_CONCERNED)


def _record_restriction(actor: Actor, item: Item, named: set[str], before: set[str]) -> None:
    shut_out = list_concerned(actor, item) - named if item.is_restricted else frozenset[str]()
    record(
        events.ItemRestricted(
            **told(actor, item),
            secrecy=item.secrecy,
            reader_ids=tuple(sorted(named)),
            let_in=tuple(sorted(named - before - {actor.id, item.meeting.chair_id})),
            shut_out=tuple(sorted(shut_out)),
        )
    )


def _post_of(item: Item, account_id: str) -> Post:
    query = select(Post).where(Post.account_id == account_id, Post.body_id == item.body_id)
    if post := session().scalars(query.order_by(Post.rank, Post.id).limit(1)).one_or_none():
        return post
    raise Missing
