from typing import Any

from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.policy import may_see_turnout
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import Actor
from ecabinet.realtime.messages import Message, deed
from ecabinet.realtime.topics import watchable


class Cast(Vote, Message):
    """A vote over the socket: the same as the form's, and on which ballot."""

    ballot: str


@watchable("ballot")
def may_watch_ballot(actor: Actor, ballot_id: str) -> bool:
    """Whoever sees it; for anyone else there is none."""
    return bool(find_ballot(actor, ballot_id))


@watchable("turnout")
def may_watch_turnout(actor: Actor, ballot_id: str) -> bool:
    """Who has voted: the desk and the chair."""
    return may_see_turnout(actor, find_ballot(actor, ballot_id))


@watchable("vote")
def may_watch_own_vote(actor: Actor, own: str) -> bool:
    """One's own vote, on every device of one's own; `own` is the ballot and the account, with a dot between."""
    ballot_id, _, account_id = own.partition(".")
    return account_id == actor.id and bool(find_ballot(actor, ballot_id))


@deed("cast", Cast)
def cast(actor: Actor, sent: Cast) -> dict[str, Any]:
    return cast_vote(actor, sent.ballot, sent).spelled
