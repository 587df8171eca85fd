from collections.abc import Callable, Sequence

from ecabinet.agenda.models import State as ItemState
from ecabinet.ballots import counting, seals, timing
from ecabinet.ballots.events import (
    BallotAnnulled,
    BallotExtended,
    BallotOpened,
    BallotPaused,
    BallotResumed,
    BallotTimeRanOut,
)
from ecabinet.ballots.holding import hold_alone
from ecabinet.ballots.models import TAKING_VOTES, Ballot, State
from ecabinet.ballots.policy import may_close_by_time, may_run, may_run_all
from ecabinet.ballots.queries import find_rival, hold_session
from ecabinet.ballots.roll import freeze
from ecabinet.ballots.telling import announce, fact_about, tell_result
from ecabinet.bodies.actors import Actor
from ecabinet.core.clock import now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ticks import tick
from ecabinet.core.words import N_
from ecabinet.meetings.models import State as MeetingState
from ecabinet.meetings.policy import may_preside

Deed = Callable[[Actor, Ballot], object]
FROZEN = ("members", "needed", "present", "quorum")
TOO_LATE_OR_EARLY = N_("The ballot is not in a state in which this can be done.")
IN_THE_WAY = N_(
    "Nothing was done to any of these ballots. “%(question)s” stands in the way: %(why)s"
)
STILL_OPEN = N_("It is still taking votes. Please close or annul it first.")
GONE = frozenset({ItemState.CONCLUDED, ItemState.WITHDRAWN, ItemState.REMOVED})
LOCKED = (
    *("state", "key", "opened_at", "closed_at", "announced_at", "result"),
    *("limit_s", "closes_at", "left_ms", "running_since_ms", "machine", "by_hand", "sheet_id"),
)


def open_ballot(actor: Actor, ballot: Ballot, limit_s: int | None = None) -> Ballot:
    """Freeze who may vote, how many must agree and who is present; from now on votes are taken, for `limit_s`."""
    require(may_run(actor, ballot))
    if limit_s is not None and limit_s not in timing.LIMITS:
        raise Invalid(limit_s=N_("Please choose one of the options."))
    hold_session(ballot)
    _lock(ballot)
    if ballot.state is not State.PREPARED:
        raise Refused(TOO_LATE_OR_EARLY)
    _demand_session(ballot)
    _demand_no_rival(actor, ballot)
    ballot.move(State.OPEN)
    ballot.opened_at = now()
    ballot.key = seals.new_key(ballot)
    ballot.by_order = not may_preside(actor, ballot.meeting)
    freeze(ballot)
    ballot.limit_s = limit_s
    if limit_s is not None:
        timing.start(ballot, limit_s * 1000, _here())
    frozen = {name: getattr(ballot, name) for name in (*FROZEN, "limit_s", "repeats_id")}
    record(fact_about(BallotOpened, actor, ballot, **frozen))
    return ballot


def pause_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Take no votes for a while. What is left of its time waits with it."""
    require(may_run(actor, ballot))
    _lock(ballot)
    ballot.move(State.PAUSED)
    if ballot.limit_s is not None:
        timing.stop(ballot, _here())
    record(fact_about(BallotPaused, actor, ballot))
    return ballot


def resume_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    require(may_run(actor, ballot))
    hold_session(ballot)
    _lock(ballot)
    if ballot.state is not State.PAUSED:
        raise Refused(TOO_LATE_OR_EARLY)
    _demand_session(ballot)
    ballot.move(State.OPEN)
    if ballot.limit_s is not None:
        timing.start(ballot, ballot.left_ms or 0, _here())
    record(fact_about(BallotResumed, actor, ballot))
    return ballot


def extend_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Give a timed ballot one minute more."""
    require(may_run(actor, ballot))
    _lock(ballot)
    if not ballot.is_taking_votes or ballot.limit_s is None:
        raise Refused(TOO_LATE_OR_EARLY)
    longer = timing.left(ballot, _here()) + timing.EXTENSION_S * 1000
    if ballot.state is State.OPEN:
        timing.start(ballot, longer, _here())
    else:
        ballot.left_ms = longer
    record(fact_about(BallotExtended, actor, ballot, seconds=timing.EXTENSION_S))
    return ballot


