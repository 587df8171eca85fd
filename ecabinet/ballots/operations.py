from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.ballots import counting, seals
from ecabinet.ballots.events import (
    BallotAnnounced,
    BallotAnnulled,
    BallotClosed,
    BallotEvent,
    BallotOpened,
    BallotPaused,
    BallotPrepared,
    BallotResumed,
    VoteCast,
)
from ecabinet.ballots.models import Ballot, Choice, Kind, State, Voter
from ecabinet.ballots.policy import may_prepare, may_run, may_vote
from ecabinet.ballots.queries import find_place, find_rival, hold_session
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.rules import Options
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Closed, Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.meetings.models import Invitation
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.policy import may_preside
from ecabinet.meetings.queries import attendance

F = TypeVar("F", bound=BallotEvent)

OFFERED: dict[Options, tuple[Choice, ...]] = {
    Options.GOVERNMENT: (Choice.FOR, Choice.AGAINST, Choice.OTHER),
    Options.PROVINCE: (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN),
}
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


def prepare_ballot(actor: Actor, item: Item, question: str) -> Ballot:
    """Put a question on an item. It is opened apart, when the chair says so."""
    require(may_prepare(actor, item))
    _demand_question(question)
    if not item.meeting.is_published or item.meeting.is_over:
        raise Refused(N_("The session is not in a state in which this can be done."))
    if item.state in {ItemState.CONCLUDED, ItemState.WITHDRAWN}:
        raise Refused(N_("This item is concluded or withdrawn."))
    ballot = Ballot(
        id=new_id(),
        meeting=item.meeting,
        item=item,
        question=question.strip(),
        options=[each.value for each in OFFERED[item.meeting.body.rules.options]],
        state=State.PREPARED,
        prepared_at=now(),
    )
    session().add(ballot)
    session().flush()
    record(_fact(BallotPrepared, actor, ballot))
    return ballot


def open_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Freeze who may vote, how many must agree and who is present; from now on votes are taken."""
    require(may_run(actor, ballot))
    hold_session(ballot)
    _lock(ballot)
    if ballot.state is not State.PREPARED:
        raise Refused(N_("The ballot is not in a state in which this can be done."))
    _demand_session(ballot)
    _demand_no_rival(actor, ballot)
    ballot.move(State.OPEN)
    ballot.opened_at = now()
    ballot.key = seals.new_key(ballot)
    ballot.by_order = not may_preside(actor, ballot.meeting)
    _freeze(ballot)
    frozen = {name: getattr(ballot, name) for name in ("members", "needed", "present", "quorum")}
    record(_fact(BallotOpened, actor, ballot, **frozen))
    return ballot


def pause_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    require(may_run(actor, ballot))
    _lock(ballot)
    ballot.move(State.PAUSED)
    record(_fact(BallotPaused, actor, ballot))
    return ballot


def resume_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    require(may_run(actor, ballot))
    hold_session(ballot)
    _lock(ballot)
    if ballot.state is not State.PAUSED:
        raise Refused(N_("The ballot is not in a state in which this can be done."))
    _demand_session(ballot)
    ballot.move(State.OPEN)
    record(_fact(BallotResumed, actor, ballot))
    return ballot


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
    record(_fact(VoteCast, actor, ballot, seq=seq, receipt=place.receipt))
    return _receipt(ballot, place)


def close_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Close and count. Two who close at once get the same result, and the trail holds one closing."""
    require(may_run(actor, ballot))
    _lock(ballot)  # waits for every vote that is being recorded; none can begin after it
    if ballot.is_counted:
        return ballot
    ballot.move(State.CLOSED)
    ballot.closed_at = now()
    session().flush()
    result = _count(ballot)
    ballot.result = asdict(result)
    ballot.key = None
    counted = asdict(result)
    for untold in ("tie", "recused", "chosen", "winner"):
        del counted[untold]
    record(_fact(BallotClosed, actor, ballot, **counted))
    if ballot.rules.announce_at_closing:
        _announce(actor, ballot)
    return ballot


