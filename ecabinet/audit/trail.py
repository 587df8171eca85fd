"""The chain: what is written, and how it is checked."""

import hashlib
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from ecabinet.audit.models import INSTALLATION, Entry, Head
from ecabinet.core.clock import is_set
from ecabinet.core.database import session
from ecabinet.core.events import Event, at_last

GENESIS = "0" * 64


@at_last
def write_down(facts: Sequence[Event]) -> Mapping[str, int]:
    """Append the facts to their chains. Heads are locked in one order, last of all, and shortly."""
    chains: dict[str, list[Event]] = defaultdict(list)
    for fact in facts:
        chains[fact.body_id or INSTALLATION].append(fact)
    for chain in sorted(chains):
        _append(chain, chains[chain])
    return {}


def _append(chain: str, facts: Sequence[Event]) -> None:
    head = session().get(Head, chain, with_for_update=True)
    if head is None:
        head = Head(chain=chain, position=0, hash=GENESIS)
        session().add(head)
        session().flush()  # two first entries at once: one of them fails here and is tried again
    rows = []
    for fact in facts:
        row = _row(chain, head.position + 1, fact)
        head.position, head.hash = head.position + 1, digest(head.hash, row)
        rows.append(row | {"hash": head.hash})
    session().execute(insert(Entry), rows)


def _row(chain: str, position: int, fact: Event) -> dict[str, Any]:
    details = {
        key: _plain(value)
        for key, value in asdict(fact).items()
        if key not in {"actor_id", "at", "body_id"}
    }
    if is_set():
        details["clock"] = "set"  # told of the past by the demo, not lived through
    return {
        "chain": chain,
        "position": position,
        "at": fact.at,
        "event": fact.name,
        "actor_id": fact.actor_id,
        "details": details,
    }


def digest(previous: str, row: Mapping[str, Any]) -> str:
    """Return the hash that follows `previous` when `row` is written after it."""
    at: datetime = row["at"]
    record = {
        "chain": row["chain"],
        "position": row["position"],
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": row["event"],
        "actor": row["actor_id"],
        "details": row["details"],
    }
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + unicodedata.normalize("NFC", canonical)).encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where a chain is broken, and how."""

    chain: str
    position: int
    reason: str


def verify() -> Iterator[Break]:
    """Yield every break of every chain. Nothing yielded: the trail is as it was written.

    One look at one moment, however many people write meanwhile: entries and heads would else not fit together.
    """
    if session().get_bind().dialect.name == "postgresql":
        session().rollback()
        session().connection(execution_options={"isolation_level": "REPEATABLE READ"})
    chains = set(session().scalars(select(Entry.chain).distinct())) | set(
        session().scalars(select(Head.chain))
    )
    for chain in sorted(chains):
        yield from _verify_chain(chain)


def _verify_chain(chain: str) -> Iterator[Break]:
    previous, expected = GENESIS, 1
    entries = session().scalars(
        select(Entry)
        .where(Entry.chain == chain)
        .order_by(Entry.position)
        .execution_options(yield_per=1000)
    )
    for entry in entries:
        if entry.position != expected:
            yield Break(chain, expected, "missing")
        row = {
            name: getattr(entry, name)
            for name in ("chain", "position", "at", "event", "actor_id", "details")
        }
        if digest(previous, row) != entry.hash:
            yield Break(chain, entry.position, "changed")
        previous, expected = entry.hash, entry.position + 1
    head = session().get(Head, chain)
    if head is None or (head.position, head.hash) != (expected - 1, previous):
        yield Break(
            chain, expected, "cut short" if head and head.position >= expected else "head changed"
        )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
