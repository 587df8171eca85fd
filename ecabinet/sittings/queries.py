from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.agenda.queries import Why, Withheld, list_items, list_withheld
from ecabinet.ballots.models import State as BallotState
from ecabinet.ballots.queries import Panel, list_panels
from ecabinet.bodies.actors import Actor
from ecabinet.consent.queries import Consent, look_at_list
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Invitation, Meeting
from ecabinet.meetings.policy import invitation_of, may_preside, may_run
from ecabinet.meetings.queries import Attendance, attendance, find_meeting
from ecabinet.papers.queries import Listed, list_papers_of_items
from ecabinet.realtime.topics import numbers
from ecabinet.sittings.models import Sitting, Speech, SpeechRequest
from ecabinet.sittings.policy import may_ask, visible_to

ALIVE = (Speech.WAITING, Speech.SPEAKING)
# What takes votes, or waits for its result, goes before what is prepared, and that before what is over.
URGENCY = {
    BallotState.OPEN: 2,
    BallotState.PAUSED: 2,
    BallotState.CLOSED: 2,
    BallotState.PREPARED: 1,
}
KINDS = ("agenda", "room", "floor", "presence")  # the topics of a room


@dataclass(frozen=True)
class Line:
    """One item of the agenda, and when it will be taken up if all goes as planned."""

    item: Item
    planned: datetime
    current: bool


@dataclass(frozen=True)
class Gap:
    """A place of the agenda whose matter is not open to whoever looks."""

    item: Withheld
    planned: datetime


@dataclass(frozen=True)
class Floor:
    """Who speaks, who waits, in their order; `mine` is the actor's own place in it."""

    speaking: SpeechRequest | None
    waiting: Sequence[SpeechRequest]
    mine: SpeechRequest | None
    heard: bool  # whether anybody has spoken on the current item


@dataclass(frozen=True)
class Room:
    """What one person is shown of a session as it happens."""

    meeting: Meeting
    sitting: Sitting | None
    attendance: Attendance
    invitation: Invitation | None  # one's own
    rows: Sequence[Line | Gap]
    item: Item | None  # the current one, if it is open to them
    hidden: Why | None  # something is on the table that is not
    panels: Sequence[Panel]  # every ballot that stands before them
    floor: Floor
    papers: Sequence[Listed]
    consent: Consent | None  # what is to be adopted together
    may_run: bool
    may_preside: bool
    may_ask: bool
    seqs: dict[str, int]

    @property
    def lines(self) -> Sequence[Line]:
        return [each for each in self.rows if isinstance(each, Line)]

    @property
    def panel(self) -> Panel | None:
        """Return the newest ballot on the current item."""
        on_it = [each for each in self.panels if self.item and each.ballot.item_id == self.item.id]
        return on_it[-1] if on_it else None

    @property
    def apart(self) -> Sequence[Panel]:
        """Return the ballots that do not stand under the current item's title: what is put together stays so."""
        own = self.panel
        shared = [each for each in self.panels if own and each.ballot.bloc == own.ballot.bloc]
        if own and own.ballot.bloc and len(shared) > 1:
            return self.panels
        return [each for each in self.panels if each is not own]

    @property
    def above(self) -> Sequence[Panel]:
        """Return what stands above the current item, the newest first: nobody looks below old results for a ballot."""
        below = self.below
        return [each for each in self._by_weight if each not in below]

    @property
    def below(self) -> Sequence[Panel]:
        """Return what was over before the current item's own ballot was put."""
        own = self.panel
        if own is None:
            return []
        before = (0, _put_at(own))
        return [each for each in self._by_weight if self._weight(each) < before]

    @property
    def _by_weight(self) -> Sequence[Panel]:
        return sorted(self.apart, key=self._weight, reverse=True)  # a bloc keeps its order

    def _weight(self, panel: Panel) -> tuple[int, datetime]:
        """Weigh by what can still be done about it, then by when it was put: a bloc is as its weightiest."""
        bloc = panel.ballot.bloc
        kin = [each for each in self.panels if each is panel or (bloc and each.ballot.bloc == bloc)]
        return max((URGENCY.get(each.ballot.state, 0), _put_at(each)) for each in kin)

    def region(self, *kinds: str) -> dict[str, str]:
        """Return what a live region watches, and how far it has come."""
        topics = [f"{kind}:{self.meeting.id}" for kind in kinds]
        return {
            "topics": " ".join(topics),
            "seqs": " ".join(str(self.seqs[each]) for each in topics),
        }


def _put_at(panel: Panel) -> datetime:
    return panel.ballot.opened_at or panel.ballot.prepared_at


