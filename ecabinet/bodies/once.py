"""A deed that is asked for twice under one key is done once, and answered again as it was answered.

An answer can be lost on its way, a button pressed twice. The key is made with the form; its row stands in the same
transaction as the deed, so the two are true together, and of two that come at once one waits for the other. What was
sent and what was answered are kept sealed: an answer may be the secret half of a link.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from ecabinet.bodies.models import DoneDeed
from ecabinet.core.clock import now
from ecabinet.core.database import Model, session
from ecabinet.core.errors import Altered, Missing
from ecabinet.core.sealing import unwrap, wrap

T = TypeVar("T")

KEPT = timedelta(hours=24)
THING = "thing"


@dataclass(frozen=True)
class Asked:
    """Who asks for a deed under which key, and the print of all that was sent with it."""

    account_id: str
    key: str
    print: str


def once(asked: Asked, deed: Callable[[], T]) -> T:
    """Do a deed unless it is done; return what it returned. Runs inside a transaction.

    What is neither plain nor a thing of the database, such as receipts of votes or a file that is handed out, is not
    kept: that is done again, and knows by itself whether it was done.
    """
    if not _is_first(asked):
        return cast("T", _answer_again(asked))
    value = deed()
    row = session().get_one(DoneDeed, (asked.account_id, asked.key))
    session().flush()  # gives a thing that was just made its id
    try:
        spelled = json.dumps({"print": asked.print, "value": _spelled(value)})
    except TypeError:
        session().delete(row)
    else:
        row.kept = wrap(spelled.encode(), _purpose(asked))
    return value


def forget_done_deeds() -> None:
    """Forget what nobody asks for again."""
    session().execute(delete(DoneDeed).where(DoneDeed.at <= now() - KEPT))


def _is_first(asked: Asked) -> bool:
    """Take the key. Where somebody is just taking it this waits until they are done, or undone."""
    insert = sqlite.insert if session().get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(DoneDeed)
        .values(account_id=asked.account_id, key=asked.key, at=now(), kept=b"")
        .on_conflict_do_nothing()
        .returning(DoneDeed.key)
    )
    return session().scalars(statement).one_or_none() is not None


def _answer_again(asked: Asked) -> Any:
    row = session().get_one(DoneDeed, (asked.account_id, asked.key))
    kept = json.loads(unwrap(row.kept, _purpose(asked)))
    if kept["print"] != asked.print:
        raise Altered
    return _found(kept["value"])


def _spelled(value: object) -> object:
    """Return a thing by where it stands; it is asked for again as it is by then."""
    if not isinstance(value, Model):
        return {"plain": value}
    mapper = type(value).__mapper__
    return {THING: [type(value).__name__, mapper.primary_key_from_instance(value)]}


def _found(spelled: dict[str, Any]) -> object:
    if THING not in spelled:
        return spelled["plain"]
    name, key = spelled[THING]
    kind = next(each.class_ for each in Model.registry.mappers if each.class_.__name__ == name)
    thing = session().get(kind, tuple(key))
    if thing is None:
        raise Missing
    return cast("object", thing)


def _purpose(asked: Asked) -> str:
    return f"deed done by {asked.account_id} under {asked.key}"
