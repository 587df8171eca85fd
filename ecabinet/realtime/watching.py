"""What moved since somebody last looked, and what is told of it: the same over the socket and without one.

A number is always read before the state that goes with it. Where the database shows what was committed in between,
the state is then newer than its number, never older: the next message mends that, and nothing is taken for seen.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ecabinet.bodies.actors import Actor
from ecabinet.core.database import reading
from ecabinet.core.errors import Invalid
from ecabinet.realtime import topics

MAX_TOPICS = 64
MAX_STATE_BYTES = 1024

Answer = dict[str, Any]
Numbers = Mapping[str, int]


def read_topics(sent: object) -> Numbers:
    """Return the topics that were named, with the number that each was last seen at."""
    named = sent.get("topics") if isinstance(sent, dict) and len(sent) == 1 else None
    if not isinstance(named, dict) or len(named) > MAX_TOPICS:
        raise Invalid
    if not all(_is_name(name) and _is_number(seq) for name, seq in named.items()):
        raise Invalid
    return named


def _is_name(name: object) -> bool:
    return isinstance(name, str) and name.isascii() and name.isprintable()


def _is_number(seq: object) -> bool:
    return isinstance(seq, int) and not isinstance(seq, bool)


def list_allowed(actor: Actor, wanted: Iterable[str]) -> list[str]:
    return [topic for topic in wanted if topics.may_watch(actor, topic)]


def find_moved(seen: Numbers, allowed: Iterable[str]) -> Answer:
    """Return how often each of the allowed topics has moved, and of those that moved what everybody may see."""
    numbers = topics.numbers(allowed)
    moved = (topic for topic, seq in numbers.items() if seq != seen[topic])
    states = {topic: state for topic in moved if (state := _small_state(topic, numbers[topic]))}
    return {"topics": numbers} | ({"states": states} if states else {})


def sync(actor: Actor, sent: object) -> Answer:
    """Answer what moved since somebody last looked, as far as they may know."""
    seen = read_topics(sent)
    return find_moved(seen, list_allowed(actor, seen))


def tell(topic: str, seq: int) -> tuple[str, Answer]:
    """Return the message for all who watch: the state where everybody may see it, else only that it changed."""
    if topics.is_stated(topic):
        with reading():
            newest = topics.numbers([topic])[topic]
            if state := _small_state(topic, newest):
                return "state", {"topic": topic, "seq": newest, "data": state}
    return "changed", {"topic": topic, "seq": seq}


def _small_state(topic: str, seq: int) -> topics.State | None:
    """Return the state if it fits into a message: whoever cannot be told asks for the page."""
    state = topics.state_of(topic, seq)
    said = json.dumps({"topic": topic, "seq": seq, "data": state})
    return state if len(said) <= MAX_STATE_BYTES else None