def find_sitting(actor: Actor, meeting_id: str, *, lock: bool = False) -> Sitting:
    """Return a session as it happens. `lock` it before changing who has the floor."""
    query = (
        select(Sitting)
        .where(Sitting.meeting_id == meeting_id, visible_to(actor))
        .options(
            joinedload(Sitting.meeting).selectinload(Meeting.invitations),
            joinedload(Sitting.item).selectinload(Item.recusals),
            joinedload(Sitting.item).selectinload(Item.guests),
            joinedload(Sitting.item).selectinload(Item.readers),
        )
    )
    if lock:
        query = query.with_for_update(of=Sitting)
    if sitting := session().scalars(query).one_or_none():
        return sitting
    raise Missing


def find_request(actor: Actor, request_id: str) -> SpeechRequest:
    """Return a request in a room that `actor` sees."""
    seen = select(Sitting.meeting_id).where(visible_to(actor))
    query = select(SpeechRequest).where(
        SpeechRequest.id == request_id, SpeechRequest.meeting_id.in_(seen)
    )
    if request := session().scalars(query).one_or_none():
        return request
    raise Missing


def find_own_request(actor: Actor, sitting: Sitting) -> SpeechRequest | None:
    return next((each for each in _alive(sitting) if each.account_id == actor.id), None)


def find_speaker(actor: Actor, sitting: Sitting) -> SpeechRequest | None:  # noqa: ARG001 -- every query is told who asks
    return next((each for each in _alive(sitting) if each.state is Speech.SPEAKING), None)


def find_room(actor: Actor, meeting_id: str) -> Room:
    """Return the room of a session, as `actor` may see it."""
    meeting = find_meeting(actor, meeting_id)
    sitting = session().get(Sitting, meeting.id)
    items = list_items(actor, meeting)
    current_id = sitting.item_id if sitting else None
    item = next((each for each in items if each.id == current_id), None)
    withheld = list_withheld(actor, meeting)
    return Room(
        meeting=meeting,
        sitting=sitting,
        attendance=attendance(meeting),
        invitation=invitation_of(actor, meeting),
        rows=_rows(meeting, sitting, (*items, *withheld)),
        item=item,
        hidden=_hidden(withheld, current_id) if current_id and item is None else None,
        panels=list_panels(actor, meeting, item.id if item else None, _since(meeting, sitting)),
        floor=_floor(actor, sitting, item),
        papers=list_papers_of_items(actor, [item.id]).get(item.id, []) if item else [],
        consent=look_at_list(actor, meeting, items) if meeting.is_running else None,
        may_run=may_run(actor, meeting),
        may_preside=may_preside(actor, meeting),
        may_ask=bool(sitting and item and may_ask(actor, sitting)),
        seqs=numbers(f"{kind}:{meeting.id}" for kind in KINDS),
    )


def _since(meeting: Meeting, sitting: Sitting | None) -> datetime | None:
    """Return from when on what is announced still stands before the room: until the next item is called."""
    return (sitting.item_since if sitting else None) or meeting.started_at


def _hidden(withheld: Sequence[Withheld], item_id: str) -> Why:
    """Say why the current item is not shown; to whoever sees no agenda, no more than that they take no part."""
    return next((each.why for each in withheld if each.item_id == item_id), Why.RECUSED)


def _rows(
    meeting: Meeting, sitting: Sitting | None, items: Sequence[Item | Withheld]
) -> list[Line | Gap]:
    """Reckon when each item comes: from the current one on by what it and the others are given."""
    rows: list[Line | Gap] = []
    at = meeting.started_at or meeting.starts_at
    for item in sorted(items, key=lambda each: each.place):
        current = _is_current(item, sitting)
        if current and sitting and sitting.item_since:
            at = sitting.item_since
        rows.append(Gap(item, at) if isinstance(item, Withheld) else Line(item, at, current))
        off = isinstance(item, Item) and item.state is ItemState.WITHDRAWN
        at += timedelta(minutes=0 if off else item.minutes)
    return rows


def _is_current(item: Item | Withheld, sitting: Sitting | None) -> bool:
    item_id = item.item_id if isinstance(item, Withheld) else item.id
    return bool(sitting and sitting.item_id == item_id)


def _floor(actor: Actor, sitting: Sitting | None, item: Item | None) -> Floor:
    """Who speaks on an item that one may not see is not told either."""
    if sitting is None or item is None:
        return Floor(None, (), None, heard=False)
    alive = _alive(sitting)
    heard = select(SpeechRequest.id).where(
        SpeechRequest.item_id == item.id, SpeechRequest.started_at.is_not(None)
    )
    return Floor(
        speaking=next((each for each in alive if each.state is Speech.SPEAKING), None),
        waiting=[each for each in alive if each.state is Speech.WAITING],
        mine=next((each for each in alive if each.account_id == actor.id), None),
        heard=session().scalars(heard.limit(1)).one_or_none() is not None,
    )


def _alive(sitting: Sitting) -> Sequence[SpeechRequest]:
    query = select(SpeechRequest).where(
        SpeechRequest.meeting_id == sitting.meeting_id, SpeechRequest.state.in_(ALIVE)
    )
    return session().scalars(query.order_by(SpeechRequest.asked_at, SpeechRequest.id)).all()
