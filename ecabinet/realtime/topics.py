"""Topics: what may be watched, as `kind:id`, by whom, how often it has moved, and what everybody may see of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from ecabinet.bodies.actors import Actor
from ecabinet.core.database import session
from ecabinet.core.errors import Refusal
from ecabinet.core.events import Event, at_last
from ecabinet.realtime.models import Topic

MayWatch = Callable[[Actor, str], bool]
State = dict[str, Any]
ReadState = Callable[[str], State | None]

RIGHTS = (
    "rights"  # of no kind, so nobody may watch it: it moves when somebody's rights become fewer
)

MOST_KEPT = 256  # states
# Asked by every page and every tablet that comes back: built once.
_NUMBERS = select(Topic.name, Topic.seq).where(Topic.name.in_(bindparam("wanted", expanding=True)))

_kinds: dict[str, MayWatch] = {}
_states: dict[str, ReadState] = {}


def watchable(kind: str) -> Callable[[MayWatch], MayWatch]:
    """Register who may watch topics of a kind: a function of the actor and the id after the colon."""

    def register(may_watch: MayWatch) -> MayWatch:
        _kinds[kind] = may_watch
        return may_watch

    return register


def stated(kind: str) -> Callable[[ReadState], ReadState]:
    """Register what everybody who may watch topics of a kind may see of one: a function of the id after the colon.

    It is read once for all of them, as nobody, so it names nothing that one watcher may not see. It is small, and
    what it says under `look` changes exactly when a page has to be drawn anew.
    """

    def register(read: ReadState) -> ReadState:
        _states[kind] = read
        return read

    return register


def is_stated(topic: str) -> bool:
    return topic.partition(":")[0] in _states


@lru_cache(maxsize=MOST_KEPT)
def state_of(topic: str, seq: int) -> State | None:  # noqa: ARG001 -- what was read of one number is kept for all who ask
    """Return what everybody who may watch `topic` may see; None where that is not told, or there is nothing.

    `seq` is how often the topic had moved when that was asked: what is returned is of then, or newer.
    """
    kind, _, thing = topic.partition(":")
    try:
        return _states[kind](thing) if kind in _states else None
    except Refusal:
        return None


def may_watch(actor: Actor, topic: str) -> bool:
    """Whether `actor` may watch `topic`: the feature's own policy is asked. An unknown topic may not be watched."""
    kind, _, thing = topic.partition(":")
    if kind not in _kinds or not thing:
        return False
    try:
        return _kinds[kind](actor, thing)
    except Refusal:
        return False


def kinds() -> frozenset[str]:
    return frozenset(_kinds)


def numbers(topics: Iterable[str]) -> dict[str, int]:
    """Return how often each topic has moved; 0 for one that never did."""
    wanted = list(topics)
    return dict.fromkeys(wanted, 0) | dict(session().execute(_NUMBERS, {"wanted": wanted}).all())


def narrowings() -> int:
    """Return how often rights have been narrowed in this installation."""
    return numbers([RIGHTS])[RIGHTS]


@at_last
def advance(facts: Sequence[Event]) -> Mapping[str, int]:
    """Raise the number of every topic that these facts move, in one order, so that no two deeds wait crosswise."""
    moved = {topic for fact in facts for topic in fact.topics}
    if any(fact.narrows for fact in facts):
        moved.add(RIGHTS)
    if not moved:
        return {}
    connection = session().connection()
    rows = connection.execute(
        _RAISED[connection.dialect.name], [{"name": each} for each in sorted(moved)]
    )
    return dict(rows.all())


def _raised(insert: Any) -> Any:
    """Return the statement that raises topics, one row after the other; one that never moved begins at 1."""
    table = Topic.__table__
    return (
        insert(table)
        .values(seq=1)
        .on_conflict_do_update(index_elements=[table.c.name], set_={"seq": table.c.seq + 1})
        .returning(table.c.name, table.c.seq)
    )


_RAISED = {"sqlite": _raised(sqlite.insert), "postgresql": _raised(postgresql.insert)}
