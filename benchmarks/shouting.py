"""The server itself, with one door more, for measurements: what is asked there is told to a room.

`{"tell": [event, data], "room": …}` is answered with the moment just before it was told, in nanoseconds of the
machine's own count; `{"move": topic, "times": …, "within": seconds}` once a topic has moved so often.
"""

import json
import os
import time
from typing import Any

import gevent
from gevent import socket
from gevent.server import StreamServer

from benchmarks.doors import DOOR
from ecabinet.web import gunicorn_conf
from ecabinet.web.gunicorn_conf import *  # noqa: F403 -- the real thing, and a door


def post_worker_init(worker: Any) -> None:
    gunicorn_conf.post_worker_init(worker)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.environ[DOOR])
    listener.listen()
    StreamServer(listener, _listen).start()


def _listen(client: Any, _address: object) -> None:
    with client.makefile("rw") as talk:
        for line in talk:
            asked = json.loads(line)
            answer: int = _tell(asked) if "tell" in asked else _move(asked)
            talk.write(f"{answer}\n")
            talk.flush()


def _tell(asked: dict[str, Any]) -> int:
    from ecabinet.realtime.gateway import socketio  # noqa: PLC0415 -- only after gevent has patched the worker

    event, data = asked["tell"]
    began = time.monotonic_ns()
    socketio.emit(event, data, to=f"topic:{asked['room']}")
    return began


def _move(asked: dict[str, Any]) -> int:
    """Move a topic at an even pace, as votes that are committed one after the other do."""
    from ecabinet.realtime import gateway  # noqa: PLC0415 -- likewise

    began, times = time.monotonic(), int(asked["times"])
    for number in range(1, times + 1):
        gateway._coalescer.move({asked["move"]: number})  # noqa: SLF001 -- where the commit hands it over
        gevent.sleep(max(0, began + asked["within"] * number / times - time.monotonic()))
    return times
