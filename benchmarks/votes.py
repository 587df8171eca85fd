"""Votes acknowledged a second, thirty casting at once: whole deeds (permission, roll, seal, signature, trail, topics),
against the same SQL said by one bare connection with a commit each.

Each side runs in a process of its own on a copy of the same database, on the disk of this machine, and an acknowledged
vote is on it on both sides (`synchronous=FULL`; a PostgreSQL of our own that waits for its log). Then once more on a
disk whose every fsync takes 5 ms longer (`slow_disk.c`).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from benchmarks.figures import QUICK, Figure, interleaved
from tests.servers import Postgres

ROOT = Path(__file__).parents[1]
SECONDS = 2 if QUICK else 5
SAID_AGAIN = (600, 100) if QUICK else (4000, 400)  # votes of the bare side, and on the slow disk
LEAST, LEAST_SLOW = 0.2, 3.0
ROLLS = (30, 100, 300, 1000)
FLAT = 1.5  # a vote in the largest roll may cost so many times what it costs in the smallest
NAME = "votes acknowledged, 30 at once"


class Sqlite:
    """A world in a file, and copies of it."""

    word = "SQLite"

    def __init__(self, folder: Path, members: int, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self._world = folder / "world.db"
        self._world.unlink(missing_ok=True)  # of the store before this one
        _run(environment, "votes_grouped", f"sqlite:///{self._world}", 0, members)

    def copy(self, name: str) -> str:
        for left in self.folder.glob(f"{name}.db*"):
            left.unlink()
        shutil.copyfile(self._world, self.folder / f"{name}.db")
        return f"sqlite:///{self.folder / name}.db"


class Cluster:
    """A world in a PostgreSQL of one's own, which waits for the disk, and copies of it."""

    word = "PostgreSQL"

    def __init__(self, preloaded: dict[str, str]) -> None:
        self.environment: dict[str, str] = {}
        os.environ.update(preloaded)
        try:
            self.server = Postgres(durable=True)
        finally:
            for name in preloaded:
                del os.environ[name]
        self._do("CREATE DATABASE world")
        _run(self.environment, "votes_grouped", self.server.url("world"), 0, ROLLS[0])

    def copy(self, name: str) -> str:
        self._do(f"DROP DATABASE IF EXISTS {name}")
        self._do(f"CREATE DATABASE {name} TEMPLATE world")
        return self.server.url(name)

    def _do(self, statement: str) -> None:
        address = f"host={self.server.folder} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="ecabinet-bench-") as folder:
        slow = {"LD_PRELOAD": str(_slow_disk(Path(folder)))} if shutil.which("gcc") else None
        figures = [_compare(store, SAID_AGAIN[0], LEAST, "") for store in _stores(Path(folder), {})]
        figures += [
            _compare(store, SAID_AGAIN[1], LEAST_SLOW, ", every fsync 5 ms slower")
            for store in (_stores(Path(folder), slow) if slow else ())
        ]
        return [*figures, *_curve(Path(folder))]


def _stores(folder: Path, preloaded: dict[str, str]) -> Iterator[Sqlite | Cluster]:
    yield Sqlite(folder, ROLLS[0], preloaded)
    cluster = Cluster(preloaded)
    try:
        yield cluster
    finally:
        cluster.server.stop()


def _compare(store: Sqlite | Cluster, votes: int, least: float, where: str) -> Figure:
    bare, ours = interleaved([lambda: _bare(store, votes), lambda: _ours(store)])
    return Figure(
        name=f"{NAME}, {store.word}{where}",
        figure=ours,
        unit="votes/s",
        against=bare,
        bound=f"ratio >= {least:g}",
        holds=ours / bare >= least,
    )


def _ours(store: Sqlite | Cluster) -> float:
    acknowledged, kept, _ = _run(
        store.environment, "votes_grouped", store.copy("ours"), SECONDS, ROLLS[0]
    )
    _demand_kept(acknowledged, kept)
    return acknowledged / SECONDS


def _bare(store: Sqlite | Cluster, votes: int) -> float:
    said, kept, took = _run(
        store.environment, "votes_bare", store.copy("noted"), store.copy("bare"), votes
    )
    _demand_kept(said, kept)
    return said / took


def _curve(folder: Path) -> list[Figure]:
    """What one vote costs the processor, however many members there are."""
    costs: list[float] = []
    for members in ROLLS:
        store = Sqlite(folder, members, {})
        *_, cost = _run({}, "votes_grouped", store.copy("ours"), SECONDS, members)
        costs.append(cost)
    return [
        Figure(
            name=f"CPU of one vote, {members:,} members",
            figure=cost,
            unit="ms",
            bound=f"<= {FLAT:g} x that of {ROLLS[0]}",
            holds=cost <= FLAT * costs[0],
        )
        for members, cost in zip(ROLLS, costs, strict=True)
    ]


def _slow_disk(folder: Path) -> Path:
    """Build the library that makes every fsync slower; whoever PostgreSQL runs as may read it."""
    library = folder / "slow_disk.so"
    source = Path(__file__).with_suffix("").with_name("slow_disk.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    folder.chmod(0o755)
    return library


def _run(environment: dict[str, str], module: str, *words: object) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [float(each) for each in done.stdout.split()]


def _demand_kept(acknowledged: float, kept: float) -> None:
    if acknowledged != kept:
        raise AssertionError(f"{acknowledged} acknowledged, {kept} kept")
