from typing import Any

from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.forms import Vote
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


@deed("cast", Cast)
def cast(actor: Actor, sent: Cast) -> dict[str, Any]:
    ballot = find_ballot(actor, sent.ballot)
    receipt = cast_vote(actor, ballot, sent.choice, sent.text, sent.seq)
    return {"receipt": receipt.code, "at": receipt.at.isoformat()}
