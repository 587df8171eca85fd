from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ecabinet.ballots import seals
from ecabinet.ballots.events import VoteCast
from ecabinet.ballots.models import Ballot, Choice, State, Voter
from ecabinet.ballots.policy import may_vote
from ecabinet.ballots.queries import find_place
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_

NOT_OPEN = {
    State.PREPARED: N_("Your vote was not counted: the ballot is not open yet."),
    State.PAUSED: N_("Your vote was not counted: the ballot is paused."),
}
SUPERSEDED = N_("Your vote was not counted: a later vote of yours has been recorded already.")
TOO_LATE = N_("Your vote was not counted: the ballot is closed.")


@dataclass(frozen=True)
class Receipt:
    """Says that a vote was recorded, and when, in the body's own time. The code tells nothing of the choice."""

    code: str
    at: datetime


def cast_vote(actor: Actor, ballot: Ballot, choice: Choice, text: str, seq: int) -> Receipt:
    """Record a vote, sealed, and return its receipt; the same one again returns the same receipt in every state.

    `seq` is made on the device and rises with every change of mind. Raises Closed when it comes after the closing:
    it is not counted.
    """
    require(may_vote(actor, place := find_place(actor, ballot, lock=True)))
    assert place is not None  # noqa: S101 -- the policy said so
    text = seals.plain_text(text) if choice is Choice.OTHER else ""
    if place.seq == seq and seals.opened(ballot, place) == (choice, text):
        return _receipt(ballot, place)
    _demand_countable(ballot, place, seq)
    _demand_choice(ballot, choice, text)
    _demand_in_room(actor, ballot)
    place.sealed = seals.sealed(ballot, place, choice, text)
    place.seq, place.cast_at, place.receipt = seq, now(), seals.new_receipt()
    record(
        VoteCast(
            actor_id=actor.id,
            body_id=ballot.body_id,
            ballot_id=ballot.id,
            item_id=ballot.item_id,
            meeting_id=ballot.meeting_id,
            seq=seq,
            receipt=place.receipt,
        )
    )
    return _receipt(ballot, place)


def _demand_countable(ballot: Ballot, place: Voter, seq: int) -> None:
    if ballot.state in NOT_OPEN:
        raise Refused(NOT_OPEN[ballot.state])
    if ballot.state is not State.OPEN:
        raise Closed(TOO_LATE)
    if seq <= place.seq:
        raise Refused(SUPERSEDED)


def _demand_choice(ballot: Ballot, choice: Choice, text: str) -> None:
    if choice not in ballot.options:
        raise Invalid(choice=N_("Please choose one of the options."))
    if choice is Choice.OTHER and not text:
        raise Invalid(text=N_("Please write your other opinion."))
    if len(text) > seals.MAX_TEXT:
        raise Invalid(text=N_("This is too long."))


def _demand_in_room(actor: Actor, ballot: Ballot) -> None:
    """Where the body's rules let only those in the room vote."""
    meeting = ballot.meeting
    if ballot.rules.remote_vote:
        return
    invitation = next((each for each in meeting.invitations if each.account_id == actor.id), None)
    if invitation is None or invitation.is_remote:
        raise Refused(N_("By your body's rules only members in the room may vote."))


def _receipt(ballot: Ballot, place: Voter) -> Receipt:
    assert place.cast_at is not None  # noqa: S101 -- set with the vote it belongs to
    zone = ZoneInfo(ballot.meeting.body.timezone)
    return Receipt(place.receipt, place.cast_at.astimezone(zone))
