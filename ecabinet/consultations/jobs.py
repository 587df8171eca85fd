from ecabinet.bodies.actors import Actor
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.consultations.operations import close_overdue
from ecabinet.consultations.queries import find_overdue, list_overdue
from ecabinet.core.errors import Missing
from ecabinet.core.jobs import sweep
from ecabinet.core.transaction import run


@sweep
def close_what_is_overdue() -> None:
    """Close every consultation whose time is up, each in a transaction of its own."""
    for consultation_id in run(lambda: list_overdue(system_actor(CLOCK))):
        _close(consultation_id)


def _close(consultation_id: str) -> None:
    """Close one, unless it was closed, recalled or extended since it was listed."""

    def deed(actor: Actor) -> None:
        close_overdue(actor, find_overdue(actor, consultation_id))

    try:
        run(lambda: deed(system_actor(CLOCK)))
    except Missing:
        return
