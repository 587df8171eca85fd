"""The socket. The only module that speaks Socket.IO; what lies below is mended in `wire` and `pings`."""

import contextlib
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, request
from flask_babel import gettext
from flask_login import current_user
from flask_socketio import SocketIO, disconnect, join_room, leave_room

from ecabinet.accounts.doors import is_asleep, signed_in
from ecabinet.accounts.events import SessionClosed
from ecabinet.bodies.actors import load_actor
from ecabinet.core.database import look_again, reading
from ecabinet.core.errors import Refusal
from ecabinet.core.events import Narrowed, Settled, afterwards
from ecabinet.core.waiting import IN_TROUBLE
from ecabinet.core.words import N_
from ecabinet.realtime import asking_again, messages, topics, watching
from ecabinet.realtime.asking_again import ROOM
from ecabinet.realtime.coalesce import Coalescer
from ecabinet.realtime.entrance import door
from ecabinet.realtime.limits import Sockets
from ecabinet.realtime.lines import Line, cut_unknown
from ecabinet.realtime.pings import drop_silent
from ecabinet.realtime.speaking import StrangerError, as_somebody, performing, sentence_of
from ecabinet.realtime.tickets import Tickets
from ecabinet.realtime.wire import LINE, MAX_MESSAGE_BYTES, bound, tell_at_once
from ecabinet.web.shell import status_of

PING_S = 10
LAST_WORD_S = 0.3  # between "you are sent away" and the end of the line
GLANCE_S = 1.0  # how often a process looks for rights that ended elsewhere
WATCH = "ecabinet.watch"
TOO_MANY = N_(
    "Too much was sent from this device at once. It will connect again by itself shortly."
)

log = structlog.get_logger(__name__)
socketio = SocketIO()
_sockets = Sockets()
_tickets: list[Tickets] = []  # those in use; a list so that they can be replaced
_narrowed = [0]  # how often rights had been narrowed when this process last looked


def open_sockets(app: Flask, async_mode: str, redis_url: str | None) -> None:
    """Serve Socket.IO with the application, over WebSocket alone."""
    _tickets[:] = [Tickets(app.config["SECRET_KEY"], redis_url)]
    for event, handler in {"watch": _watch, "sync": _sync}.items():
        socketio.on_event(event, _answering(as_somebody(handler)))
    for name, deed in messages.deeds().items():
        socketio.on_event(name, _answering(performing(deed)))
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
        monitor_clients=False,  # `keep_watch` does
        cors_allowed_origins=app.config["ORIGINS"],
    )
    bound(socketio.server.eio, _forget)
    tell_at_once(socketio.server)
    app.extensions[WATCH] = keep_watch


def issue_ticket(sign_in_id: str) -> str:
    """Return what lets one socket of this session in, once."""
    return _tickets[0].issue(sign_in_id)


def _connect(auth: object = None) -> bool:
    """Let in whoever is signed in, comes from our own pages and shows a fresh ticket; a missing origin is no browser
    of ours.
    """
    _forget_the_page()
    welcome = False
    with contextlib.suppress(*IN_TROUBLE), reading():  # they come again
        welcome = bool(request.headers.get("Origin")) and _is_welcome(auth)
        if welcome:
            user = signed_in()
            for sid in _sockets.open(user.sign_in_id, _sid(), user.id):
                _send_away(sid)
    if not welcome:
        _hang_up()
    elif line := _line():
        line.is_known = True
    return welcome


def _is_welcome(auth: object) -> bool:
    if not current_user.is_authenticated or is_asleep(signed_in()):
        return False
    ticket = auth.get("ticket") if isinstance(auth, dict) else None
    return _tickets[0].take(ticket, signed_in().sign_in_id)


def count_open() -> int:
    """How many sockets this process holds."""
    return len(_sockets)


def _disconnect(*_reason: object) -> None:
    _forget_the_page()
    _sockets.close(_sid())
    _hang_up()


def _forget(line_id: str) -> None:
    """Forget the socket of a line that ended: Socket.IO takes leave only of those who had been let in by then."""
    if socketio.server is not None and (
        sid := socketio.server.manager.sid_from_eio_sid(line_id, "/")
    ):
        _sockets.close(sid)
        socketio.server.manager.disconnect(sid, "/", ignore_queue=True)


def _forget_the_page() -> None:
    """Let go of it that no page lies where sockets are opened, which Flask finds out for each thing that is said.

    It holds all of the request in a ring: the memory of a crowd would grow until the garbage collector comes.
    """
    request.routing_exception = None


def _hang_up() -> None:
    """End the line itself a moment later: nobody else does for a client that does not answer."""
    if line := _line():
        _later(LAST_WORD_S, line.cut)


def _line() -> Line | None:
    line: Line | None = request.environ.get(LINE)
    return line


