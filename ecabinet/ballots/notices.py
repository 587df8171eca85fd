"""What a ballot has to say to the session it is part of."""

from sqlalchemy import select

from ecabinet.agenda.events import MemberRecused
from ecabinet.agenda.models import Item
from ecabinet.ballots.models import TAKING_VOTES, Ballot, State, Voter
from ecabinet.core.database import session
from ecabinet.core.errors import Refused
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.meetings.events import MeetingEnded, MeetingPaused


@within(MeetingEnded)
def refuse_to_end(ended: MeetingEnded) -> None:
    """No vote is left behind: a session ends when its ballots are closed."""
    if _any_in(ended.meeting_id, TAKING_VOTES):
        raise Refused(N_("A ballot is still open. Please close or annul it first."))


@within(MeetingPaused)
def refuse_to_pause(paused: MeetingPaused) -> None:
    if _any_in(paused.meeting_id, {State.OPEN}):
        raise Refused(N_("A ballot is still open. Please close or pause it first."))


@within(MemberRecused)
def refuse_to_recuse(recused: MemberRecused) -> None:
    """The roll is frozen: who is on it leaves the item before the ballot or after it, never during it."""
    query = select(Ballot.id).where(
        Ballot.item_id == recused.item_id,
        Ballot.state.in_(TAKING_VOTES),
        Ballot.roll.any(Voter.account_id == recused.account_id),
    )
    if session().scalars(query).first() is not None:
        raise Refused(
            N_("A ballot on this item is still taking votes. Please close or annul it first.")
        )


def _any_in(meeting_id: str, states: set[State] | frozenset[State]) -> bool:
    query = (
        select(Ballot.id)
        .join(Item, Item.id == Ballot.item_id)
        .where(Item.meeting_id == meeting_id, Ballot.state.in_(states))
    )
    return session().scalars(query).first() is not None
