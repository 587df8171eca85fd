"""How the server runs: one process, greenlets, and a stop that does not wait for open sockets."""

import gevent
from gunicorn.workers.base import Worker

from config import Config

GLANCE_S = 0.2

_config = Config.from_environment()

bind = f"{_config.host}:{_config.port}"
worker_class = "gevent"
workers = 1  # one writer; more machines, not more processes, carry more watchers
worker_connections = 2000
timeout = 30
graceful_timeout = 5
keepalive = 20
forwarded_allow_ips = ""  # what a proxy says is heard by the application, which knows how many there are
control_socket_disable = True  # a door nobody uses
loglevel = "warning"


def post_worker_init(worker: Worker) -> None:
    gevent.spawn(_send_watchers_off, worker)


def _send_watchers_off(worker: Worker) -> None:
    """Let go of the open sockets when a stop is asked for: the server otherwise waits for them to its limit."""
    while worker.alive:
        gevent.sleep(GLANCE_S)
    worker.wsgi.extensions["socketio"].server.eio.disconnect()
