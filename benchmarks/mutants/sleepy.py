"""The server that takes half a second for every vote, while it holds the pen."""

import time
from typing import Any

from ecabinet.web import gunicorn_conf
from ecabinet.web.gunicorn_conf import *  # noqa: F403 -- a mutant is the real thing but for one fault

SLEEP_S = 0.5


def post_worker_init(worker: object) -> None:
    from ecabinet.ballots import live  # noqa: PLC0415 -- only after gevent has patched the worker

    really = live.cast_vote

    def cast_vote(*arguments: Any) -> Any:
        time.sleep(SLEEP_S)
        return really(*arguments)

    live.cast_vote = cast_vote
    gunicorn_conf.post_worker_init(worker)
