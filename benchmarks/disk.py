"""T7: the disk is full while members vote. Nobody is thanked for a vote that is not kept, and room is all it takes.

The data lie on a small file system in memory where one may be mounted; where not, the server's process is forbidden to
make its files longer, which it meets as the same error.
"""

import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from benchmarks import setting
from benchmarks.figures import QUICK, Figure, at_least, caught, exactly, percentile, within
from benchmarks.mutants import served_by
from benchmarks.people import Person
from benchmarks.voting import Crowd, sign_in
from tests.servers import LiveServer, wait_until

TIMES, VOTES, CANARY_TIMES = (3, 100, 1) if QUICK else (20, 5_000, 3)
FULL_S = 2.0  # how long it stays full, from the first who is told so
RECOVERED_S = 5.0
PATIENCE_S = 60
SIZE = "48m"
PIECE = bytes(64 * 1024)


class Disk(Protocol):
    """What the server writes to, which can be filled."""

    how: str

    def fill(self, server: LiveServer) -> None: ...

    def empty(self, server: LiveServer) -> None: ...

    def forget(self) -> None: ...


class SmallDisk:
    """A file system in memory with room for little more than the house."""

    how = "tmpfs"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, _server: LiveServer) -> None:
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while ballast.write(PIECE):
                    pass
            except OSError:
                return

    def empty(self, _server: LiveServer) -> None:
        (self.folder / "ballast").unlink(missing_ok=True)

    def forget(self) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)
        self.folder.rmdir()


class ShortFiles:
    """A process that may not make its files longer than they are."""

    how = "RLIMIT_FSIZE"

    def fill(self, server: LiveServer) -> None:
        longest = max(each.stat().st_size for each in server.data.glob("ecabinet.db*"))
        self._allow(server, longest)

    def empty(self, server: LiveServer) -> None:
        self._allow(server, resource.RLIM_INFINITY)

    def forget(self) -> None:
        """There is nothing to put away."""

    @staticmethod
    def _allow(server: LiveServer, size: int) -> None:
        for pid in server.workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def measure() -> list[Figure]:
    server = LiveServer(DEMO="0")
    disk = _give_disk(server)
    try:
        world = setting.furnish(server, ballots=2)
        server.start(prepared=True)
        people = sign_in(server, world.members)
        crowd = Crowd(server, people, world.ballots[0])
        workers = server.workers()
        lost, recovered = _fill_again_and_again(server, disk, crowd, (TIMES, VOTES))
        restarts = int(server.workers() != workers)
        double, wrong = crowd.recount()
        lost_hasty = _fill_hasty(server, disk, people, world.ballots[1])
    finally:
        server.stop()
        disk.forget()
    return [
        at_least(f"full_{disk.how}", len(recovered), TIMES),
        at_least("acknowledged", crowd.acknowledged, VOTES),
        exactly("false_acknowledgements", lost),
        exactly("double", double),
        exactly("wrong", wrong),
        exactly("restarts", restarts),
        within("recovered_p95", percentile(recovered, 0.95), RECOVERED_S),
        caught("canary_lost", lost_hasty),
    ]


def _give_disk(server: LiveServer) -> Disk:
    """Let the server keep its data on a disk that can be filled."""
    folder = Path(tempfile.mkdtemp(prefix="ecabinet-disk-"))
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder]
    if (
        shutil.which("mount")
        and not subprocess.run(words, check=False, capture_output=True).returncode
    ):
        server.data = folder / "data"
        server.environment["ECABINET_DATA"] = str(server.data)
        return SmallDisk(folder)
    folder.rmdir()
    return ShortFiles()


def _fill_hasty(server: LiveServer, disk: Disk, people: Sequence[Person], ballot: str) -> int:
    """Return how many votes a server lost that thanks before it has written."""
    setting.open_ballot(people[0], ballot)
    server.kill_9()
    with served_by(server, "hasty"):
        server.start(prepared=True)
        return _fill_again_and_again(
            server, disk, Crowd(server, people, ballot), (CANARY_TIMES, 0)
        )[0]


def _fill_again_and_again(
    server: LiveServer, disk: Disk, crowd: Crowd, enough_of: tuple[int, int]
) -> tuple[int, list[float]]:
    """Return how many acknowledged votes were missing, and how long after there was room again one was taken."""
    times, votes = enough_of
    recovered: list[float] = []
    pause = threading.Event()
    lost = 0
    with crowd:
        while len(recovered) < times or crowd.acknowledged < votes:
            crowd.wait_for_more(crowd.acknowledged)
            disk.fill(server)
            _wait_for_trouble(crowd)
            pause.wait(FULL_S)
            lost += crowd.missing()
            disk.empty(server)
            recovered.append(_wait_for_recovery(crowd))
    return lost + crowd.missing(), recovered


def _wait_for_trouble(crowd: Crowd) -> None:
    """Return once somebody hears that it is uncertain; a mutant says so to nobody, and is only given the time."""
    until = time.monotonic() + FULL_S
    before = crowd.uncertain
    wait_until(
        lambda: crowd.uncertain > before or time.monotonic() > until, PATIENCE_S, lambda: "no end"
    )


def _wait_for_recovery(crowd: Crowd) -> float:
    began, answered = time.monotonic(), crowd.acknowledged
    crowd.wait_for_more(answered)
    return time.monotonic() - began
