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


BREATHS = """
from gevent import monkey
monkey.patch_all()
import gevent, socket
from ecabinet.core import native

ours, theirs = socket.socketpair()
heard = []
def hear():
    while True:
        heard.append(ours.recv(1))
gevent.spawn(hear)
gevent.sleep(0.01)

def crowd(breathe):
    theirs.send(b"x")
    seen = len(heard)
    for number in range(20):
        breathe()
        if len(heard) > seen:
            return number
    return None
print(crowd(lambda: None), crowd(native.breathe))
"""


def test_who_breathes_lets_others_be_heard_that_came_meanwhile():
    done = subprocess.run(
        [sys.executable, "-c", BREATHS], capture_output=True, text=True, check=True
    )
    before, after = done.stdout.split()
    assert before == "None"
    assert int(after) <= 1, "one breath is enough, two at most"
