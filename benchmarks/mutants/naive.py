"""A vote as one first thinks of it: look whether the ballot is open, then write. Between the two it may close."""

from sqlalchemy import select, update

from ecabinet.ballots.events import VoteCast
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Ballot, State, Voter
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run


def cast(account_id: str, ballot_id: str, vote: Vote) -> str:
    with reading():
        load_actor(account_id)
        ballot = session().get_one(Ballot, ballot_id)
        if ballot.state is not State.OPEN:
            raise Closed
        fact = VoteCast(
            actor_id=account_id,
            body_id=ballot.body_id,
            ballot_id=ballot_id,
            item_id=ballot.item_id,
            meeting_id=ballot.meeting_id,
            seq=vote.seq,
            receipt=new_id(),
        )
        own = (Voter.ballot_id == ballot_id) & (Voter.account_id == account_id)
        place = session().scalars(select(Voter.id).where(own)).one()

    def write() -> None:
        row = update(Voter).where(Voter.id == place)
        kept = {"seq": vote.seq, "choice": vote.choice, "receipt": fact.receipt}
        session().execute(row.values(kept))
        record(fact)

    run(write)
    return fact.receipt
