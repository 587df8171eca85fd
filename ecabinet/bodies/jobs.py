"""What a day brings about by itself."""

from ecabinet.bodies.importing import forget_old_drafts
from ecabinet.bodies.leaving import end_sessions_of_leavers
from ecabinet.bodies.once import forget_done_deeds
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.core.jobs import sweep
from ecabinet.core.transaction import run


@sweep
def let_leavers_go() -> None:
    """The day after the last day in office no session goes on."""
    run(lambda: end_sessions_of_leavers(system_actor(CLOCK).id))


@sweep
def forget_sheets() -> None:
    """A sheet that was read and not confirmed is people's data that nobody needs."""
    run(forget_old_drafts)


@sweep
def forget_keys() -> None:
    """After a day nobody sends the same form again."""
    run(forget_done_deeds)