def announce_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Let everybody see the result. Announced twice is announced once."""
    require(may_run(actor, ballot))
    _lock(ballot)
    if ballot.state is not State.ANNOUNCED:
        _announce(actor, ballot)
    return ballot


def annul_ballot(actor: Actor, ballot: Ballot, reason: str) -> Ballot:
    """Take a ballot back, with a reason. It stays on record; votes that were never opened stay sealed.

    The key is kept with them, under the installation's own: who sends their vote again still gets its receipt.
    """
    require(may_run(actor, ballot))
    if not reason.strip():
        raise Invalid(reason=N_("Please give the reason."))
    _lock(ballot)
    ballot.move(State.ANNULLED)
    ballot.annulled_reason = reason.strip()
    record(_fact(BallotAnnulled, actor, ballot, reason=ballot.annulled_reason))
    return ballot


def _announce(actor: Actor, ballot: Ballot) -> None:
    ballot.move(State.ANNOUNCED)
    ballot.announced_at = now()
    passed = bool(ballot.result and ballot.result["passed"])
    record(_fact(BallotAnnounced, actor, ballot, passed=passed))


def _lock(ballot: Ballot) -> None:
    """Hold the ballot alone, and see it as it is now."""
    names = ["state", "key", "opened_at", "closed_at", "announced_at", "result"]
    session().refresh(ballot, names, with_for_update={"of": Ballot})


def _demand_question(question: str) -> None:
    if not question.strip():
        raise Invalid(question=N_("Please write the question that is put to the vote."))


def _demand_session(ballot: Ballot) -> None:
    if ballot.meeting.state is not MeetingState.IN_SESSION:
        raise Refused(N_("A ballot can be opened only while the session is running."))


def _demand_no_rival(actor: Actor, ballot: Ballot) -> None:
    if find_rival(actor, ballot):
        raise Refused(N_("Another ballot on this item is open. Please close it first."))


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
    if invitation is None or _is_remote(invitation):
        raise Refused(N_("By your body's rules only members in the room may vote."))


def _freeze(ballot: Ballot) -> None:
    """Write the roll: every voting member who is not recused, in order of precedence."""
    meeting = ballot.meeting
    recused = {each.account_id for each in ballot.item.recusals} if ballot.item else set()
    voting = [each for each in meeting.invitations if each.votes]
    called = [each for each in voting if each.account_id not in recused]
    there = attendance(meeting)
    ballot.procedure = meeting.body.procedure
    ballot.roll = [_place(each) for each in called]
    ballot.members = len(called if ballot.rules.recusal_lowers else voting)
    ballot.needed = ballot.rules.majority(ballot.members)
    ballot.present, ballot.quorum = there.present, there.quorum


def _place(invitation: Invitation) -> Voter:
    return Voter(
        account_id=invitation.account_id,
        name=invitation.account.name,
        title=invitation.title,
        rank=invitation.rank,
        is_head=invitation.is_head,
        remote=_is_remote(invitation),
    )


def _is_remote(invitation: Invitation) -> bool:
    return invitation.online or not invitation.is_present


def _count(ballot: Ballot) -> counting.Result:
    """Open the seals and count, in a statement of its own: it sees every vote that was acknowledged."""
    session().refresh(ballot, ["roll"])
    for place in ballot.roll:
        if place.sealed is not None:
            place.choice, place.text = seals.opened(ballot, place)
            place.sealed = None
    head = next((each.choice for each in ballot.roll if each.is_head), None)
    votes = [each.choice for each in ballot.roll]
    if ballot.kind is Kind.LIST:
        return counting.count_list(votes, ballot.options, ballot.members, ballot.rules)
    return counting.count(votes, head, ballot.members, ballot.rules)


def _receipt(ballot: Ballot, place: Voter) -> Receipt:
    assert place.cast_at is not None  # noqa: S101 -- set with the vote it belongs to
    zone = ZoneInfo(ballot.meeting.body.timezone)
    return Receipt(place.receipt, place.cast_at.astimezone(zone))


def _fact(kind: type[F], actor: Actor, ballot: Ballot, **details: Any) -> F:
    meeting = ballot.meeting
    return kind(
        actor_id=actor.id,
        body_id=meeting.body_id,
        ballot_id=ballot.id,
        item_id=ballot.item_id,
        meeting_id=meeting.id,
        by_order=kind is not VoteCast and not may_preside(actor, meeting),
        **details,
    )