def close_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Close and count. Two who close at once get the same result, and the trail holds one closing."""
    require(may_run(actor, ballot))
    _close(actor, ballot)
    return ballot


def close_when_time_is_up(actor: Actor, ballot: Ballot, watch: timing.Watch) -> Ballot:
    """Close and count as anybody does, because its time is up; not if it was extended or paused meanwhile."""
    require(may_close_by_time(actor))
    _lock(ballot)
    if ballot.state is not State.OPEN or ballot.limit_s is None or watch.wait_ms(ballot, _here()):
        return ballot
    record(fact_about(BallotTimeRanOut, actor, ballot, limit_s=ballot.limit_s))
    _close(actor, ballot)
    return ballot


def announce_ballot(actor: Actor, ballot: Ballot) -> Ballot:
    """Let everybody see the result. Announced twice is announced once."""
    require(may_run(actor, ballot))
    _lock(ballot)
    if ballot.state is not State.ANNOUNCED:
        announce(ballot, actor)
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
    why = {"reason": ballot.annulled_reason, "repeats_id": ballot.repeats_id}
    record(fact_about(BallotAnnulled, actor, ballot, **why))
    return ballot


def open_bloc(actor: Actor, ballots: Sequence[Ballot], limit_s: int | None = None) -> None:
    """Open what of a bloc is prepared; all of it, or none."""
    require(may_run_all(actor, ballots))
    waiting = [each for each in ballots if each.state is State.PREPARED]
    _each(actor, waiting, lambda actor, ballot: open_ballot(actor, ballot, limit_s))


def pause_bloc(actor: Actor, ballots: Sequence[Ballot]) -> None:
    require(may_run_all(actor, ballots))
    _each(actor, [each for each in ballots if each.state is State.OPEN], pause_ballot)


def resume_bloc(actor: Actor, ballots: Sequence[Ballot]) -> None:
    require(may_run_all(actor, ballots))
    _each(actor, [each for each in ballots if each.state is State.PAUSED], resume_ballot)


def close_bloc(actor: Actor, ballots: Sequence[Ballot]) -> None:
    """Close and count what of a bloc takes votes; all of it, or none."""
    require(may_run_all(actor, ballots))
    _each(actor, [each for each in ballots if each.state in TAKING_VOTES], close_ballot)


def announce_bloc(actor: Actor, ballots: Sequence[Ballot]) -> None:
    """Announce what of a bloc is closed. While one of them takes votes nothing is: each would sway the others."""
    require(may_run_all(actor, ballots))
    if running := next((each for each in ballots if each.is_taking_votes), None):
        raise Refused(IN_THE_WAY, question=running.question, why=Refused(STILL_OPEN))
    _each(actor, [each for each in ballots if each.state is State.CLOSED], announce_ballot)


def _each(actor: Actor, ballots: Sequence[Ballot], deed: Deed) -> None:
    """Do it to one after the other. What stands in the way is named, and undoes what was done to the others."""
    for ballot in ballots:
        try:
            deed(actor, ballot)
        except Refused as no:
            raise Refused(IN_THE_WAY, question=ballot.question, why=no) from no


def _close(actor: Actor, ballot: Ballot) -> None:
    _lock(ballot)  # waits for every vote that is being recorded; none can begin after it
    if ballot.is_counted:
        return
    ballot.move(State.CLOSED)
    ballot.closed_at = now()
    session().flush()
    tell_result(ballot, actor, _count(ballot))


def _here() -> timing.Here:
    return timing.Here(tick(), now())


def _lock(ballot: Ballot) -> None:
    """Hold the ballot alone, and see it as it is now."""
    hold_alone([ballot.id])
    session().refresh(ballot, LOCKED, with_for_update={"of": Ballot})


def _demand_session(ballot: Ballot) -> None:
    if ballot.meeting.state is not MeetingState.IN_SESSION:
        raise Refused(N_("A ballot can be opened only while the session is running."))
    if ballot.item is not None and ballot.item.state in GONE:
        raise Refused(N_("This item is concluded or withdrawn."))


def _demand_no_rival(actor: Actor, ballot: Ballot) -> None:
    if ballot.item_id is not None and find_rival(actor, ballot):
        raise Refused(N_("Another ballot on this item is open. Please close it first."))


def _count(ballot: Ballot) -> counting.Result:
    """Open the seals and count, in a statement of its own: it sees every vote that was acknowledged."""
    session().refresh(ballot, ["roll"])
    for place in ballot.roll:
        if place.sealed is not None:
            place.choice, place.text, place.signature = seals.opened(ballot, place)
            place.sealed = None
    return counting.come_to(ballot)
