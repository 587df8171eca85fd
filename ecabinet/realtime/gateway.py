"""The socket. The only module that knows Socket.IO."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, request
from flask_babel import gettext
from flask_login import current_user
from flask_socketio import SocketIO, disconnect, join_room

from ecabinet.accounts.doors import signed_in
from ecabinet.accounts.events import SignedOut
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import reading
from ecabinet.core.errors import Denied, Invalid, Refusal
from ecabinet.core.events import Settled, afterwards
from ecabinet.core.transaction import run
from ecabinet.core.words import N_
from ecabinet.realtime import messages, topics
from ecabinet.realtime.coalesce import Coalescer
from ecabinet.realtime.limits import Sockets
from ecabinet.web.forms import read_values
from ecabinet.web.shell import status_of

MAX_MESSAGE_BYTES = 16 * 1024
MAX_TOPICS = 64
PING_S = 10
TOO_MANY = N_(
    "Too much was sent from this device at once. It will connect again by itself shortly."
)

log = structlog.get_logger(__name__)
socketio = SocketIO()
_sockets = Sockets()


def open_sockets(app: Flask, async_mode: str, redis_url: str | None) -> None:
    """Serve Socket.IO with the application, over WebSocket alone."""
    for event, handler in {"watch": _watch, "sync": _sync}.items():
        socketio.on_event(event, _as_somebody(handler))
    for name, deed in messages.deeds().items():
        socketio.on_event(name, _as_somebody(_performing(deed)))
    socketio.on_event("connect", _connect)
    socketio.on_event("disconnect", _disconnect)
    socketio.init_app(
        app,
        async_mode=async_mode,
        message_queue=redis_url,
        channel="flask-socketio",
        transports=["websocket"],
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        ping_interval=PING_S,
        ping_timeout=PING_S,
        manage_session=False,
        cors_allowed_origins=app.config["ORIGINS"],
    )


def _connect() -> bool:
    """Let in whoever is signed in and comes from our own pages; a missing origin is no browser of ours."""
    with reading():
        welcome = bool(request.headers.get("Origin")) and current_user.is_authenticated
        if welcome:
            for sid in _sockets.open(signed_in().sign_in_id, _sid()):
                _send_away(sid)
    return welcome


def _disconnect(*_reason: object) -> None:
    _sockets.close(_sid())


def _as_somebody(
    handler: Callable[[str, object], dict[str, Any]],
) -> Callable[[object], dict[str, Any]]:
    """Ask again, at every message, who sends it; answer a no in the reader's language."""

    def answer(sent: object = None) -> dict[str, Any]:
        if not _sockets.knows(_sid()):
            return {}  # sent away already: what still comes from it is not even read
        if not _sockets.admits(_sid()):
            return _enough()
        with reading():
            try:
                if not current_user.is_authenticated:
                    disconnect()
                    raise Denied
                return handler(signed_in().id, sent)
            except Refusal as no:
                return {"error": int(status_of(no)), "sentence": _sentence(no)}

    return answer


def _enough() -> dict[str, Any]:
    """Say once that it was too much, then hang up; the database is not asked."""
    sid = _sid()
    log.warning("too_many_messages")
    _sockets.close(sid)
    _later(0, lambda: _send_away(sid))  # after the answer, or nobody would hear it
    return {"error": int(HTTPStatus.TOO_MANY_REQUESTS), "sentence": gettext(TOO_MANY)}


def _send_away(sid: str) -> None:
    _sockets.close(sid)
    if socketio.server is not None:
        socketio.server.disconnect(sid)


def _sentence(no: Refusal) -> str:
    problems = no.problems.values() if isinstance(no, Invalid) else ()
    return " ".join([gettext(no.message, **no.values), *(gettext(each) for each in problems)])


def _watch(account_id: str, sent: object) -> dict[str, Any]:
    """Join the rooms of the topics that this person may watch; say how often each has moved."""
    wanted = _named(sent)
    actor = load_actor(account_id)
    allowed = [topic for topic in wanted if topics.may_watch(actor, topic)]
    for topic in allowed:
        join_room(f"topic:{topic}")
    return {
        "ok": True,
        "topics": topics.numbers(allowed),
        "refused": [topic for topic in wanted if topic not in allowed],
    }


def _sync(account_id: str, sent: object) -> dict[str, Any]:
    """Say how often the topics have moved, to whoever may know."""
    actor = load_actor(account_id)
    return {
        "topics": topics.numbers(topic for topic in _named(sent) if topics.may_watch(actor, topic))
    }


def _named(sent: object) -> list[str]:
    named = sent.get("topics") if isinstance(sent, dict) else None
    if (
        not isinstance(named, dict)
        or len(named) > MAX_TOPICS
        or not all(isinstance(each, str) and "\0" not in each for each in named)
    ):
        raise Invalid
    return list(named)


def _performing(deed: messages.Deed) -> Callable[[str, object], dict[str, Any]]:
    def perform(account_id: str, sent: object) -> dict[str, Any]:
        if not isinstance(sent, dict):
            raise Invalid
        read = read_values(deed.schema, sent)
        return {"ok": True} | run(lambda: deed.do(load_actor(account_id), read))

    return perform


@afterwards
def announce(settled: Settled) -> None:
    """Tell those who watch what moved, and send away the sockets of sessions that ended."""
    if socketio.server is None:
        return  # a command: whoever watches learns of it by the next sync
    _coalescer.move(settled.topics)
    for fact in settled.facts:
        if isinstance(fact, SignedOut):
            for sid in _sockets.end(fact.sign_in_id):
                socketio.server.disconnect(sid)


def _emit(topic: str, seq: int) -> None:
    socketio.emit("changed", {"topic": topic, "seq": seq}, to=f"topic:{topic}")


def _later(seconds: float, work: Callable[[], None]) -> None:
    def rest() -> None:
        socketio.sleep(seconds)
        work()

    socketio.start_background_task(rest)


def _sid() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO adds it
    return sid


_coalescer = Coalescer(_emit, _later)
