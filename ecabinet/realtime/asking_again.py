"""Rights that end reach the sockets that are open: what may no longer be watched is left, at once.

A process learns of a narrowing by the fact itself, when the deed was its own, and else by the number of the topic
`rights`, which every narrowing raises: it looks at it every second.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from ecabinet.accounts import sessions
from ecabinet.bodies.actors import Actor, load_actor
from ecabinet.core.database import reading
from ecabinet.core.errors import Missing
from ecabinet.core.events import Narrowed
from ecabinet.core.transaction import run
from ecabinet.realtime import topics
from ecabinet.realtime.limits import Sockets

ROOM = "topic:"


class Rooms(Protocol):
    """The part of the socket server that knows who stands in which room."""

    def rooms(self, sid: str) -> list[str]: ...

    def leave_room(self, sid: str, room: str) -> None: ...


def leave_what_is_lost(
    sockets: Sockets, rooms: Rooms, narrowed: Iterable[Narrowed], breathe: Callable[[], None]
) -> None:
    """Let every socket that these facts concern leave the rooms that its owner may no longer watch."""
    facts = list(narrowed)
    with reading():
        for account_id, sids in sockets.by_account().items():
            concerned = _concerned(account_id, sids, rooms, facts)
            if concerned:
                _ask_again(account_id, concerned, rooms)
                breathe()


def _concerned(
    account_id: str, sids: Iterable[str], rooms: Rooms, facts: Iterable[Narrowed]
) -> list[tuple[str, str]]:
    """Return (socket, topic) of what has to be asked again."""
    watched = [(sid, topic) for sid in sids for topic in _watched(rooms, sid)]
    whole = any(fact.everybody or account_id in fact.account_ids for fact in facts)
    named = {topic for fact in facts for topic in fact.topics}
    return [(sid, topic) for sid, topic in watched if whole or topic in named]


def _watched(rooms: Rooms, sid: str) -> list[str]:
    return [each.removeprefix(ROOM) for each in rooms.rooms(sid) if each.startswith(ROOM)]


def _ask_again(account_id: str, concerned: Iterable[tuple[str, str]], rooms: Rooms) -> None:
    try:
        actor: Actor | None = load_actor(account_id)
    except Missing:
        actor = None  # deactivated: nothing is theirs
    allowed: dict[str, bool] = {}
    for sid, topic in concerned:
        if topic not in allowed:
            allowed[topic] = actor is not None and topics.may_watch(actor, topic)
        if not allowed[topic]:
            rooms.leave_room(sid, f"{ROOM}{topic}")


def find_fallen(session_ids: list[str]) -> list[str]:
    """Return those of these sessions that stand no more, or are locked, or due to be."""
    with reading():
        awake = sessions.list_awake(session_ids)
    return [each for each in session_ids if each not in awake]


def lock_if_idle(sign_in_id: str) -> None:
    """Write down that a session whose time is up is locked, unless somebody has."""
    with reading():
        standing = sessions.find_standing(sign_in_id)
    if standing and standing.locked_at is None:
        run(lambda: sessions.lock(sign_in_id))


def last_narrowing() -> int:
    """Return how often rights have been narrowed in this installation."""
    with reading():
        return topics.narrowings()
