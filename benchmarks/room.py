"""Votes acknowledged a second, thirty casting at once: our deeds, committed in groups, against bare SQL; and how soon
everybody hears of a change (`fanout`), and sees it (`eye`).

Each side runs in a process of its own on a copy of the same database. The limit is the standard library's
`sqlite3` with the same statements and a commit each; an acknowledged vote is on the disk on both
sides (`synchronous=FULL`).
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import eye, fanout
from benchmarks.figures import QUICK, Figure, interleaved

ROOT = Path(__file__).parents[1]
SECONDS = 2 if QUICK else 5
LEAST_RATIO = 0.1  # whole deeds (permission, roll, seal, trail, topics) may cost ten times the bare statements


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="ecabinet-bench-") as folder:
        world = Path(folder) / "world.db"
        _run("benchmarks.votes_grouped", world, 0)
        bare, grouped = interleaved(
            [
                lambda: _rate("benchmarks.votes_bare", world),
                lambda: _rate("benchmarks.votes_grouped", world),
            ]
        )
    holds = grouped / bare >= LEAST_RATIO
    return [
        Figure(
            name="votes acknowledged, 30 casting at once",
            figure=grouped,
            unit="votes/s",
            against=bare,
            bound=f"ratio >= {LEAST_RATIO}",
            holds=holds,
        ),
        *fanout.measure(),
        *eye.measure(),
    ]


def _rate(module: str, world: Path) -> float:
    copy = world.with_name("copy.db")
    shutil.copyfile(world, copy)
    acknowledged, kept = _run(module, copy, SECONDS)
    if acknowledged != kept:
        raise AssertionError(f"{module}: {acknowledged} acknowledged, {kept} kept")
    for left in world.parent.glob("copy.db*"):
        left.unlink()
    return acknowledged / SECONDS


def _run(module: str, path: Path, seconds: float) -> tuple[int, int]:
    """Return how many votes were acknowledged, and how many the trail keeps."""
    done = subprocess.run(
        [sys.executable, "-m", module, path, str(seconds)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    acknowledged, kept = done.stdout.split()
    return int(acknowledged), int(kept)
