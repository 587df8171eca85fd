from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from ecabinet.agenda.models import Item
from ecabinet.ballots import timing
from ecabinet.ballots.holding import hold_alone
from ecabinet.ballots.models import TAKING_VOTES, Ballot, State, Voter
from ecabinet.ballots.policy import (
    may_record_by_hand,
    may_run,
    may_see_result,
    may_see_turnout,
    may_vote,
    visible_to,
)
from ecabinet.ballots.reasons import Reason, reasons_of
from ecabinet.ballots.seals import opened
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.core.ticks import tick
from ecabinet.meetings import policy as meetings
from ecabinet.meetings.models import Meeting
from ecabinet.realtime.topics import numbers

# What the policy asks of a ballot's item and session, fetched in as many statements as there are collections.
RULES = (
    joinedload(Ballot.item).options(
        selectinload(Item.recusals), selectinload(Item.guests), selectinload(Item.readers)
    ),
    joinedload(Ballot.meeting).selectinload(Meeting.invitations),
)


@dataclass(frozen=True)
class Panel:
    """What one person is shown of a ballot, and nothing that they may not know."""

    ballot: Ballot
    at: datetime  # when it was looked at, by the time of the ballot where it has one
    seqs: Mapping[str, int]  # how often each of its topics has moved
    total: int  # how many places the roll has
    place: Voter | None  # one's own in it
    votes: bool
    choice: str | None  # one's own
    text: str
    result: Mapping[str, Any] | None
    roll: Sequence[Voter]  # who voted how, with the result; before that empty
    voted: Sequence[tuple[Voter, bool]]  # who has voted, for those who run it
    runs: bool
    records: bool  # what was counted by hand

    @property
    def reasons(self) -> Sequence[Reason]:
        """Why it came out so, once one may know that."""
        return reasons_of(self.ballot.record) if self.result and self.ballot.record else ()

    @property
    def seq(self) -> int:
        return self.seqs[f"ballot:{self.ballot.id}"]

    @property
    def region(self) -> dict[str, str]:
        """Return what a live region watches, how far it has come, and what it shows."""
        told = {name: seq for name, seq in self.seqs.items() if not name.startswith("turnout:")}
        return {
            "topics": " ".join(told),
            "seqs": " ".join(str(each) for each in told.values()),
            "look": self.ballot.look,
        }


def find_ballot(actor: Actor, ballot_id: str, *, lock: bool = False) -> Ballot:
    """Return a ballot that `actor` may see. `lock` it before changing its state."""
    query = _seen_by(actor).where(Ballot.id == ballot_id)
    if lock:
        # Who does not see it stands in nobody's way: all who come to vote would wait behind them.
        hold_alone(session().scalars(query.with_only_columns(Ballot.id)).all())
        query = query.with_for_update(of=Ballot)
    if ballot := session().scalars(query).one_or_none():
        return ballot
    raise Missing


def list_ballots(actor: Actor, meeting: Meeting) -> Sequence[Ballot]:
    """Return the ballots of a session in the order they were prepared, with their rolls."""
    query = (
        _seen_by(actor)
        .where(Ballot.meeting_id == meeting.id)
        .options(*RULES, selectinload(Ballot.roll))
        .order_by(Ballot.prepared_at, Ballot.id)
    )
    return session().scalars(query).all()


def find_panel(actor: Actor, ballot_id: str) -> Panel:
    """Return a ballot as a page shows it to `actor`."""
    found = _panels(actor, _seen_by(actor).where(Ballot.id == ballot_id))
    if found:
        return found[0]
    raise Missing


def sees_ballot(actor: Actor, ballot_id: str) -> bool:
    """Whether there is such a ballot for `actor`; cheap, however long its roll is."""
    seen = exists().where(Ballot.id == ballot_id, visible_to(actor))
    return bool(session().scalar(select(seen)))


def list_panels(
    actor: Actor, meeting: Meeting, item_id: str | None, since: datetime | None
) -> Sequence[Panel]:
    """Return what stands before the room, as it was put there.

    That is all that takes votes or waits to be announced, the newest on the item on the table, and what was announced
    `since`, or opened since and annulled: nobody's ballot goes away without a word. What is only prepared for later is
    shown to those who will open it.
    """
    stands = {*TAKING_VOTES, State.CLOSED}
    if meetings.may_run(actor, meeting):
        stands.add(State.PREPARED)
    shown: list[ColumnElement[bool]] = [Ballot.state.in_(stands)]
    if item_id is not None:
        shown.append(Ballot.id == _newest_on(item_id))
    if since is not None:
        shown.append(and_(Ballot.state == State.ANNOUNCED, Ballot.announced_at >= since))
        shown.append(_annulled(item_id, since))
    query = _seen_by(actor).where(Ballot.meeting_id == meeting.id, or_(*shown))
    return _panels(actor, query.order_by(Ballot.prepared_at, Ballot.id))


