"""Whether anything refers to a thing. What is in use is ended; only what never was used may be deleted."""

from sqlalchemy import exists, inspect, select

from ecabinet.core.database import Model, session


def is_in_use(thing: Model) -> bool:
    """Whether a row of any table points at `thing`. Asked of the tables themselves, so that none is forgotten."""
    own = inspect(type(thing)).local_table
    identity = inspect(thing).identity
    if identity is None:
        return False
    pointing = (
        key.parent
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is own
    )
    return any(session().scalar(select(exists().where(each == identity[0]))) for each in pointing)


def differences(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
    """Return what of `before` is not so in `after`, as "name=value"."""
    return tuple(f"{name}={value}" for name, value in before.items() if after.get(name) != value)
