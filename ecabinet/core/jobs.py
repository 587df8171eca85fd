"""Background work. A job is a named function of ids; it may run twice, so it does what is still to be done.

A job is sent only after the commit (by a listener `afterwards`). What must not be lost is a row of the domain first;
a periodic sweep sends again what was left behind, so a lost queue costs time, never work.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import structlog
from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from ecabinet.core.failed_jobs import FailedJob, forget, keep_failures, list_failures

log = structlog.get_logger(__name__)

Job = Callable[..., None]
Keeper = Callable[[], float]
RETRIES = 4
RETRY_DELAY_S = 2
STUMBLED_S = 1.0

_jobs: dict[str, Job] = {}
_sweeps: list[Job] = []
_keepers: list[Keeper] = []
_queue: list[Huey] = []  # the one in use; a list so that it can be replaced
_consumer: list[Consumer] = []


class JsonSerializer(Serializer):  # type: ignore[misc]  # huey ships no types
    """Huey's default would execute what a stranger wrote into the queue."""

    def _serialize(self, data: object) -> bytes:
        return json.dumps(data, default=_spell_moment).encode()

    def _deserialize(self, data: bytes) -> object:
        fields = json.loads(data)
        return (
            Message(*[_read_moment(each) for each in fields])
            if isinstance(fields, list)
            else fields
        )


def job(name: str) -> Callable[[Job], Job]:
    """Register a function as the job `name`."""

    def register(function: Job) -> Job:
        _jobs[name] = function
        function.job_name = name  # type: ignore[attr-defined]
        return function

    return register


def sweep(function: Job) -> Job:
    """Register a function that looks, every minute and at every start, for work that was left behind."""
    if function not in _sweeps:
        _sweeps.append(function)
    return function


def keeper(function: Keeper) -> Keeper:
    """Register a function that keeps appointments: it says in how many seconds it wants to look again."""
    if function not in _keepers:
        _keepers.append(function)
    return function


def keepers() -> Sequence[Keeper]:
    """Return those who look by themselves, one after the other for as long as the process serves."""
    return tuple(_keepers)


def keep(function: Keeper) -> float:
    """Let a keeper look once. One that stumbles looks again soon: what it keeps would else be missed."""
    try:
        return function()
    except Exception:
        log.exception("keeper_failed", keeper=function.__qualname__)
        return STUMBLED_S


def open_queue(data: Path, redis_url: str | None) -> None:
    """Use Redis where it is configured, else a queue of our own in the data directory."""
    serializer = JsonSerializer()
    if redis_url:
        queue = RedisHuey("ecabinet", url=redis_url, serializer=serializer, results=False)
    else:
        queue = SqliteHuey(
            "ecabinet",
            filename=str(data / "jobs.db"),
            serializer=serializer,
            results=False,
            fsync=False,
        )
    queue.task(name="perform", retries=RETRIES, retry_delay=RETRY_DELAY_S, context=False)(perform)
    keep_failures(queue)
    _queue[:] = [queue]


def send(function: Job, *arguments: str) -> None:
    """Ask for a job. Call it only from a listener afterwards, a sweep or a command."""
    name: str = function.job_name  # type: ignore[attr-defined]
    send_by_name(name, *arguments)


def send_by_name(name: str, *arguments: str) -> None:
    """Ask for a job that stands in a layer above the one that asks."""
    queue = _queue[0]
    task = queue._registry.string_to_task(f"{perform.__module__}.perform")  # noqa: SLF001 -- Huey has no public lookup
    queue.enqueue(task((name, *arguments), {}, retries=RETRIES, retry_delay=RETRY_DELAY_S))


def perform(name: str, *arguments: str) -> None:
    """Do the job `name`. Its exceptions reach Huey, which tries again."""
    log.info("job", job=name, arguments=arguments)
    _jobs[name](*arguments)


def sweep_up() -> None:
    """Run every sweep once."""
    for each in _sweeps:
        try:
            each()
        except Exception:
            log.exception("sweep_failed", sweep=each.__qualname__)


def drain() -> int:
    """Do all that waits, here and now, and return how many jobs there were. For commands and tests."""
    queue, count = _queue[0], 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        count += 1
    return count


def start_consumer() -> None:
    """Work on the queue inside this process, among its greenlets; signals stay with the web server."""
    consumer = _Consumer(_queue[0], workers=2, worker_type="greenlet", periodic=False)
    consumer.start()
    _consumer[:] = [consumer]


def consumer_alive() -> bool:
    """Whether somebody in this process works on the queue."""
    return bool(_consumer) and not _consumer[0].stop_flag.is_set()


def waiting() -> int:
    """How many jobs wait."""
    return int(_queue[0].pending_count())


def failures() -> Sequence[FailedJob]:
    """Return the jobs that failed for good and wait for somebody to look."""
    return list_failures(_queue[0])


def send_again(key: str) -> None:
    """Ask once more for a job that failed for good. It is forgotten here, and remembered if it fails again."""
    for each in failures():
        if each.key == key:
            forget(_queue[0], key)
            send_by_name(each.name, *each.arguments)


class _Consumer(Consumer):  # type: ignore[misc]  # huey ships no types
    def _set_signal_handlers(self) -> None:
        """The web server keeps the signals."""


def _spell_moment(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    raise TypeError(value)


def _read_moment(value: object) -> object:
    return (
        datetime.fromisoformat(value["moment"])
        if isinstance(value, dict) and "moment" in value
        else value
    )
