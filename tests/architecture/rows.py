"""Rows made up from nothing but a table's own description."""

from datetime import UTC, date, datetime

from sqlalchemy import types

A_MOMENT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
VALUES = [
    (types.Boolean, True),
    (types.DateTime, A_MOMENT),
    (types.Date, date(2026, 1, 5)),
    (types.Integer, 1),
    (types.Numeric, 1),
    (types.LargeBinary, b"x"),
    (types.JSON, {}),
    (types.String, "x"),
]


def plausible_row(table, others):
    """Return a row whose foreign keys point at the rows made before it."""
    row = {column.name: value(column) for column in table.columns}
    for key in table.foreign_keys:
        other = others.get(key.column.table.name)
        row[key.parent.name] = other[key.column.name] if other else None
    return row


def value(column):
    if column.nullable and not column.primary_key:
        return None
    for kind, plain in VALUES:
        if isinstance(column.type, kind):
            return plain
    raise AssertionError(f"no value for {column!r}")
