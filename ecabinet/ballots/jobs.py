import structlog

from ecabinet.ballots.operations import close_when_time_is_up
from ecabinet.ballots.running_queries import find_timed, list_timed
from ecabinet.ballots.timing import Here, Watch
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.core.clock import now
from ecabinet.core.database import reading
from ecabinet.core.errors import Missing
from ecabinet.core.jobs import keeper
from ecabinet.core.ticks import tick
from ecabinet.core.transaction import run

log = structlog.get_logger(__name__)

IDLE_S = 5.0  # shorter than the shortest time that is offered: none is missed
LONGEST_S = 0.5
SHORTEST_S = 0.02
LOOKING = Actor(CLOCK, "e-Cabinet", ())  # to look changes nothing, so the account need not be there

_watch = Watch()


@keeper
def keep_time() -> float:
    """Close every ballot whose time is up, and return in how many seconds to look again."""
    with reading():
        ballots = list_timed(LOOKING)
        here = Here(tick(), now())
        _watch.forget_all_but(ballots)
        waits = {each.id: _watch.wait_ms(each, here) for each in ballots}
    for ballot_id in [each for each, wait in waits.items() if wait == 0]:
        _close(ballot_id)
    soonest = min((wait for wait in waits.values() if wait), default=None)
    if soonest is None:
        return LONGEST_S if waits else IDLE_S
    return min(max(soonest / 1000, SHORTEST_S), LONGEST_S)


def _close(ballot_id: str) -> None:
    """Close one, in a transaction of its own, unless somebody else did or gave it more time."""

    def deed(actor: Actor) -> None:
        close_when_time_is_up(actor, find_timed(actor, ballot_id), _watch)

    try:
        run(lambda: deed(system_actor(CLOCK)))
    except Missing:
        return
    except Exception:  # the others are closed on time all the same, and this one is tried again
        log.exception("not_closed_on_time", ballot=ballot_id)
