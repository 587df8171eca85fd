"""The server that takes what it is sent for what it should be, and falls over it."""

from typing import Any

from ecabinet.web import gunicorn_conf
from ecabinet.web.gunicorn_conf import *  # noqa: F403 -- a mutant is the real thing but for one fault


def post_worker_init(worker: Any) -> None:
    gunicorn_conf.post_worker_init(worker)
    from ecabinet.realtime import watching  # noqa: PLC0415 -- only after gevent has patched the worker

    watching.read_topics = lambda sent: {name: int(seq) for name, seq in sent["topics"].items()}
