"""The server that tells whoever comes back what they said themselves, and does not look."""

from typing import Any

from ecabinet.web import gunicorn_conf
from ecabinet.web.gunicorn_conf import *  # noqa: F403 -- a mutant is the real thing but for one fault


def post_worker_init(worker: Any) -> None:
    gunicorn_conf.post_worker_init(worker)
    from ecabinet.realtime import watching  # noqa: PLC0415 -- only after gevent has patched the worker

    watching.find_moved = lambda seen, allowed: {"topics": {each: seen[each] for each in allowed}}
