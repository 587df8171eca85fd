"""What the trail costs: votes a second with the trail and the topics, without the trail, and without both.

Each runs in a process of its own on a database made anew; what is acknowledged is on the disk. `measure` is the part
of `make bench`, `tamper` the fault T11 of `make faults`.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.figures import QUICK, Figure, interleaved
from tests.servers import ROOT, Postgres, make_database

SECONDS = 2 if QUICK else 5
MODES = ("whole", "no-trail", "neither")
LEAST_RATIO = 0.6  # the trail takes at most 40 % of a vote's time
SEEDS = range(1 if QUICK else 5)


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="ecabinet-bench-") as folder:
        figures = _figures("SQLite", _sqlite(Path(folder)))
    server = Postgres(durable=True)
    try:
        return figures + _figures("PostgreSQL", _postgresql(server))
    finally:
        server.stop()


def tamper() -> list[Figure]:
    """T11: a thousand random edits, deletions, swaps and truncations for each seed, and what was found of them."""
    found = [_tampered(seed) for seed in SEEDS]
    done, seen = (sum(each) for each in zip(*found, strict=True))
    return [
        Figure(
            name=f"edits of the trail found, seeds {SEEDS.start} to {SEEDS.stop - 1}",
            figure=100 * seen / done,
            unit="%",
            bound=f"100 % of {done}",
            holds=seen == done,
        )
    ]


def _figures(kind: str, new_database: Callable[[], str]) -> list[Figure]:
    whole, no_trail, neither = interleaved(
        [lambda mode=mode: _rate(new_database(), mode) for mode in MODES]  # type: ignore[misc]
    )
    return [
        Figure(
            name=f"{kind}: votes with the trail, against without it",
            figure=whole,
            unit="votes/s",
            against=no_trail,
            bound=f"ratio >= {LEAST_RATIO}",
            holds=whole / no_trail >= LEAST_RATIO,
        ),
        Figure(
            name=f"{kind}: votes with trail and topics, against without",
            figure=whole,
            unit="votes/s",
            against=neither,
        ),
    ]


def _sqlite(folder: Path) -> Callable[[], str]:
    world, copy = folder / "world.db", folder / "copy.db"
    _run(f"sqlite:///{world}", 0, "whole")

    def new_database() -> str:
        for left in folder.glob("copy.db*"):
            left.unlink()
        for part in folder.glob("world.db*"):  # what is in the log still belongs to it
            shutil.copyfile(part, folder / part.name.replace("world", "copy"))
        return f"sqlite:///{copy}"

    return new_database


def _postgresql(server: Postgres) -> Callable[[], str]:
    world = server.new_database("world")
    _run(world, 0, "whole")
    template = make_url(world).database or ""
    return lambda: make_database(str(server.folder), "copy", template)


def _rate(url: str, mode: str) -> float:
    return int(_run(url, SECONDS, mode)) / SECONDS


def _run(url: str, seconds: float, mode: str) -> str:
    return _module("benchmarks.trail_worker", url, str(seconds), mode)


def _tampered(seed: int) -> tuple[int, int]:
    done, seen = _module("benchmarks.trail_tampering", str(seed)).split()
    return int(done), int(seen)


def _module(name: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", name, *words],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.splitlines()[-1] if done.stdout else ""
