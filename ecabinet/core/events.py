"""Facts about the Cabinet's work, and who hears of them.

An operation records a fact with `record`, once. Three kinds of listener hear it:

- `within`: inside the transaction, fact by fact; what it writes stands or falls with the fact, and it may record more;
- `at_last`: inside the transaction, all facts of it at once, when nothing more will be recorded. The audit trail and
  the topics' sequence numbers stand here, so that their locks are held shortest;
- `afterwards`: once it is true. Nothing rolled back is ever heard here.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import structlog

from ecabinet.core.clock import is_set, now
from ecabinet.core.database import session

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Narrowed:
    """Whose rights became fewer, and which topics fewer may watch: an open line that brought them is asked again.

    Topics are named as `kind:id`. `everybody` is for a change whose readers are not known by name.
    """

    account_ids: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    everybody: bool = False

    def __bool__(self) -> bool:
        return bool(self.account_ids or self.topics or self.everybody)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Subclasses are named in the past tense and hold no secret."""

    name: ClassVar[str]  # kept in the audit trail: never rename one in use
    seals: ClassVar[bool] = False  # whether something ends with it: the trail is signed then

    actor_id: str
    body_id: str | None = None  # whose chain of the trail it joins; None: the installation's own
    at: datetime = field(default_factory=now)
    of_the_past: bool = field(default_factory=is_set)  # told by the demo, not lived through

    @property
    def topics(self) -> tuple[str, ...]:
        """What moved, as `kind:id`; those who watch it look again."""
        return ()

    @property
    def narrows(self) -> Narrowed:
        """Whom it took rights from: their open sockets leave what is no longer theirs."""
        return Narrowed()


@dataclass(frozen=True)
class Settled:
    """What a transaction made true: its facts, and the new sequence number of each topic they moved."""

    facts: Sequence[Event]
    topics: Mapping[str, int]


E = TypeVar("E", bound=Event)
Listener = Callable[[Any], None]
AtLast = Callable[[Sequence[Event]], Mapping[str, int]]
Afterwards = Callable[[Settled], None]

_within: dict[type[Event], list[Listener]] = defaultdict(list)
_at_last: list[AtLast] = []
_afterwards: list[Afterwards] = []


def within(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a listener that writes in the same transaction as the fact."""

    def register(listener: Callable[[E], None]) -> Callable[[E], None]:
        if listener not in _within[kind]:
            _within[kind].append(listener)
        return listener

    return register


def at_last(listener: AtLast) -> AtLast:
    """Register a listener to all facts of a transaction; it returns the topics it moved."""
    if listener not in _at_last:
        _at_last.append(listener)
    return listener


def afterwards(listener: Afterwards) -> Afterwards:
    """Register a listener to what has become true."""
    if listener not in _afterwards:
        _afterwards.append(listener)
    return listener


def record(event: Event) -> None:
    """Say that something happened. Audit, inboxes and watchers follow from it."""
    session().info["facts"].append(event)


def settle_within() -> Sequence[Event]:
    """Tell the listeners within, and return all that was recorded. Called by the transaction, once a deed is done."""
    facts: list[Event] = session().info["facts"]
    for event in facts:  # a listener may record more: the list grows as we walk
        for kind in type(event).__mro__:
            for listener in _within.get(kind, ()):
                listener(event)
    session().flush()
    return tuple(facts)


def settle_at_last(deeds: Sequence[Sequence[Event]]) -> Sequence[Settled]:
    """Tell the listeners at last of the facts of deeds that become true together; return what each of them settled.

    Called by the transaction, before it commits.
    """
    facts = [fact for each in deeds for fact in each]
    numbers: dict[str, int] = {}
    for listener in _at_last if facts else ():
        numbers.update(listener(facts))
    session().flush()
    return [
        Settled(each, {topic: numbers[topic] for fact in each for topic in fact.topics})
        for each in deeds
    ]


def announce(settled: Settled) -> None:
    """Tell the listeners afterwards. What they hear is true, so none may fail it."""
    for listener in _afterwards:
        try:
            listener(settled)
        except Exception:
            log.exception("announcement_failed", listener=listener.__qualname__)
