"""One vote as the socket's message does it, and what has to be open for it."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Ballot, Choice, Voter
from ecabinet.bodies.actors import load_actor
from ecabinet.core import sealing, signing
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import open_database

MASTER_KEY = bytes(32)
CHOICES = (Choice.FOR, Choice.AGAINST)


def open_with_keys(url: str, folder: Path) -> None:
    sealing.use_master_key(MASTER_KEY)
    signing.use_signing_key(MASTER_KEY, folder / "signing-keys")
    open_database(url)


def find_ballot() -> tuple[str, Sequence[str]]:
    with reading():
        ballot = session().scalars(select(Ballot.id)).one()
        return ballot, session().scalars(select(Voter.account_id).order_by(Voter.id)).all()


def cast(ballot_id: str, member: str, seq: int) -> str:
    """Vote: who it is, what they may see, the deed, its facts."""
    vote = Vote(choice=CHOICES[seq % len(CHOICES)], seq=seq)
    return cast_vote(load_actor(member), ballot_id, vote).code
