from collections.abc import Callable
from functools import partial

from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.core.errors import Missing
from ecabinet.core.jobs import sweep
from ecabinet.core.transaction import run
from ecabinet.lodging.late_queries import find_unanswered, list_unanswered
from ecabinet.lodging.queries import find_to_remind, list_to_remind
from ecabinet.lodging.reminding_operations import remind, remind_chair


@sweep
def remind_of_dossiers() -> None:
    """Remind of every dossier whose day has come, each in a transaction of its own, by whoever is first."""
    for lodging_id in run(lambda: list_to_remind(system_actor(CLOCK))):
        _unless_done(partial(_remind, lodging_id))


@sweep
def remind_of_late_requests() -> None:
    """Remind the chairs whose answer is due."""
    for request_id in run(lambda: list_unanswered(system_actor(CLOCK))):
        _unless_done(partial(_remind_chair, request_id))


def _remind(lodging_id: str) -> None:
    actor = system_actor(CLOCK)
    remind(actor, find_to_remind(actor, lodging_id))


def _remind_chair(request_id: str) -> None:
    actor = system_actor(CLOCK)
    remind_chair(actor, find_unanswered(actor, request_id))


def _unless_done(deed: Callable[[], None]) -> None:
    """Do it, unless somebody else has done it since it was listed."""
    try:
        run(deed)
    except Missing:
        return
