"""Jobs that failed for good: kept beside the queue until somebody sends them again, or they succeed after all.

A job that fails again is the same entry: what a sweep sends every minute must not fill the disk.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from huey import Huey
from huey.api import Task
from huey.signals import SIGNAL_COMPLETE, SIGNAL_ERROR

from ecabinet.core.clock import now

PREFIX = "failed-"


@dataclass(frozen=True)
class FailedJob:
    """A job whose last attempt failed. The error is named by its class: its words could hold content."""

    key: str
    name: str
    arguments: tuple[str, ...]
    error: str
    at: datetime
    times: int


def keep_failures(queue: Huey) -> None:
    """Remember from here on what fails for good in `queue`."""

    def failed(_signal: str, task: Task, error: Exception) -> None:
        if not task.retries:
            _remember(queue, task, error)

    def done(_signal: str, task: Task) -> None:
        forget(queue, _key(task))

    queue.signal(SIGNAL_ERROR)(failed)
    queue.signal(SIGNAL_COMPLETE)(done)


def list_failures(queue: Huey) -> Sequence[FailedJob]:
    """Return what failed, the newest first."""
    rows = queue.storage.result_items()
    found = [_read(key, value) for key, value in rows.items() if str(key).startswith(PREFIX)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def forget(queue: Huey, key: str) -> None:
    queue.storage.delete_data(key)


def _remember(queue: Huey, task: Task, error: Exception) -> None:
    key = _key(task)
    before = next((each.times for each in list_failures(queue) if each.key == key), 0)
    name, *arguments = map(str, task.args)
    job = FailedJob(key, name, tuple(arguments), type(error).__name__, now(), before + 1)
    spelled = asdict(job) | {"at": job.at.isoformat()}
    queue.storage.put_data(key, json.dumps(spelled).encode())


def _read(key: str, value: bytes) -> FailedJob:
    said = json.loads(bytes(value))
    return FailedJob(
        key,
        said["name"],
        tuple(said["arguments"]),
        said["error"],
        datetime.fromisoformat(said["at"]),
        said["times"],
    )


def _key(task: Task) -> str:
    return PREFIX + hashlib.sha256(json.dumps(list(task.args)).encode()).hexdigest()[:32]
