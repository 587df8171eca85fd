"""The server that does not look at the number a device gave its vote: whatever comes last is the newest."""

import itertools
from typing import Any

from ecabinet.web import gunicorn_conf
from ecabinet.web.gunicorn_conf import *  # noqa: F403 -- a mutant is the real thing but for one fault

_numbers = itertools.count(1000)


def post_worker_init(worker: object) -> None:
    from ecabinet.ballots import (  # noqa: PLC0415 -- only after gevent has patched the worker
        casting_operations,
        casting_routes,
        live,
        routes,
    )

    really = casting_operations.cast_vote

    def cast_vote(actor: Any, ballot_id: str, vote: Any) -> Any:
        return really(actor, ballot_id, vote.model_copy(update={"seq": next(_numbers)}))

    for each in (casting_routes, live, routes):
        if hasattr(each, "cast_vote"):
            each.cast_vote = cast_vote
    gunicorn_conf.post_worker_init(worker)
