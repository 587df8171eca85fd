import structlog

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.core.clock import now
from ecabinet.core.database import reading
from ecabinet.core.errors import Missing, Refusal, Uncertain
from ecabinet.core.jobs import keeper
from ecabinet.core.transaction import run
from ecabinet.meetings.releasing_operations import give_up_release, let_out
from ecabinet.meetings.releasing_queries import find_going_out, list_going_out

log = structlog.get_logger(__name__)

IDLE_S = 2.0  # shorter than the wait: none is missed
SHORTEST_S = 0.05
LOOKING = Actor(CLOCK, "e-Cabinet", ())  # to look changes nothing, so the account need not be there


@keeper
def keep_releases() -> float:
    """Let out every session whose moment has come, and return in how many seconds to look again.

    The moments are rows: after a restart, or when the system stood still, what is overdue goes out at once.
    """
    with reading():
        waiting = list_going_out(LOOKING)
    for meeting_id in [each for each, at in waiting if at <= now()]:
        _let_out(meeting_id)
    left = [(at - now()).total_seconds() for _, at in waiting if at > now()]
    return min(max(min(left, default=IDLE_S), SHORTEST_S), IDLE_S)


def _let_out(meeting_id: str) -> None:
    """Let one out, in a transaction of its own, unless it was taken back or another process was quicker."""

    def deed() -> None:
        clock = system_actor(CLOCK)
        let_out(clock, find_going_out(clock, meeting_id))

    try:
        run(deed)
    except Uncertain:
        return  # the database is in trouble: it is looked at again
    except Refusal as no:
        _give_up(meeting_id, no)
    except Exception:  # the others go out on time all the same, and this one is tried again
        log.exception("not_let_out_on_time", meeting=meeting_id)


def _give_up(meeting_id: str, no: Refusal) -> None:
    def deed() -> None:
        clock = system_actor(CLOCK)
        give_up_release(clock, find_going_out(clock, meeting_id), no)

    try:
        run(deed)
    except Missing:
        return  # it was taken back, or has gone out
