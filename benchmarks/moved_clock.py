"""The server as it is, on a machine whose clock on the wall somebody moves: by as many seconds as a file says.

What the system tells Python of the time on the wall is moved, for the libraries and for e-Cabinet's one clock. The
machine's own count goes on: nobody can set that.
"""

import datetime as dt
import os
import time
from pathlib import Path

from ecabinet.core import clock
from ecabinet.web.gunicorn_conf import *  # noqa: F403 -- the server as it is

_offset = Path(os.environ["MOVED_CLOCK"])
_on_the_wall = time.time


def moved() -> float:
    return _on_the_wall() + float(_offset.read_text())


class Moved(dt.datetime):
    """Asked for the time, it tells the one on the moved wall; what it tells is an ordinary moment."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return dt.datetime.fromtimestamp(moved(), tz)


time.time = moved
clock.datetime = Moved  # type: ignore[misc]