def _annulled(item_id: str | None, since: datetime) -> ColumnElement[bool]:
    """What was opened and annulled elsewhere than on the item on the table, until it is opened once more."""
    again = aliased(Ballot)
    return and_(
        Ballot.state == State.ANNULLED,
        Ballot.opened_at >= since,
        or_(Ballot.item_id.is_(None), Ballot.item_id != item_id),
        ~exists().where(again.repeats_id == Ballot.id, again.opened_at.is_not(None)),
    )


def count_places(actor: Actor, ballot_ids: Collection[str]) -> Mapping[str, int]:
    """Return how many places the roll of each ballot has that `actor` sees."""
    seen = select(Ballot.id).where(Ballot.id.in_(ballot_ids), visible_to(actor))
    query = select(Voter.ballot_id, func.count(Voter.id)).where(Voter.ballot_id.in_(seen))
    found = session().execute(query.group_by(Voter.ballot_id)).all()
    return dict.fromkeys(ballot_ids, 0) | {each[0]: each[1] for each in found}


def hold_session(ballot: Ballot) -> None:
    """Hold the session for share, and see it as it is now: it neither ends nor pauses while a ballot opens.

    The item is held alone, with its recusals: nobody leaves it while the roll is written.
    """
    share = {"of": Meeting, "read": True}
    session().refresh(ballot.meeting, ["state"], with_for_update=share)
    if ballot.item is not None:
        session().refresh(ballot.item, ["state"], with_for_update={"of": Item})
        session().expire(ballot.item, ["recusals"])


def find_rival(actor: Actor, ballot: Ballot) -> Ballot | None:
    """Return another ballot on the same item that takes votes."""
    query = _seen_by(actor).where(
        Ballot.item_id == ballot.item_id, Ballot.id != ballot.id, Ballot.state.in_(TAKING_VOTES)
    )
    return session().scalars(query).first()


def _panels(actor: Actor, query: Select[Ballot]) -> list[Panel]:
    """Draw ballots in as many statements as there are kinds of things, however long their rolls are."""
    query = query.options(*RULES, selectinload(Ballot.repetitions))
    ballots = session().scalars(query).all()
    ids = [each.id for each in ballots]
    if not ids:
        return []
    _fetch_rolls(actor, ballots)
    own = select(Voter).where(Voter.ballot_id.in_(ids), Voter.account_id == actor.id)
    found = _Found(
        places={each.ballot_id: each for each in session().scalars(own)},
        totals=count_places(actor, ids),
        seqs=numbers(topic for each in ballots for topic in _topics(actor, each)),
    )
    return [_panel(actor, each, found) for each in ballots]


def _fetch_rolls(actor: Actor, ballots: Sequence[Ballot]) -> None:
    """Fetch the rolls that `actor` is shown, together; of all other ballots the places are only counted."""
    shown = [each.id for each in ballots if may_see_result(actor, each) or _shows_who(actor, each)]
    if shown:
        rolls = _seen_by(actor).where(Ballot.id.in_(shown)).options(selectinload(Ballot.roll))
        session().scalars(rolls).all()


def _shows_who(actor: Actor, ballot: Ballot) -> bool:
    return ballot.is_taking_votes and may_see_turnout(actor, ballot)


@dataclass(frozen=True)
class _Found:
    places: Mapping[str, Voter]
    totals: Mapping[str, int]
    seqs: Mapping[str, int]


def _panel(actor: Actor, ballot: Ballot, found: _Found) -> Panel:
    place = found.places.get(ballot.id)
    choice, text = opened(ballot, place)[:2] if place else (None, "")
    shows = may_see_result(actor, ballot)
    return Panel(
        ballot=ballot,
        at=timing.moment(ballot, timing.Here(tick(), now())),
        seqs={topic: found.seqs[topic] for topic in _topics(actor, ballot)},
        total=found.totals[ballot.id],
        place=place,
        votes=may_vote(actor, place),
        choice=choice,
        text=text,
        result=ballot.result if shows else None,
        roll=ballot.roll if shows else (),
        voted=[(each, each.seq > 0) for each in ballot.roll] if _shows_who(actor, ballot) else (),
        runs=may_run(actor, ballot),
        records=may_record_by_hand(actor, ballot),
    )


def _topics(actor: Actor, ballot: Ballot) -> tuple[str, ...]:
    """Return what its picture goes by: itself, one's own vote on another device, and, for the desk, who has voted."""
    own = f"ballot:{ballot.id}", f"vote:{ballot.id}.{actor.id}"
    return (*own, f"turnout:{ballot.id}") if may_see_turnout(actor, ballot) else own


def _newest_on(item_id: str) -> ScalarSelect[str]:
    query = select(Ballot.id).where(Ballot.item_id == item_id)
    return query.order_by(Ballot.prepared_at.desc(), Ballot.id.desc()).limit(1).scalar_subquery()


def _seen_by(actor: Actor) -> Select[Ballot]:
    return select(Ballot).where(visible_to(actor))
