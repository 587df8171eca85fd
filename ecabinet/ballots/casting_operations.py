import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, update

from ecabinet.ballots import seals
from ecabinet.ballots.casting_queries import find_seat
from ecabinet.ballots.events import VoteCast
from ecabinet.ballots.forms import Vote
from ecabinet.ballots.models import Ballot, Choice, State, Voter
from ecabinet.ballots.policy import may_vote
from ecabinet.ballots.proof import Statement
from ecabinet.ballots.queries import find_ballot
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.text import is_blank
from ecabinet.core.words import N_

NOT_OPEN = {
    State.PREPARED: N_("Your vote was not counted: the ballot is not open yet."),
    State.PAUSED: N_("Your vote was not counted: the ballot is paused."),
}
SUPERSEDED = N_("Your vote was not counted: a later vote of yours has been recorded already.")
TOO_LATE = N_("Your vote was not counted: the ballot is closed.")
NONE_OF_THEM = N_("None of your votes was recorded. “%(question)s”: %(reason)s")
LOOK_AGAIN = N_("None of your votes was recorded. Please look again at “%(question)s”.")
VOTER = cast("Table", Voter.__table__)
RECORDED = (  # the same statement for every vote, spelled once
    update(VOTER)
    .where(VOTER.c.id == bindparam("place"))
    .values({name: bindparam(f"new_{name}") for name in ("seq", "sealed", "receipt", "cast_at")})
)


@dataclass(frozen=True)
class Receipt:
    """Says that a vote was recorded, and when, in the body's own time. The code tells nothing of the choice.

    The signature tells it to whoever knows the rest, so it is handed to the voter alone.
    """

    code: str
    at: datetime
    signature: bytes

    @property
    def spelled(self) -> dict[str, str]:
        """The receipt as it is sent to the voter's device."""
        signature = base64.b64encode(self.signature).decode()
        return {"receipt": self.code, "at": self.at.isoformat(), "signature": signature}


def cast_vote(actor: Actor, ballot_id: str, vote: Vote) -> Receipt:
    """Record a vote, sealed, and return its receipt; the same one again returns the same receipt in every state.

    Its `seq` is made on the device and rises with every change of mind. Raises Closed when it comes after the
    closing: it is not counted.
    """
    require(may_vote(actor, place := find_seat(actor, ballot_id)))
    assert place is not None  # noqa: S101 -- the policy said so
    text = seals.plain_text(vote.text) if vote.choice == Choice.OTHER else ""
    if place.seq == vote.seq:
        choice, as_before, signature = seals.opened(place.ballot, place)
        if (choice, as_before) == (vote.choice, text):
            return _receipt(place, signature)
    _demand_countable(place, vote.seq)
    _demand_choice(place.ballot, vote.choice, text)
    _demand_in_room(actor, place.ballot)
    return _record(place, vote, text)


def cast_votes(actor: Actor, votes: Mapping[str, Vote]) -> Mapping[str, Receipt]:
    """Record one's votes on several ballots, all of them or none; return the receipt of each.

    Always in the same order, so that nobody waits crosswise. What is refused names the ballot it was refused on.
    Whether one may vote is asked of the first here, and of each before its vote is recorded.
    """
    require(may_vote(actor, find_seat(actor, min(votes))))
    receipts = {each: _cast_among_others(actor, each, votes[each]) for each in sorted(votes)}
    return {each: receipts[each] for each in votes}


def _cast_among_others(actor: Actor, ballot_id: str, vote: Vote) -> Receipt:
    try:
        return cast_vote(actor, ballot_id, vote)
    except Invalid as no:
        problems = {f"{field}-{ballot_id}": sentence for field, sentence in no.problems.items()}
        named = Invalid(LOOK_AGAIN, **problems)
        named.values = {"question": find_ballot(actor, ballot_id).question}
        raise named from no
    except Refused as no:
        question = find_ballot(actor, ballot_id).question
        raise type(no)(NONE_OF_THEM, question=question, reason=no) from no


def _record(place: Voter, vote: Vote, text: str) -> Receipt:
    place.seq, place.receipt, place.cast_at = vote.seq, seals.new_receipt(), now()
    signature = _statement(place, vote.choice, text).sign()
    sealed = seals.sealed(place.ballot, place, vote.choice, text, signature)
    written = {"place": place.id, "new_seq": place.seq, "new_sealed": sealed}
    written |= {"new_receipt": place.receipt, "new_cast_at": place.cast_at}
    session().connection().execute(RECORDED, written)
    ballot = place.ballot
    record(
        VoteCast(
            actor_id=place.account_id,
            body_id=ballot.body_id,
            ballot_id=ballot.id,
            item_id=ballot.item_id,
            meeting_id=ballot.meeting_id,
            seq=place.seq,
            receipt=place.receipt,
        )
    )
    return _receipt(place, signature)


def _statement(place: Voter, choice: str, text: str) -> Statement:
    return Statement(
        ballot_id=place.ballot_id,
        account_id=place.account_id,
        choice=choice,
        text=text,
        seq=place.seq,
        receipt=place.receipt,
        at=place.cast_at or now(),
    )


def _demand_countable(place: Voter, seq: int) -> None:
    ballot = place.ballot
    if ballot.state in NOT_OPEN:
        raise Refused(NOT_OPEN[ballot.state])
    if ballot.state is not State.OPEN:
        raise Closed(TOO_LATE)
    if seq <= place.seq:
        raise Refused(SUPERSEDED)


def _demand_choice(ballot: Ballot, choice: str, text: str) -> None:
    if choice not in ballot.options:
        raise Invalid(choice=N_("Please choose one of the options."))
    if choice == Choice.OTHER and is_blank(text):
        raise Invalid(text=N_("Please write your other opinion."))
    if len(text) > seals.MAX_TEXT:
        raise Invalid(text=N_("This is too long."))


def _demand_in_room(actor: Actor, ballot: Ballot) -> None:
    """Where the body's rules let only those in the room vote."""
    invitation = ballot.meeting.invitation_of(actor.id)
    away = invitation is None or invitation.is_remote
    if away and not ballot.rules.remote_vote:
        raise Refused(N_("By your body's rules only members in the room may vote."))


def _receipt(place: Voter, signature: bytes | None) -> Receipt:
    assert place.cast_at is not None  # noqa: S101 -- set with the vote it belongs to
    zone = ZoneInfo(place.ballot.meeting.body.timezone)
    return Receipt(place.receipt, place.cast_at.astimezone(zone), signature or b"")
