"""Checkpoints: every few minutes, and whenever something is closed, where each chain ends is signed.

They are kept twice: as rows, and in a file outside the database. A database taken back together with its heads and
its checkpoints is then still found out, by the file here or by a copy of it kept elsewhere.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import func, select

from ecabinet.audit.models import Checkpoint, Head
from ecabinet.audit.proof import PURPOSE, Witness, spell
from ecabinet.core import signing
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=5)
FILE = "checkpoints.jsonl"

_folder: list[Path] = []  # the one in use; a list so that it can be replaced


def use_folder(folder: Path) -> None:
    """Keep checkpoints in this folder from here on."""
    _folder[:] = [folder]


def file() -> Path:
    """Return the file in which every checkpoint made here is kept."""
    return _folder[0] / FILE


def seal(chains: Collection[str] | None = None, *, unless_within: timedelta | None = None) -> None:
    """Sign where the chains end, all of them or those named, if they moved since they were last signed.

    With `unless_within`, only those whose last checkpoint is older. What is signed has been committed: it is read
    where nothing uncommitted is seen.
    """
    with reading():
        made = [
            _sign(head)
            for head, last in _heads(chains)
            if unless_within is None or last is None or last + unless_within <= now()
        ]
    if made:
        # What is signed must not be lost by a crash: it would look taken back.
        run(_wait_for_the_disk)
        _append(made)  # before the rows: a database that is taken back takes its rows with it
        run(lambda: _keep(made))
        for each in made:
            log.info("checkpoint", **_spelled(each))


def kept_in_file(path: Path) -> Iterator[Witness]:
    """Yield the checkpoints in a file of them. ValueError at a line that is none."""
    if path.exists():
        with path.open(encoding="utf-8") as source:
            for line in source:
                yield read_witness(json.loads(line))


def kept_in_database() -> Iterator[Witness]:
    for row in session().scalars(
        select(Checkpoint).order_by(Checkpoint.chain, Checkpoint.position)
    ):
        yield witness(row)


def witness(row: Checkpoint) -> Witness:
    return Witness(row.chain, row.position, row.hash, row.at, row.key_id, row.signature)


def write_witness(made: Witness) -> str:
    """Return a checkpoint as one line of JSON."""
    return json.dumps(_spelled(made), separators=(",", ":"))


def read_witness(fields: object) -> Witness:
    """Return what `write_witness` wrote. ValueError where it did not."""
    match fields:
        case {
            "chain": str(chain),
            "position": int(position),
            "hash": str(hash_),
            "at": str(at),
            "key_id": str(key_id),
            "signature": str(signature),
        }:
            moment = datetime.fromisoformat(at)
            return Witness(chain, position, hash_, moment, key_id, signature)
    raise ValueError("this is no checkpoint")


def _heads(chains: Collection[str] | None) -> Sequence[tuple[Head, datetime | None]]:
    """Return the heads that moved since they were last signed, and when that was."""
    last = (
        select(
            Checkpoint.chain,
            func.max(Checkpoint.position).label("position"),
            func.max(Checkpoint.at).label("at"),
        )
        .group_by(Checkpoint.chain)
        .subquery()
    )
    query = (
        select(Head, last.c.at)
        .outerjoin(last, last.c.chain == Head.chain)
        .where(Head.position > func.coalesce(last.c.position, 0))
        .order_by(Head.chain)
    )
    if chains is not None:
        query = query.where(Head.chain.in_(chains))
    return [(head, at) for head, at in session().execute(query)]


def _sign(head: Head) -> Witness:
    key = signing.key_id(signing.public_key())
    bare = Witness(head.chain, head.position, head.hash, now(), key, "")
    signature = signing.sign(bare.message, PURPOSE)
    return Witness(bare.chain, bare.position, bare.hash, bare.at, key, signature.hex())


def _append(made: Iterable[Witness]) -> None:
    file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as target:
        target.write("".join(f"{write_witness(each)}\n" for each in made))
        target.flush()
        os.fsync(target.fileno())


def _wait_for_the_disk() -> None:
    """Do nothing: but a deed ends when the disk has everything that was committed before it."""


def _keep(made: Iterable[Witness]) -> None:
    """Two processes may have signed the same head: the row that is there already says as much."""
    for each in made:
        if session().get(Checkpoint, (each.chain, each.position)) is None:
            session().add(Checkpoint(**asdict(each)))


def _spelled(made: Witness) -> dict[str, object]:
    return asdict(made) | {"at": spell(made.at)}
