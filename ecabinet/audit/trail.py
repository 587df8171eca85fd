"""The chain: what is written, and how it is checked where it stands."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import structlog
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ecabinet.audit import checkpoints
from ecabinet.audit.models import INSTALLATION, Entry, Head
from ecabinet.audit.proof import (
    GENESIS,
    Break,
    End,
    Line,
    Walk,
    Witness,
    by_chain,
    digest,
    doubts,
    is_genuine,
)
from ecabinet.core import signing
from ecabinet.core.database import session
from ecabinet.core.errors import Uncertain
from ecabinet.core.events import Event, at_last

log = structlog.get_logger(__name__)
AT_ONCE = 500  # entries read in one go
Told = Callable[[int], None]

# Every deed runs these: they are spelled once, for the tables themselves.
_HEAD = cast("Table", Head.__table__)
_HELD = (
    select(_HEAD.c.position, _HEAD.c.hash).where(_HEAD.c.chain == bindparam("at")).with_for_update()
)
_MOVED = (
    update(_HEAD)
    .where(_HEAD.c.chain == bindparam("at"))
    .values(position=bindparam("new_position"), hash=bindparam("new_hash"))
)
_WRITTEN = insert(cast("Table", Entry.__table__))


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
    position, hash_ = _end(chain)
    rows = []
    for fact in facts:
        position += 1
        line = _line(chain, position, fact)
        hash_ = digest(hash_, line)
        rows.append(vars(line) | {"hash": hash_})
    _write(rows)
    moved = {"at": chain, "new_position": position, "new_hash": hash_}
    session().connection().execute(_MOVED, moved)


def _end(chain: str) -> tuple[int, str]:
    """Return where a chain ends, and hold it alone."""
    connection = session().connection()
    row = connection.execute(_HELD, {"at": chain}).one_or_none()
    if row is None:
        first = {"chain": chain, "position": 0, "hash": GENESIS}
        connection.execute(insert(_HEAD), first)  # two at once: one fails here and is tried again
        return 0, GENESIS
    position, hash_ = row
    return position, hash_


def _write(rows: list[dict[str, Any]]) -> None:
    """What cannot be written down does not happen: whatever the reason, the deed falls with its entry."""
    try:
        session().connection().execute(_WRITTEN, rows)
    except OperationalError:
        raise  # locked or away for a moment: it may be tried again
    except SQLAlchemyError as error:
        log.exception("trail_refused", chain=rows[0]["chain"], error=type(error).__name__)
        raise Uncertain from error


def _line(chain: str, position: int, fact: Event) -> Line:
    details = {
        key: _plain(value)
        for key, value in vars(fact).items()
        if key not in {"actor_id", "at", "body_id", "of_the_past"}
    }
    if fact.of_the_past:
        details["clock"] = "set"
    return Line(chain, position, fact.at, fact.name, fact.actor_id, details)


def verify(kept: Iterable[Witness] = (), told: Told | None = None) -> Iterator[Break]:
    """Yield every break of every chain. Nothing yielded: the trail is as it was written.

    `kept` are checkpoints from elsewhere; those of the database and of the file are looked at anyhow. `told` hears how
    many entries were walked. One look at one moment, however many people write meanwhile: entries and heads would
    else not fit together.
    """
    if session().get_bind().dialect.name == "postgresql":
        session().rollback()
        session().connection(execution_options={"isolation_level": "REPEATABLE READ"})
    ends = {
        row.chain: End(row.position, row.hash)
        for row in session().execute(select(Head.chain, Head.position, Head.hash))
    }
    keys = signing.known_keys()
    witnesses = set(kept) | set(checkpoints.kept_in_database())
    witnesses |= set(checkpoints.kept_in_file(checkpoints.file()))
    yield from doubts(sorted(witnesses, key=_order), keys)
    sure = by_chain(each for each in witnesses if is_genuine(each, keys))
    chains = set(session().scalars(select(Entry.chain).distinct()))
    for chain in sorted(chains | ends.keys() | sure.keys()):
        yield from Walk(chain, ends.get(chain), sure.get(chain, [])).over(lines(chain, told))


def follows(entry: Entry, before: str | None) -> bool:
    """Whether an entry is the one that was written after the one before it. `before`: that one's hash."""
    line = Line(*(getattr(entry, name) for name in Line.__dataclass_fields__))
    first = GENESIS if entry.position == 1 else before
    return first is not None and digest(first, line) == entry.hash


def lines(chain: str, told: Told | None = None, until: int | None = None) -> Iterator[Line]:
    """Yield the entries of a chain in their order, up to the position `until`."""
    query = (
        select(*(getattr(Entry, name) for name in Line.__dataclass_fields__))
        .where(Entry.chain == chain)
        .order_by(Entry.position)
        .execution_options(yield_per=AT_ONCE)
    )
    if until is not None:
        query = query.where(Entry.position <= until)
    for part in session().execute(query).partitions():
        for row in part:
            yield Line(*row)
        if told:
            told(len(part))


def _order(witness: Witness) -> tuple[str, int, str]:
    return witness.chain, witness.position, witness.signature


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
