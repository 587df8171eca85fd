import time
from contextvars import Context
from datetime import timedelta

from sqlalchemy import func, select

from ecabinet.audit import checkpoints
from ecabinet.audit.events import TrailCheckAsked
from ecabinet.audit.models import INSTALLATION, Check
from ecabinet.audit.operations import ask_for_check, settle_check
from ecabinet.audit.proof import Break
from ecabinet.audit.queries import find_check
from ecabinet.audit.trail import verify
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.events import Settled, afterwards
from ecabinet.core.jobs import job, send, sweep
from ecabinet.core.transaction import run

CHECKED_EVERY = timedelta(hours=24)
TOLD_EVERY_S = 2.0  # how far a walk has come is written down no more often


@afterwards
def seal_what_ended(settled: Settled) -> None:
    """Where a ballot, a session or a consultation is closed, its trail is signed at once."""
    chains = {fact.body_id or INSTALLATION for fact in settled.facts if fact.seals}
    if chains:
        send(seal_chains, *sorted(chains))


@job("audit.seal")
def seal_chains(*chains: str) -> None:
    checkpoints.seal(chains)


@sweep
def seal_now_and_then() -> None:
    """Every five minutes sign where each chain ends, if it has moved."""
    checkpoints.seal(unless_within=checkpoints.EVERY)


@afterwards
def begin_check(settled: Settled) -> None:
    for fact in settled.facts:
        if isinstance(fact, TrailCheckAsked):
            send(check_trail, fact.check_id)


@sweep
def check_daily() -> None:
    """Once a day the whole trail is walked, whoever asks for it or not."""
    with reading():
        last = session().scalar(select(func.max(Check.asked_at)))
    if last is None or last + CHECKED_EVERY <= now():
        run(lambda: ask_for_check(system_actor(CLOCK)))


@job("audit.check")
def check_trail(check_id: str) -> None:
    """Walk the whole trail and keep what was found."""
    progress = _Progress(check_id)
    with reading() as current:
        check = current.get(Check, check_id)
        if check is None or check.finished_at:
            return
        breaks = list(verify(told=progress.hear))
    run(lambda: _settle(check_id, progress.walked, breaks))


def _settle(check_id: str, walked: int, breaks: list[Break]) -> None:
    actor = system_actor(CLOCK)
    settle_check(actor, find_check(actor, check_id), walked, breaks)


class _Progress:
    """How far a walk has come: kept in its row for whoever waits."""

    def __init__(self, check_id: str) -> None:
        self._check_id = check_id
        self._told_at = time.monotonic()
        self.walked = 0

    def hear(self, entries: int) -> None:
        self.walked += entries
        time.sleep(0)  # under gevent: everybody else's turn
        if time.monotonic() >= self._told_at + TOLD_EVERY_S:
            self._told_at = time.monotonic()
            Context().run(run, self._keep)  # apart: the walk goes on in the one look it has taken

    def _keep(self) -> None:
        session().get_one(Check, self._check_id).walked = self.walked
