import sys
from collections.abc import Iterator

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from ecabinet.audit.models import Entry
from ecabinet.ballots.models import Ballot, State
from ecabinet.ballots.proof import Told, doubts, is_counted
from ecabinet.core import signing
from ecabinet.core.database import reading, session

group = AppGroup("ballots", help="Ballots and their results.")
AT_ONCE = 500
LIFE = {
    "ballot.prepared": State.PREPARED,
    "ballot.opened": State.OPEN,
    "ballot.resumed": State.OPEN,
    "ballot.paused": State.PAUSED,
    "ballot.closed": State.CLOSED,
    "ballot.announced": State.ANNOUNCED,
    "ballot.annulled": State.ANNULLED,
}
WHOLE, BROKEN = "Every result is as it was counted.", "Not every result is as it was counted."
ABOUT_THE_TRAIL = (
    "The trail itself is checked by `flask --app wsgi audit verify`; the two belong together."
)


@group.command("verify")
def verify_ballots() -> None:
    """Recount every counted ballot, check its signatures, compare it with the trail; exit 1 if one does not agree."""
    found = False
    with reading():
        _look_once()
        for ballot_id, votes, faults in _checked():
            click.echo(f"ballot {ballot_id}: {votes} votes, {'; '.join(faults) or 'agrees'}.")
            found = found or bool(faults)
    click.echo(BROKEN if found else WHOLE)
    click.echo(ABOUT_THE_TRAIL)
    sys.exit(1 if found else 0)


def _look_once() -> None:
    """One look at one moment, however many vote meanwhile: rows and trail would else not fit together."""
    if session().get_bind().dialect.name == "postgresql":
        session().connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _checked() -> Iterator[tuple[str, int, list[str]]]:
    """Yield each ballot that was counted, and any other with which something is wrong; and what that is."""
    told, keys = _told(), signing.known_keys()
    query = select(Ballot).options(selectinload(Ballot.roll)).order_by(Ballot.id)
    for ballot in session().scalars(query.execution_options(yield_per=AT_ONCE)):
        of_trail = told.pop(ballot.id, Told())
        faults = doubts(ballot, of_trail, keys)
        if faults or is_counted(ballot, of_trail):
            yield ballot.id, ballot.cast, faults
    for ballot_id, of_trail in sorted(told.items()):
        if of_trail.closed:
            yield ballot_id, 0, ["the trail tells of it, and it is not there"]


def _told() -> dict[str, Told]:
    """Return what the trail tells of every ballot."""
    query = select(Entry.event, Entry.actor_id, Entry.details, Entry.at).where(
        or_(Entry.event.in_(LIFE), Entry.event == "vote.cast")
    )
    query = query.order_by(Entry.chain, Entry.position).execution_options(yield_per=AT_ONCE)
    told: dict[str, Told] = {}
    for event, actor_id, details, at in session().execute(query):
        of_ballot = told.setdefault(details.get("ballot_id", ""), Told())
        if event == "vote.cast":
            of_ballot.cast[actor_id] = (details.get("seq"), details.get("receipt"))
        else:
            of_ballot.state, of_ballot.reason = LIFE[event], details.get("reason", "")
            of_ballot.closed = details if event == "ballot.closed" else of_ballot.closed
            of_ballot.announced = at if event == "ballot.announced" else of_ballot.announced
    return told
