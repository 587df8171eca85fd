"""What a database holds, as a backup says it and a restore compares it."""

from collections.abc import Iterator
from typing import Any

from alembic.runtime.migration import MigrationContext
from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, Column, Connection, Text, cast, column, func, inspect, select, table

from ecabinet.audit.models import Head
from ecabinet.core.database import Model
from ecabinet.core.files import StoredFile

SIGN = "wrapped_key"  # what is kept as JSON and has one is a stored file
ON_THE_WAY = {"audit_entry"}  # large, and it names no stored file


class ChainHead(BaseModel):
    """Where a chain of the audit trail ends."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    position: int
    hash: str


class Facts(BaseModel):
    """The same before a backup and after a restore, or the restore was none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    revision: str | None
    rows: dict[str, int]
    trail: dict[str, ChainHead]


def facts(connection: Connection) -> Facts:
    """Count the rows of every table and note where each chain of the trail ends."""
    names = sorted(inspect(connection).get_table_names())
    heads = connection.execute(select(Head.chain, Head.position, Head.hash).order_by(Head.chain))
    return Facts(
        revision=MigrationContext.configure(connection).get_current_revision(),
        rows={
            name: connection.scalars(select(func.count()).select_from(table(name))).one()
            for name in names
        },
        trail={chain: ChainHead(position=at, hash=digest) for chain, at, digest in heads},
    )


def stored_files(connection: Connection) -> Iterator[StoredFile]:
    """Yield every stored file that a row names, whichever feature the row belongs to."""
    there = set(inspect(connection).get_table_names())
    for each in Model.metadata.sorted_tables:
        if each.name in there - ON_THE_WAY:
            for kept in each.columns:
                if isinstance(kept.type, JSON):
                    yield from _in_column(connection, kept)


def _in_column(connection: Connection, kept: Column[Any]) -> Iterator[StoredFile]:
    names_files = cast(column(kept.name), Text).like(f'%"{SIGN}"%')
    for value in connection.scalars(select(kept).where(names_files)):
        yield from _in_value(value)


def _in_value(value: object) -> Iterator[StoredFile]:
    if isinstance(value, dict) and SIGN in value:
        yield StoredFile(
            value["address"], bytes.fromhex(value[SIGN]), value["size"], value["sha256"]
        )
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _in_value(each)
