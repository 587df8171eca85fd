"""T6: everybody loses the server at once, and comes back to it at once; what moved meanwhile nobody has missed."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import create_engine, text

from benchmarks import setting
from benchmarks.crowd import Guests, invite
from benchmarks.figures import QUICK, Figure, caught, exactly, within
from benchmarks.machine import Others, raise_open_files
from tests.servers import ROOT, LiveServer

CLIENTS = 200 if QUICK else 1000
BACK_S = 15.0
STALE = ["-m", "gunicorn", "--config", "python:benchmarks.mutants.stale", "wsgi:application"]
MOVED = text("UPDATE topic SET seq = seq + :by WHERE name LIKE :kind")
BEGUN = text("INSERT INTO topic (name, seq) VALUES (:name, 7) ON CONFLICT DO NOTHING")


@dataclass(frozen=True)
class Return:
    inside: int
    seconds: float  # from when the server was ready to when the last was in
    wrong: int  # those who know another number than the database


class Pages:
    """The pages of everybody, in a process of their own."""

    def __init__(self, server: LiveServer, guests: Guests) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.coming_back"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        who = [
            (each.cookie, dict.fromkeys([*guests.topics, f"inbox:{each.account}"], 0))
            for each in guests.devices
        ]
        self._say(json.dumps({"port": server.port, "origin": server.url, "who": who}))
        self.wait()

    def wait(self) -> tuple[int, float, list[dict[str, int]]]:
        """Return how many are in, when the last came, and what each knows."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the pages are gone: their words stand above")
        inside, came, know = json.loads(line)
        return inside, came, know

    def ask(self) -> None:
        self._say("back")

    def leave(self) -> None:
        self._process.kill()
        self._process.wait()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")


def measure() -> list[Figure]:
    raise_open_files()
    server = LiveServer(DEMO="0")
    pages = None
    try:
        setting.furnish(server)
        guests = invite(server, CLIENTS)
        server.start(prepared=True)
        pages = Pages(server, guests)
        others = Others()
        real = _lose_and_return(server, pages, guests)
        noise = others.remark()
        server.served_by = STALE
        stale = _lose_and_return(server, pages, guests)
    finally:
        if pages:
            pages.leave()
        server.stop()
    return _figures(real, stale, noise)


def _figures(real: Return, stale: Return, noise: str) -> list[Figure]:
    return [
        exactly("clients", real.inside, CLIENTS),
        replace(within(f"all_back{noise}", real.seconds, BACK_S), binds=not noise),
        exactly("wrong", real.wrong),
        caught("canary_wrong", stale.wrong),
    ]


def _lose_and_return(server: LiveServer, pages: Pages, guests: Guests) -> Return:
    """End the server, let the world go on without it, and start it again."""
    server.kill_9()
    _go_on(server, guests)
    server.start(prepared=True)
    ready = time.monotonic()
    pages.ask()
    inside, came, know = pages.wait()
    true = _numbers(server)
    wrong = sum({name: true[name] for name in each} != each for each in know)
    return Return(inside, came - ready, wrong)


def _go_on(server: LiveServer, guests: Guests) -> None:
    """Let every topic move that anybody watches, as other processes do."""
    names: Sequence[str] = [*guests.topics, *(f"inbox:{each.account}" for each in guests.devices)]
    engine = create_engine(server.database_url)
    with engine.begin() as connection:
        connection.execute(BEGUN, [{"name": name} for name in names])
        connection.execute(MOVED, [{"by": 3, "kind": "%:%"}])
    engine.dispose()


def _numbers(server: LiveServer) -> dict[str, int]:
    engine = create_engine(server.database_url)
    with engine.connect() as connection:
        found = dict(connection.execute(text("SELECT name, seq FROM topic")).all())
    engine.dispose()
    return found
