"""What an Engine.IO server starts beside its lines. One greenlet pings everybody, not one for each that sleeps between
two pings: every sleeper has a stack. And of a crowd's messages only so many are taken up at once: whoever turns a page
meanwhile would else wait behind all of them.
"""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from weakref import ref

from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING, Packet
from engineio.socket import Socket
from socketio import Server

from ecabinet.core.turns import Turns

Spawn = Callable[..., Any]
AT_ONCE = 4  # messages that are being answered


class Pinger:
    """Stands where an Engine.IO server starts its tasks, and takes on those that would only wait for the next ping."""

    def __init__(self, engine: Any) -> None:
        self._spawn: Spawn = engine.start_background_task
        self._sleep: Callable[[float], None] = engine.sleep
        self._interval: float = engine.ping_interval
        # As they become due: all wait equally long. Who hung up meanwhile is not kept for it.
        self._due: deque[tuple[float, ref[Any]]] = deque()
        self._is_awake = False
        self._turns = Turns(AT_ONCE)

    def __call__(self, target: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        does = getattr(target, "__func__", None)
        if does is Server._handle_event_internal:  # noqa: SLF001 -- no public way
            self._turns.take()  # the line that sent it is read no further meanwhile
            return self._spawn_in_turn(target, *arguments)
        if does is not Socket._send_ping:  # noqa: SLF001 -- likewise
            return self._spawn(target, *arguments, **named)
        client = ref(target.__self__)  # type: ignore[attr-defined]  # bound
        self._due.append((time.monotonic() + self._interval, client))
        if not self._is_awake:
            self._is_awake = True
            self._spawn(self._ping_all)
        return None

    def _spawn_in_turn(self, target: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return self._spawn(self._turns.work, target, *arguments)
        except BaseException:  # no thread was to be had: the turn is the next one's
            self._turns.give()
            raise

    def _ping_all(self) -> None:
        while self._due:
            at, remembered = self._due.popleft()
            self._sleep(max(0.0, at - time.monotonic()))
            if client := remembered():
                self._ping(client)
                del client
        self._is_awake = False

    @staticmethod
    def _ping(client: Any) -> None:
        if not client.closing and not client.closed:
            client.last_ping = time.time()
            with suppress(SocketIsClosedError):
                client.send(Packet(PING))


def drop_silent(engine: Any) -> None:
    """End the connections of those who did not answer a ping in time, and forget what has ended.

    Engine.IO would look once in ten seconds, and hold whoever hung up until it has looked at everybody.
    """
    for sid, each in list(engine.sockets.items()):
        if each.closed:
            engine.sockets.pop(sid, None)
        elif not each.closing:
            each.check_ping_timeout()
