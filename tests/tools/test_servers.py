"""The servers that tests start are there, can be broken, and are gone when whoever started them is."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from redis import Redis as Client

from tests.servers import ROOT, Postgres, wait_until

pytestmark = pytest.mark.once

CHILD = """
import sys
from tests.servers import Redis
server = Redis()
print(server._process.pid, server.folder, flush=True)
sys.stdin.read()
"""


def alive(pid):
    stat = Path("/proc") / pid / "stat"
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_redis_comes_back_where_it_was(redis_server):
    client = Client.from_url(redis_server.url)
    assert client.ping()
    redis_server.kill()
    redis_server.start()
    assert client.ping()
    client.close()


def test_a_server_does_not_outlive_a_killed_parent():
    parent = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid, folder = parent.stdout.readline().split()
    assert alive(pid)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    wait_until(lambda: not alive(pid) and not Path(folder).exists(), 10, lambda: f"{pid} lives on")


def test_a_cluster_survives_a_crash_and_leaves_nothing_behind():
    cluster = Postgres(durable=True)
    address = cluster.new_database().replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE vote AS SELECT 'for' AS choice")
    cluster.crash()
    cluster.start()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT choice FROM vote").fetchone() == ("for",)
    cluster.stop()
    assert not cluster.folder.exists()
