"""T4, under pressure: two processes take votes on one PostgreSQL without a pause, and the chair closes.

Each closing must be there within a second, and none be refused, whoever else comes to vote. That this notices who
votes past a closing is held by `tests/ballots/test_holding.py`, where nothing is left to chance.
"""

import json
import subprocess
import sys
from typing import Any

from benchmarks.figures import QUICK, Figure, at_least, exactly, percentile
from benchmarks.machine import Others
from tests.servers import ROOT, Postgres

BALLOTS = 3 if QUICK else 30
LONGEST_S = 1.0
PATIENCE_S = 600


def measure() -> list[Figure]:
    database = Postgres(durable=True)
    others = Others()
    try:
        closing, other = _pressed(database.new_database())
    finally:
        database.stop()
    acknowledged = sum(each["acknowledged"] for each in (*closing, *other))
    latest = percentile([each["took"] for each in closing], 0.99)
    noise = others.remark()
    return [
        at_least("pressed_acknowledged", acknowledged, BALLOTS),
        exactly("pressed_refused", sum(each["refused"] for each in closing)),
        Figure(
            name=f"pressed_closing_p99{noise}",
            figure=latest,
            unit="s",
            bound=f"<= {LONGEST_S:g} s",
            holds=latest <= LONGEST_S,
            binds=not noise,
        ),
    ]


def _pressed(url: str) -> list[list[dict[str, Any]]]:
    """Return, of each of the two processes, what it tells of each ballot; the first one closes."""
    with _worker(url, "make", BALLOTS) as making:
        _said(making)
    with _worker(url, "close", 0) as first, _worker(url, "vote", 1) as second:
        return [_said(first), _said(second)]


def _worker(url: str, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.pressing_worker", url, *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _said(worker: subprocess.Popen[str]) -> list[dict[str, Any]]:
    said, _ = worker.communicate(timeout=PATIENCE_S)
    if worker.returncode:
        raise AssertionError(said[-2000:])
    told: list[dict[str, Any]] = json.loads(said.splitlines()[-1])
    return told