def _answering(
    handler: Callable[[str, object], dict[str, Any]],
) -> Callable[[object], dict[str, Any]]:
    """Hand on what a socket sends, with its session; answer a no in the reader's language."""

    def answer(sent: object = None) -> dict[str, Any]:
        _forget_the_page()
        session_id = _sockets.session_of(_sid())
        if not session_id:
            return {}  # sent away already: what still comes from it is not even read
        if not _sockets.admits(_sid()):
            return _enough()
        with reading():
            try:
                return handler(session_id, sent)
            except (StrangerError, Refusal) as no:
                return _no(no)

    return answer


def _no(no: StrangerError | Refusal) -> dict[str, Any]:
    if isinstance(no, Refusal):
        return {"error": int(status_of(no)), "sentence": sentence_of(no)}
    disconnect()  # no answer to a deed, which waits until its owner is back
    return {"error": int(HTTPStatus.UNAUTHORIZED)}


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


def _watch(account_id: str, sent: object) -> dict[str, Any]:
    """Join the rooms of the topics that this person may watch; say what moved since they last looked."""
    seen = watching.read_topics(sent)
    rights = topics.narrowings()
    allowed = watching.list_allowed(load_actor(account_id), seen)
    for topic in allowed:
        join_room(f"{ROOM}{topic}")
    look_again()  # what changed while we asked was told before this one could hear it
    if topics.narrowings() != rights:
        allowed = _still_allowed(account_id, allowed)
    moved = watching.find_moved(seen, allowed)
    if line := _line():
        line.make_room()
    return {"ok": True, **moved, "refused": [each for each in seen if each not in allowed]}


def _still_allowed(account_id: str, joined: list[str]) -> list[str]:
    """Leave again what was taken from this person while they came in."""
    allowed = watching.list_allowed(load_actor(account_id), joined)
    for topic in joined:
        if topic not in allowed:
            leave_room(f"{ROOM}{topic}")
    return allowed


def _sync(account_id: str, sent: object) -> dict[str, Any]:
    """Say what moved, to whoever may know."""
    return watching.sync(load_actor(account_id), sent)


@afterwards
def announce(settled: Settled) -> None:
    """Send away the sockets of sessions that ended, let others leave what is no longer theirs, then say what moved."""
    if socketio.server is None:
        return  # a command: whoever watches learns of it by the next sync
    for fact in settled.facts:
        if isinstance(fact, SessionClosed):
            _end(fact.sign_in_id)
    if narrowed := [fact.narrows for fact in settled.facts if fact.narrows]:
        _revoke(narrowed)
    _coalescer.move({name: seq for name, seq in settled.topics.items() if name != topics.RIGHTS})


def _end(sign_in_id: str) -> None:
    for sid in _sockets.end(sign_in_id):
        _send_away(sid)


def _revoke(narrowed: Iterable[Narrowed]) -> None:
    """Send away whose session fell, then ask again what the others watch."""
    session_ids = _sockets.session_ids()
    for each in asking_again.find_fallen(session_ids) if session_ids else ():
        _end(each)
    asking_again.leave_what_is_lost(_sockets, socketio.server, narrowed, lambda: socketio.sleep(0))


def keep_watch() -> None:
    """Look every second for what this process was not told: a deed of another one, a session whose time is up."""
    while True:
        socketio.sleep(GLANCE_S)
        try:
            cut_unknown()
            door.let_on()
            drop_silent(socketio.server.eio)
            if session_ids := _sockets.session_ids():
                look_around(session_ids)
        except Exception as error:  # noqa: BLE001 -- nobody else looks: the next second does again
            log.warning("look_failed", error=str(error))


def look_around(session_ids: list[str]) -> None:
    """Send away the sockets of sessions that fell; where rights were narrowed elsewhere, ask everybody's again."""
    for each in asking_again.find_fallen(session_ids):
        asking_again.lock_if_idle(each)
        _end(each)
    narrowed = asking_again.last_narrowing()
    if narrowed != _narrowed[0]:
        _narrowed[0] = narrowed
        _revoke([Narrowed(everybody=True)])


def _emit(topic: str, seq: int) -> None:
    """Tell all who watch. What has to be read first is read apart: whoever did the deed does not wait for it."""
    if topics.is_stated(topic):
        _later(0, lambda: _say(topic, seq))
    else:
        _say(topic, seq)


def _say(topic: str, seq: int) -> None:
    try:
        event, said = watching.tell(topic, seq)
    except IN_TROUBLE:  # then they ask for their pages, and hear of the trouble there
        event, said = "changed", {"topic": topic, "seq": seq}
    socketio.emit(event, said, to=f"{ROOM}{topic}")


def _later(seconds: float, work: Callable[[], None]) -> None:
    def rest() -> None:
        socketio.sleep(seconds)
        work()

    socketio.start_background_task(rest)


def _sid() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]  # Flask-SocketIO adds it
    return sid


_coalescer = Coalescer(_emit, _later, count_open)
