from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.agenda.queries import Withheld, list_items, list_withheld
from ecabinet.ballots.models import Ballot, State
from ecabinet.ballots.queries import list_ballots
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Invitation, Meeting
from ecabinet.meetings.queries import find_meeting
from ecabinet.minutes.models import Conclusion, ConclusionVersion
from ecabinet.minutes.policy import may_open, visible_to

TOLD = frozenset({State.ANNOUNCED, State.ANNULLED})


@dataclass(frozen=True)
class Entry:
    """One item in the minutes: what was put to the vote, how it came out, what was concluded."""

    item: Item
    ballots: tuple[Ballot, ...]
    conclusion: Conclusion | None
    recused: tuple[str, ...] = ()  # names of members who took no part

    @property
    def is_out(self) -> bool:
        """Whether the item was withdrawn before it was dealt with."""
        return self.item.state is ItemState.WITHDRAWN


@dataclass(frozen=True)
class Minutes:
    """What happened in a session, as far as the reader may know it."""

    meeting: Meeting
    present: tuple[Invitation, ...]
    absent: tuple[Invitation, ...]
    entries: tuple[Entry, ...]
    withheld: tuple[Withheld, ...]  # the places whose matter the reader does not know
    questions: tuple[Ballot, ...] = ()  # ballots on a question of its own, on no item

    @property
    def rows(self) -> tuple[Entry | Withheld, ...]:
        """What the minutes say, in the order of the agenda."""
        rows: list[Entry | Withheld] = [*self.entries, *self.withheld]
        return tuple(
            sorted(
                rows, key=lambda each: each.item.place if isinstance(each, Entry) else each.place
            )
        )

    @property
    def unsettled(self) -> tuple[Entry, ...]:
        """The items that stand in the way of closing."""
        return tuple(each for each in self.entries if each.item.outcome is None and not each.is_out)


def find_minutes(actor: Actor, meeting_id: str) -> Minutes:
    """Return the minutes, filled from what happened. Missing for whoever may not open them yet."""
    meeting = find_meeting(actor, meeting_id)
    if not may_open(actor, meeting):
        raise Missing
    ballots = _ballots(actor, meeting)
    came = [each for each in meeting.invitations if each.arrived_at]
    stayed_away = [each for each in meeting.invitations if not each.arrived_at]
    return Minutes(
        meeting,
        tuple(came),
        tuple(stayed_away),
        _entries(actor, meeting, ballots),
        tuple(list_withheld(actor, meeting)),
        tuple(ballots[None]),
    )


def find_conclusion(actor: Actor, conclusion_id: str) -> Conclusion:
    query = select(Conclusion).where(Conclusion.id == conclusion_id, visible_to(actor))
    if conclusion := session().scalars(query).one_or_none():
        return conclusion
    raise Missing


def find_conclusion_of(actor: Actor, item: Item) -> Conclusion | None:
    """Return what was concluded on an item, None while nothing was or it is not yet the reader's to know."""
    query = select(Conclusion).where(Conclusion.item_id == item.id, visible_to(actor))
    return session().scalars(query).one_or_none()


def list_conclusions(actor: Actor, meeting: Meeting) -> Sequence[Conclusion]:
    """Return the conclusions of a session in the order of its agenda."""
    query = (
        select(Conclusion)
        .join(Conclusion.item)
        .where(Item.meeting_id == meeting.id, visible_to(actor))
        .options(contains_eager(Conclusion.item))
        .order_by(Item.place, Item.id)
    )
    return session().scalars(query).all()


def list_versions(actor: Actor, conclusion: Conclusion) -> Sequence[ConclusionVersion]:
    """Return what a conclusion said before, the newest first."""
    query = (
        select(ConclusionVersion)
        .join(Conclusion, Conclusion.id == ConclusionVersion.conclusion_id)
        .where(ConclusionVersion.conclusion_id == conclusion.id, visible_to(actor))
        .order_by(ConclusionVersion.revision.desc())
    )
    return session().scalars(query).all()


def _ballots(actor: Actor, meeting: Meeting) -> dict[str | None, list[Ballot]]:
    """Return what was put to the vote and may be told, by the item it was on."""
    ballots: dict[str | None, list[Ballot]] = defaultdict(list)
    for ballot in list_ballots(actor, meeting):
        if ballot.state in TOLD:
            ballots[ballot.item_id].append(ballot)
    return ballots


def _entries(
    actor: Actor, meeting: Meeting, ballots: dict[str | None, list[Ballot]]
) -> tuple[Entry, ...]:
    concluded = {each.item_id: each for each in list_conclusions(actor, meeting)}
    return tuple(
        Entry(item, tuple(ballots[item.id]), concluded.get(item.id), _recused(item))
        for item in list_items(actor, meeting)
    )


def _recused(item: Item) -> tuple[str, ...]:
    away = {each.account_id for each in item.recusals}
    return tuple(each.account.name for each in item.meeting.invitations if each.account_id in away)
