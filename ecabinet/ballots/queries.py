from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from ecabinet.agenda.models import Item
from ecabinet.ballots.models import TAKING_VOTES, Ballot, Voter
from ecabinet.ballots.policy import may_run, may_see_result, may_see_turnout, visible_to
from ecabinet.ballots.seals import opened
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
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
    seq: int  # how often its topic has moved
    place: Voter | None  # one's own in the roll
    choice: str | None  # one's own
    text: str
    result: Mapping[str, Any] | None
    roll: Sequence[Voter]  # who voted how, with the result; before that empty
    voted: Sequence[tuple[Voter, bool]]  # who has voted, for those who run it
    runs: bool


def find_ballot(actor: Actor, ballot_id: str, *, lock: bool = False) -> Ballot:
    """Return a ballot that `actor` may see. `lock` it before changing its state."""
    query = _seen_by(actor).where(Ballot.id == ballot_id)
    if lock:
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


def list_ballots_of_item(actor: Actor, item_id: str) -> Sequence[Ballot]:
    """Return the ballots on an item, the newest first, with their rolls."""
    query = (
        _seen_by(actor)
        .where(Ballot.item_id == item_id)
        .options(*RULES, selectinload(Ballot.roll))
        .order_by(Ballot.prepared_at.desc(), Ballot.id.desc())
    )
    return session().scalars(query).all()


def find_panel(actor: Actor, ballot_id: str) -> Panel:
    """Return a ballot as a page shows it to `actor`."""
    query = _seen_by(actor).where(Ballot.id == ballot_id).options(*RULES, selectinload(Ballot.roll))
    if ballot := session().scalars(query).one_or_none():
        return _panel(actor, ballot)
    raise Missing


def find_panel_of_item(actor: Actor, item_id: str) -> Panel | None:
    """Return the newest ballot on an item as a page shows it, if there is one."""
    ballots = list_ballots_of_item(actor, item_id)
    return _panel(actor, ballots[0]) if ballots else None


def find_place(actor: Actor, ballot: Ballot, *, lock: bool = False) -> Voter | None:
    """Return the actor's own place in the roll.

    `lock`: hold the ballot as it is, together with others who vote, and the place alone. The ballot always comes
    first: whoever closes it holds it against all who vote, and only then touches their places.
    """
    query = select(Voter).where(Voter.ballot_id == ballot.id, Voter.account_id == actor.id)
    if lock:
        session().refresh(ballot, ["state", "key"], with_for_update={"of": Ballot, "read": True})
        query = query.with_for_update(of=Voter).execution_options(populate_existing=True)
    return session().scalars(query).one_or_none()


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


def _panel(actor: Actor, ballot: Ballot) -> Panel:
    place = next((each for each in ballot.roll if each.account_id == actor.id), None)
    choice, text = opened(ballot, place) if place else (None, "")
    shows = may_see_result(actor, ballot)
    counts = ballot.is_taking_votes and may_see_turnout(actor, ballot)
    topic = f"ballot:{ballot.id}"
    return Panel(
        ballot=ballot,
        seq=numbers([topic])[topic],
        place=place,
        choice=choice,
        text=text,
        result=ballot.result if shows else None,
        roll=ballot.roll if shows else (),
        voted=[(each, each.seq > 0) for each in ballot.roll] if counts else (),
        runs=may_run(actor, ballot),
    )


def _seen_by(actor: Actor) -> Select[Ballot]:
    return select(Ballot).where(visible_to(actor))
