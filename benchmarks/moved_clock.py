"""The server as it is, for a machine whose clock libfaketime moves: it sleeps by `select`.

libfaketime takes the moment until which Python sleeps, which is one of the machine's own count, for one on the wall.
"""

import select
import time

from ecabinet.web.gunicorn_conf import *  # noqa: F403 -- the server as it is


def sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = sleep
