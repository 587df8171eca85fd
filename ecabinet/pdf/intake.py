"""The door for papers from outside: each is read in a child process of its own.

A PDF is a program for a large interpreter written in C++. Whatever it manages to do there, it does
in a process that has a ceiling on memory and time, an empty environment, no network where the
system allows that, and nothing to lose. The child is believed in what it says about the paper only.
"""

import base64
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import filetype

from ecabinet.pdf.report import (
    DEFAULT,
    Active,
    Heading,
    Limits,
    PaperReport,
    Reason,
    Size,
    Unreadable,
)

_ROOT = Path(__file__).parents[2]
_REPORT_BYTES = 64 * 1024**2
_SIGNATURE_BYTES = 4096
# How the child ends when a ceiling stops it before it can say so.
_KILLED_FOR_TIME = {-9, -24}  # SIGKILL and SIGXCPU: the kernel's answer to too much CPU time
_SAID_TOO_MUCH = -25  # SIGXFSZ


def read_paper(
    source: Path, target: Path, *, name: str = "", limits: Limits = DEFAULT
) -> PaperReport:
    """Write the clean reading copy of `source` to `target` and report on the paper.

    `name` is what its sender called the file, where `source` itself goes by another name.
    Raise `Unreadable` otherwise; then there is no file at `target` that was not there before.
    """
    _require_pdf(source, name or source.name)
    if source.stat().st_size > limits.file_bytes:
        raise Unreadable(Reason.too_big, str(limits.file_bytes // 1024**2))
    part = target.with_name(f"{target.name}.part")
    try:
        found = _ask_child(source, part, limits)
        report = _report(found)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return report


def _require_pdf(source: Path, name: str) -> None:
    with source.open("rb") as file:
        kind = filetype.guess(file.read(_SIGNATURE_BYTES))
    if kind is None or kind.extension != "pdf" or Path(name).suffix.lower() != ".pdf":
        raise Unreadable(Reason.not_a_pdf)


def _ask_child(source: Path, part: Path, limits: Limits) -> dict[str, Any]:
    command = [
        *_without_network(),
        *(sys.executable, "-P", "-s", "-m", "ecabinet.pdf.worker"),
        *(str(source.absolute()), str(part.absolute()), json.dumps(asdict(limits))),
    ]
    # The answer goes to a file: a pipe that nobody empties would stop a talkative child.
    with tempfile.TemporaryFile() as answer:
        ending = _run(command, answer, limits.wall_seconds)
        answer.seek(0)
        return _judge(ending, answer.read(_REPORT_BYTES + 1))


def _run(command: list[str], answer: IO[bytes], seconds: float) -> int:
    child = subprocess.Popen(  # noqa: S603 -- a list of arguments, of which the paper gives none
        command,
        stdin=subprocess.DEVNULL,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd=tempfile.gettempdir(),
        start_new_session=True,
    )
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable(Reason.timed_out) from None
    finally:
        child.kill()
        child.wait()


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"}


def _judge(ending: int, answer: bytes) -> dict[str, Any]:
    if ending in _KILLED_FOR_TIME:
        raise Unreadable(Reason.timed_out)
    if ending == _SAID_TOO_MUCH or len(answer) > _REPORT_BYTES:
        raise Unreadable(Reason.too_complex)
    try:
        found = json.loads(answer) if ending == 0 else {}
    except ValueError:
        found = {}
    if "reason" in found:
        raise Unreadable(Reason(found["reason"]), str(found["value"]))
    if not found:  # it crashed: the paper is such that no reader should be asked to open it
        raise Unreadable(Reason.broken)
    return dict(found)


def _report(found: dict[str, Any]) -> PaperReport:
    return PaperReport(
        pages=int(found["pages"]),
        sizes=tuple(Size(width, height) for width, height in found["sizes"]),
        texts=tuple(found["texts"]),
        outline=tuple(Heading(*entry) for entry in found["outline"]),
        signed=bool(found["signed"]),
        unembedded_fonts=tuple(found["unembedded_fonts"]),
        removed={Active(kind): int(count) for kind, count in found["removed"].items()},
        sha256=str(found["sha256"]),
        size=int(found["size"]),
        thumbnail=base64.b64decode(found["thumbnail"]),
    )


@functools.cache
def _without_network() -> tuple[str, ...]:
    """Return the command that takes the network from the child, or nothing where it may not run."""
    program = shutil.which("unshare", path=os.defpath)
    if program is None:
        return ()
    for means in (("--net",), ("--map-current-user", "--net")):
        attempt = subprocess.run(  # noqa: S603 -- fixed arguments
            [program, *means, "true"], check=False, capture_output=True, timeout=10
        )
        if attempt.returncode == 0:
            return (program, *means, "--")
    return ()
