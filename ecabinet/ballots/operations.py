from dataclasses import asdict

from ecabinet.ballots import counting, proof, seals
from ecabinet.ballots.events import (
    BallotAnnounced,
    BallotAnnulled,
    BallotClosed,
    BallotOpened,
    BallotPaused,
    BallotResumed,
)
from ecabinet.ballots.models import Ballot, State, Voter
from ecabinet.ballots.policy import may_run
from ecabinet.ballots.queries import find_rival, hold_session
from ecabinet.ballots.telling import fact_about
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.meetings.models import Invitation
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.policy import may_preside
from ecabinet.meetings.queries import attendance


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
    record(fact_about(BallotOpened, actor, ballot, **frozen))
    return ballot


def pause_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    require(may_run(actor, ballot))
    _lock(ballot)
    ballot.move(State.PAUSED)
    record(fact_about(BallotPaused, actor, ballot))
    return ballot


def resume_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    require(may_run(actor, ballot))
    hold_session(ballot)
    _lock(ballot)
    if ballot.state is not State.PAUSED:
        raise Refused(N_("The ballot is not in a state in which this can be done."))
    _demand_session(ballot)
    ballot.move(State.OPEN)
    record(fact_about(BallotResumed, actor, ballot))
    return ballot


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
    proof.keep_record(ballot)
    counted = asdict(result)
    for untold in ("tie", "recused", "chosen", "winner"):
        del counted[untold]
    record(fact_about(BallotClosed, actor, ballot, record_hash=ballot.record_hash, **counted))
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
    record(fact_about(BallotAnnulled, actor, ballot, reason=ballot.annulled_reason))
    return ballot


def _announce(actor: Actor, ballot: Ballot) -> None:
    ballot.move(State.ANNOUNCED)
    ballot.announced_at = now()
    passed = bool(ballot.result and ballot.result["passed"])
    record(fact_about(BallotAnnounced, actor, ballot, passed=passed))


def _lock(ballot: Ballot) -> None:
    """Hold the ballot alone, and see it as it is now."""
    names = ["state", "key", "opened_at", "closed_at", "announced_at", "result"]
    session().refresh(ballot, names, with_for_update={"of": Ballot})


def _demand_session(ballot: Ballot) -> None:
    if ballot.meeting.state is not MeetingState.IN_SESSION:
        raise Refused(N_("A ballot can be opened only while the session is running."))


def _demand_no_rival(actor: Actor, ballot: Ballot) -> None:
    if find_rival(actor, ballot):
        raise Refused(N_("Another ballot on this item is open. Please close it first."))


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
        remote=invitation.is_remote,
    )


def _count(ballot: Ballot) -> counting.Result:
    """Open the seals and count, in a statement of its own: it sees every vote that was acknowledged."""
    session().refresh(ballot, ["roll"])
    for place in ballot.roll:
        if place.sealed is not None:
            place.choice, place.text = seals.opened(ballot, place)
            place.sealed = None
    return counting.come_to(ballot)
