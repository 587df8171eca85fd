from ecabinet.bodies.actors import Actor
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.consent.operations import keep_time
from ecabinet.consent.queries import find_due, list_due
from ecabinet.core.errors import Missing
from ecabinet.core.jobs import sweep
from ecabinet.core.transaction import run


@sweep
def keep_the_end_of_positions() -> None:
    """Remind before positions end, and close the list once they have; each session in a transaction of its own."""
    for meeting_id in run(lambda: list_due(system_actor(CLOCK))):
        _keep(meeting_id)


def _keep(meeting_id: str) -> None:
    def deed(actor: Actor) -> None:
        keep_time(actor, find_due(actor, meeting_id))

    try:
        run(lambda: deed(system_actor(CLOCK)))
    except Missing:
        return
