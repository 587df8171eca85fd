"""What somebody who is called may carry away: their letter, and their calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from ecabinet.accounts.models import Account
from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.agenda.queries import list_items, list_withheld
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Post
from ecabinet.bodies.queries import list_posts
from ecabinet.calling.calendars import Entry, Method, Person, Standing, write_calendar
from ecabinet.calling.letters import Letter
from ecabinet.calling.models import AgencyCall, CallSheet, Feed
from ecabinet.calling.policy import may_open_letter
from ecabinet.core.clock import day_of, now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing, require
from ecabinet.core.ids import fingerprint
from ecabinet.meetings.models import PREPARING, Invitation, Meeting, Publication, Reply
from ecabinet.meetings.policy import visible_to

LEAST = timedelta(minutes=30)  # a session whose agenda is empty still takes some time
KEPT = timedelta(days=90)  # so long a past session stays in a feed
MOST = 200
CALLED_OFF = frozenset({"cancelled", "postponed"})
STANDINGS = {
    Reply.NONE: Standing.WAITS,
    Reply.IN_PERSON: Standing.COMES,
    Reply.ONLINE: Standing.COMES,
    Reply.ABSENT: Standing.STAYS_AWAY,
    Reply.SUBSTITUTE: Standing.STAYS_AWAY,
}


def find_letter(actor: Actor, meeting: Meeting) -> Letter:
    """Return one's own letter of invitation, with what of the agenda one may see."""
    require(may_open_letter(actor, meeting))
    call = meeting.invitation_of(actor.id)
    if call is None:
        raise Missing
    name = f"{call.account.name}, {call.title}" if call.title else call.account.name
    taken = call.substituted
    return _letter(actor, meeting, name, in_place_of=taken.account.name if taken else "")


def find_agency_letter(actor: Actor, call: AgencyCall) -> Letter:
    """Return the letter to an agency that is called, with what its reader may see of the agenda."""
    return _letter(actor, call.meeting, call.agency.name)


def find_feed_owner(token: str) -> Account:
    """Return whose calendar stands at a secret address; Missing for any other."""
    query = select(Account).join(Feed, Feed.account_id == Account.id)
    query = query.where(Feed.token_hash == fingerprint(token), Account.active)
    if account := session().scalars(query).one_or_none():
        return account
    raise Missing


def list_feed(actor: Actor, base_url: str) -> Sequence[Entry]:
    """Return the entries of one's calendar: the published sessions that one may see now."""
    query = (
        select(Meeting)
        .where(
            visible_to(actor),
            Meeting.state.not_in(PREPARING),
            Meeting.starts_at > now() - KEPT,
        )
        .options(selectinload(Meeting.invitations))
    )
    meetings = session().scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()
    ids = [each.id for each in meetings]
    sheets = {
        each.meeting_id: each
        for each in session().scalars(select(CallSheet).where(CallSheet.meeting_id.in_(ids)))
    }
    minutes = _minutes_of(ids)
    return [
        _entry(each, sheets.get(each.id), minutes.get(each.id, 0), base_url)
        for each in meetings
    ]


def calendar_file(
    account: Account, meeting: Meeting, base_url: str, organizer: str, *, called_off: bool = False
) -> bytes:
    """Return a session for one person's calendar; `called_off`: they are no longer asked to come.

    The number of its entry has risen with whatever took the call back.
    """
    sheet = session().get(CallSheet, meeting.id)
    entry = _entry(meeting, sheet, _minutes_of([meeting.id]).get(meeting.id, 0), base_url)
    cancelled = called_off or entry.cancelled
    name, email = parseaddr(organizer)
    call = meeting.invitation_of(account.id)
    whole = Entry(
        **{
            **vars(entry),
            "cancelled": cancelled,
            "stamped_at": now(),
            "organizer": Person(name=meeting.body.name or name, email=email),
            "attendee": _person(account, call) if account.email else None,
        }
    )
    if cancelled:
        return write_calendar([whole], Method.CANCEL)
    return write_calendar([whole], Method.REQUEST if account.email else Method.PUBLISH)


def _person(account: Account, call: Invitation | None) -> Person:
    role = "REQ-PARTICIPANT"
    if call and call.account_id == call.meeting.chair_id:
        role = "CHAIR"
    elif call and not call.votes:
        role = "NON-PARTICIPANT"
    standing = STANDINGS[call.reply] if call else Standing.WAITS
    return Person(name=account.name, email=account.email or "", standing=standing, role=role)


def _entry(meeting: Meeting, sheet: CallSheet | None, minutes: int, base_url: str) -> Entry:
    return Entry(
        uid=f"{meeting.id}@e-cabinet",
        sequence=sheet.sequence if sheet else 0,
        stamped_at=(sheet.stamped_at if sheet else None) or meeting.starts_at,
        title=meeting.title,
        place=meeting.place,
        text=meeting.body.name,
        address=f"{base_url}/meetings/{meeting.id}",
        zone=meeting.body.timezone,
        spans=[(meeting.starts_at, meeting.starts_at + max(LEAST, timedelta(minutes=minutes)))],
        cancelled=meeting.state.value in CALLED_OFF,
    )


def _minutes_of(meeting_ids: Sequence[str]) -> dict[str, int]:
    """How long the agendas take; what is withdrawn takes no time."""
    query = select(Item.meeting_id, func.sum(Item.minutes)).where(
        Item.meeting_id.in_(meeting_ids),
        Item.state.not_in({ItemState.REMOVED, ItemState.WITHDRAWN}),
    )
    return {key: int(sum_) for key, sum_ in session().execute(query.group_by(Item.meeting_id))}


def _letter(actor: Actor, meeting: Meeting, addressee: str, in_place_of: str = "") -> Letter:
    first = select(Publication).where(
        Publication.meeting_id == meeting.id, Publication.version == 1
    )
    published = session().scalars(first).one_or_none()
    return Letter(
        meeting=meeting,
        addressee=addressee,
        rows=[*list_items(actor, meeting), *list_withheld(actor, meeting)],
        in_place_of=in_place_of,
        signed_by=_signer(meeting, published),
        day=day_of(published.at) if published else None,
    )


def _signer(meeting: Meeting, published: Publication | None) -> tuple[str, str]:
    """Return the name and post of whoever published the session."""
    if published is None:
        return "", ""
    query = select(Post.title).where(
        Post.account_id == published.by_id, Post.body_id == meeting.body_id
    )
    title = session().scalars(query.order_by(Post.rank, Post.id).limit(1)).one_or_none()
    return published.by.name, title or ""
