"""The server that looks at the clock on the wall to learn how long a ballot has been open."""

import time

from benchmarks.moved_clock import *  # noqa: F403 -- a mutant is the real thing but for one fault
from ecabinet.web import gunicorn_conf


def post_worker_init(worker: object) -> None:
    from ecabinet.ballots import jobs, operations  # noqa: PLC0415 -- only after gevent has patched the worker
    from ecabinet.core.ticks import Tick  # noqa: PLC0415 -- likewise

    def tick() -> Tick:
        return Tick("the wall", int(time.time() * 1000))

    jobs.tick = operations.tick = tick
    gunicorn_conf.post_worker_init(worker)
