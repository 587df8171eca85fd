"""Who sends what no page would must be heard, else nothing is proved by it."""

import random
import select
import socket
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from benchmarks.crowd import Device, Guests
from benchmarks.fuzzing import Intruder

WAITS_MS = 10_000


def hear_late(door):
    """Shake hands, say something that nobody reads, and read only once the other side has had its say."""
    line, _ = door.accept()
    with line:
        line.recv(65536)
        line.sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + b"." * 8192)
        silent = select.poll()
        silent.register(line, select.POLLRDHUP)
        assert silent.poll(WAITS_MS)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.once
def test_what_an_intruder_sends_can_be_read_by_a_server_that_comes_to_it_late():
    with socket.create_server(("127.0.0.1", 0)) as door, ThreadPoolExecutor(1) as pool:
        heard = pool.submit(hear_late, door)
        server = SimpleNamespace(port=door.getsockname()[1], url="http://localhost")
        stranger = random.SystemRandom()
        stranger.random = lambda: 0.0
        Intruder(server, Guests((), (Device("", "", ""),), "secret"), stranger).send(1)
        assert heard.result(10)
