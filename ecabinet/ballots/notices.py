"""What a ballot has to say to the session it is part of."""

from sqlalchemy import select

from ecabinet.agenda.models import Item
from ecabinet.ballots.models import TAKING_VOTES, Ballot, State
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


def _any_in(meeting_id: str, states: set[State] | frozenset[State]) -> bool:
    query = (
        select(Ballot.id)
        .join(Item, Item.id == Ballot.item_id)
        .where(Item.meeting_id == meeting_id, Ballot.state.in_(states))
    )
    return session().scalars(query).first() is not None
