"""How migrations meet the database: each runs whole or not at all, on SQLite and PostgreSQL."""

import sqlite3
from importlib import import_module
from pathlib import Path

from alembic import context
from sqlalchemy import JSON, Connection, event

from ecabinet.core.database import Model, Moment, make_engine

PACKAGE = Path(__file__).parents[1] / "ecabinet"

for path in sorted(PACKAGE.glob("*/models.py")):
    import_module(f"ecabinet.{path.parent.name}.models")


def spell(kind: str, thing: object, _context: object) -> str | bool:
    """Write types of ours as what the database knows: a migration must still run when our code has moved on."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def let_tables_be_made_anew(connection: sqlite3.Connection, _record: object) -> None:
    """SQLite changes a table by making it anew; with its rows meanwhile away, no other table may insist on them."""
    connection.execute("PRAGMA foreign_keys=OFF")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
        render_item=spell,
    )
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    engine = make_engine(context.config.attributes["url"], immediate=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", let_tables_be_made_anew)
    with engine.connect() as connection:
        run(connection)
    engine.dispose()
