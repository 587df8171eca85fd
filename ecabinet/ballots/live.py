from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import func, select

from ecabinet.ballots.casting_operations import cast_vote, cast_votes
from ecabinet.ballots.forms import MAX_BLOC, Vote
from ecabinet.ballots.models import Ballot, Voter
from ecabinet.ballots.policy import may_see_turnout
from ecabinet.ballots.queries import find_ballot, sees_ballot
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.realtime.messages import Message, deed
from ecabinet.realtime.topics import stated, watchable


class BlocVote(Vote, Message):
    """One of several votes."""


class Cast(Vote, Message):
    """A vote over the socket: the same as the form's, and on which ballot."""

    ballot: str


class CastBloc(Message):
    """Votes on several ballots, by the ballots' ids: all are recorded, or none."""

    votes: dict[str, BlocVote] = Field(min_length=1, max_length=MAX_BLOC)


@watchable("ballot")
def may_watch_ballot(actor: Actor, ballot_id: str) -> bool:
    """Whoever sees it; for anyone else there is none."""
    return sees_ballot(actor, ballot_id)


@stated("ballot")
def tell_ballot(ballot_id: str) -> dict[str, Any] | None:
    """How many have voted, when that was, and whether there is more to look at; never who, and never how."""
    ballot = session().get(Ballot, ballot_id)
    if ballot is None:
        return None
    total = session().scalar(select(func.count(Voter.id)).where(Voter.ballot_id == ballot_id)) or 0
    zone = ZoneInfo(ballot.meeting.body.timezone)
    return {
        "cast": ballot.cast,
        "left": total - ballot.cast,
        "total": total,
        "at": now().astimezone(zone).strftime("%H:%M:%S"),
        "look": ballot.look,
    }


@watchable("turnout")
def may_watch_turnout(actor: Actor, ballot_id: str) -> bool:
    """Who has voted: the desk and the chair."""
    return may_see_turnout(actor, find_ballot(actor, ballot_id))


@watchable("vote")
def may_watch_own_vote(actor: Actor, own: str) -> bool:
    """One's own vote, on every device of one's own; `own` is the ballot and the account, with a dot between."""
    ballot_id, _, account_id = own.partition(".")
    return account_id == actor.id and sees_ballot(actor, ballot_id)


@deed("cast", Cast, together=True)
def cast(actor: Actor, sent: Cast) -> dict[str, Any]:
    return cast_vote(actor, sent.ballot, sent).spelled


@deed("cast_bloc", CastBloc, together=True)
def cast_bloc(actor: Actor, sent: CastBloc) -> dict[str, Any]:
    receipts = cast_votes(actor, sent.votes)
    return {"receipts": {ballot: receipt.spelled for ballot, receipt in receipts.items()}}
