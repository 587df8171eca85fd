"""What computes for long leaves the greenlets' thread: other requests go on meanwhile."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.once

SCRIPT = """
from gevent import monkey
monkey.patch_all()
import gevent, hashlib
from ecabinet.core import native

ticks = 0
def tick():
    global ticks
    while True:
        gevent.sleep(0.005)
        ticks += 1

def work():
    return hashlib.pbkdf2_hmac("sha256", b"x", b"y", 1_000_000)

gevent.spawn(tick)
gevent.sleep(0)
before = ticks
here = work() and ticks - before
before = ticks
away = native.call(work) and ticks - before
print(here, away)
"""


def test_others_go_on_while_somebody_computes():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    here, away = map(int, done.stdout.split())
    assert here == 0  # without leaving the thread, nobody would move
    assert away >= 5
