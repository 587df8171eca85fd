"""The machine that is measured on: its open files, whose memory, and who else uses it."""

import os
import resource
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

NOISY = 0.15  # of the machine, used by others


def raise_open_files() -> None:
    """Let this process and what it starts hold as many lines as the system lets anybody."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def memory_of(pids: Iterable[int]) -> int:
    """Return the resident memory of processes, in bytes."""
    page = os.sysconf("SC_PAGESIZE")
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in pids)


def family_of(pid: int) -> list[int]:
    """Return a process and all it started, and they in turn."""
    children: dict[int, list[int]] = {}
    for child, fields in _stats():
        children.setdefault(int(fields[1]), []).append(child)
    found = [pid]
    for each in found:  # it grows as we walk
        found += children.get(each, [])
    return found


def _stats() -> Iterator[tuple[int, list[str]]]:
    """Return of each process what the system says of it after its name."""
    for each in Path("/proc").glob("[0-9]*"):
        try:
            yield int(each.name), (each / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended while we looked


class Others:
    """What else the machine does meanwhile: everything but this process and what it started."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._busy, self._ours = self._look()

    def share(self) -> float:
        """Return what part of the machine others have used since."""
        busy, ours = self._look()
        able = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        used = (busy - self._busy) - (ours - self._ours)
        return max(0.0, used / os.sysconf("SC_CLK_TCK") / able)

    def remark(self) -> str:
        """Return what is added to a figure's name that was taken while others worked."""
        share = self.share()
        return f" (noisy: others used {share:.0%})" if share > NOISY else ""

    @staticmethod
    def _look() -> tuple[int, int]:
        """Return how long the machine, and how long our own processes, have worked, in ticks."""
        fields = [
            int(each) for each in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
        ]
        family = set(family_of(os.getpid()))
        spent = {pid: int(stat[11]) + int(stat[12]) for pid, stat in _stats() if pid in family}
        return sum(fields[:3]) + sum(fields[5:8]), sum(spent.values())
