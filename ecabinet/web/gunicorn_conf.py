"""How gunicorn serves e-Cabinet: one process of greenlets, which also works on the jobs."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import gevent
from gunicorn.workers.base import Worker

from config import Config

GLANCE_S = 0.2
SWEEP_EVERY_S = 60
TURN_S = 0.001  # a fifth of what Python does by itself
GARBAGE = (10_000, 20, 20)  # objects, rounds, rounds: a tenth as often as Python does by itself

_config = Config.from_environment()

bind = f"{_config.host}:{_config.port}"
worker_class = "gevent"
workers = 1  # one writer; more machines, not more processes, carry more watchers
worker_connections = 4000
timeout = 60
graceful_timeout = 5
keepalive = 5
forwarded_allow_ips = ""  # the application hears a proxy out, and knows how many there are
control_socket_disable = True  # a door nobody uses
loglevel = "warning"


def post_worker_init(worker: Worker) -> None:
    """Begin to work on jobs once this process serves, and be ready to let go of open sockets."""
    from ecabinet.core import jobs  # noqa: PLC0415 -- only after gevent has patched the worker
    from ecabinet.web.logs import speak_json  # noqa: PLC0415 -- likewise

    speak_json()
    jobs.start_consumer()
    gevent.spawn(_sweep)
    for keeper in jobs.keepers():
        gevent.spawn(_keep, keeper)
    gevent.spawn(_send_watchers_off, worker)
    gevent.spawn(worker.wsgi.extensions["ecabinet.watch"])
    if _config.demo:
        jobs.send_by_name("demo.today", _config.timezone)
    _spare_the_collector()
    _share_the_processor()


def _spare_the_collector() -> None:
    """Let the garbage collector leave alone what lives as long as the process.

    Walking all of it takes a third of a second, in which nobody is answered; with a crowd it did so every second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _share_the_processor() -> None:
    """Let whoever writes to the database not wait for long while a crowd is being heard.

    The writer is a thread of its own, which lets go at every statement and gets its turn back only when the greenlets'
    thread has used up its own. And nobody asks where a greenlet was begun, which each that begins would write down.
    """
    sys.setswitchinterval(TURN_S)
    gevent.config.track_greenlet_tree = False


def _sweep() -> None:
    """Look for work that was left behind, at the start and every minute."""
    from ecabinet.core import jobs  # noqa: PLC0415 -- only after gevent has patched the worker

    while True:
        jobs.sweep_up()
        gevent.sleep(SWEEP_EVERY_S)


def _keep(keeper: Callable[[], float]) -> None:
    """Let a keeper look again and again, each time when it said."""
    from ecabinet.core import jobs  # noqa: PLC0415 -- only after gevent has patched the worker

    while True:
        gevent.sleep(jobs.keep(keeper))


def _send_watchers_off(worker: Worker) -> None:
    """Let go of the sockets when a stop is asked for: it would wait for them to its limit."""
    while worker.alive:
        gevent.sleep(GLANCE_S)
    worker.wsgi.extensions["socketio"].server.eio.disconnect()


def when_ready(_server: object) -> None:
    """Say to whoever typed `make run` where to go, and with which name."""
    lines = [f"e-Cabinet: {_config.base_url}"]
    if _config.demo:
        names = "chair, member02, officer1, head, agency01, clerk, assistant01, admin, auditor"
        lines += [
            f"Demonstration; sign in as: {names}",
            f"The password stands in {_password_file()}",
        ]
    print("\n".join(lines), flush=True)  # noqa: T201


def _password_file() -> Path:
    path = _config.data / "demo-password"
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
