"""What stays of a ballot: to each voter their own vote, to whoever may see the result its record."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from ecabinet.ballots import seals
from ecabinet.ballots.models import Ballot, Voter
from ecabinet.ballots.policy import may_see_result
from ecabinet.ballots.proof import Statement
from ecabinet.ballots.queries import RULES, find_ballot
from ecabinet.ballots.reasons import Reason, reasons_of
from ecabinet.bodies.actors import Actor
from ecabinet.core import signing
from ecabinet.core.database import session
from ecabinet.core.errors import Missing

PAGE = 30


@dataclass(frozen=True)
class Kept:
    """A vote of one's own, to be looked up for ever. `key_id`: whose key signed it, checked just now, None for none."""

    ballot: Ballot
    place: Voter
    statement: Statement
    signature: bytes
    key_id: str | None
    reasons: Sequence[Reason]  # what it came to, once that is known


def find_receipt(actor: Actor, ballot_id: str) -> Kept:
    """Return one's own vote on a ballot. Nobody else's is ever found here."""
    if place := session().scalars(_own(actor).where(Voter.ballot_id == ballot_id)).one_or_none():
        return _kept(actor, place)
    raise Missing


def list_receipts(actor: Actor, before: str | None = None) -> Sequence[Kept]:
    """Return one's own votes, the newest first; `before`: the ballot whose vote ended the page before."""
    query = _own(actor)
    last = session().scalars(_own(actor).where(Voter.ballot_id == before)).one_or_none()
    if last is not None:
        query = query.where(tuple_(Voter.cast_at, Voter.id) < (last.cast_at, last.id))
    newest = query.order_by(Voter.cast_at.desc(), Voter.id.desc()).limit(PAGE)
    return [_kept(actor, each) for each in session().scalars(newest)]


def find_counted(actor: Actor, ballot_id: str) -> Ballot:
    """Return a ballot whose record `actor` may read: whoever may see the result."""
    ballot = find_ballot(actor, ballot_id)
    if ballot.record and may_see_result(actor, ballot):
        return ballot
    raise Missing


def _own(actor: Actor) -> Select[Voter]:
    of_ballot = joinedload(Voter.ballot).options(*RULES)
    return select(Voter).where(Voter.account_id == actor.id, Voter.seq > 0).options(of_ballot)


def _kept(actor: Actor, place: Voter) -> Kept:
    ballot = place.ballot
    choice, text, signature = seals.opened(ballot, place)
    assert place.cast_at is not None  # noqa: S101 -- set with the vote it belongs to
    statement = Statement(
        ballot_id=ballot.id,
        account_id=place.account_id,
        choice=choice or "",
        text=text,
        seq=place.seq,
        receipt=place.receipt,
        at=place.cast_at,
    )
    told = ballot.record if may_see_result(actor, ballot) else None
    key_id = statement.signer(signature, signing.known_keys())
    reasons = reasons_of(told) if told else ()
    return Kept(ballot, place, statement, signature or b"", key_id, reasons)
