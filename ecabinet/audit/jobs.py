from ecabinet.audit import checkpoints
from ecabinet.audit.models import INSTALLATION
from ecabinet.core.events import Settled, afterwards
from ecabinet.core.jobs import job, send, sweep


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
