"""What whoever runs ballots looks up before a deed."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from ecabinet.ballots.holding import hold_alone
from ecabinet.ballots.models import Ballot, State
from ecabinet.ballots.policy import may_close_by_time, may_run, visible_to
from ecabinet.ballots.queries import RULES
from ecabinet.ballots.roll import called
from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Missing
from ecabinet.meetings.models import Invitation


def list_bloc(actor: Actor, bloc: str, *, lock: bool = False) -> Sequence[Ballot]:
    """Return the ballots of a bloc that `actor` sees, in an order in which everybody locks them."""
    query = select(Ballot).where(Ballot.bloc == bloc, visible_to(actor)).order_by(Ballot.id)
    if lock:
        hold_alone(session().scalars(query.with_only_columns(Ballot.id)).all())
        query = query.with_for_update(of=Ballot)
    if ballots := session().scalars(query).all():
        return ballots
    raise Missing


def list_called(actor: Actor, ballot: Ballot) -> Sequence[Invitation]:
    """Return who has a place in the roll: the voting members who are not recused, in order of precedence."""
    return called(ballot) if may_run(actor, ballot) else ()


def find_repetition(actor: Actor, ballot: Ballot) -> Ballot | None:
    """Return the ballot that repeats this one and waits to be opened."""
    query = select(Ballot).where(
        Ballot.repeats_id == ballot.id, Ballot.state == State.PREPARED, visible_to(actor)
    )
    return session().scalars(query).first()


def list_timed(actor: Actor) -> Sequence[Ballot]:
    """Return the timed ballots that are open: for the clock alone."""
    return session().scalars(_timed()).all() if may_close_by_time(actor) else ()


def find_timed(actor: Actor, ballot_id: str) -> Ballot:
    """Return a timed ballot, locked. Missing when it was closed, paused or annulled meanwhile."""
    if not may_close_by_time(actor):
        raise Missing
    hold_alone([ballot_id])
    query = _timed().where(Ballot.id == ballot_id).options(*RULES, selectinload(Ballot.roll))
    query = query.with_for_update(of=Ballot).execution_options(populate_existing=True)
    if ballot := session().scalars(query).one_or_none():
        return ballot
    raise Missing


def _timed() -> Select[Ballot]:
    return select(Ballot).where(Ballot.state == State.OPEN, Ballot.limit_s.is_not(None))
