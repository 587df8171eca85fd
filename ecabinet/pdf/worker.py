"""The child process in which a paper is read: `python -m ecabinet.pdf.worker source target limits`.

It lowers its own ceilings before it touches the paper, writes the reading copy to `target` and what
it found to standard output, as JSON: either a report or `{"reason": …, "value": …}`.
"""

import base64
import hashlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

import pikepdf

from ecabinet.pdf import cleaning, fonts_used, looking, stamps, unfolding
from ecabinet.pdf.report import Limits, Reason, Unreadable

_STAMPED_PAGES = 3
_GROWTH = 8  # a clean copy may be larger than the paper, but not by much


def main(source: Path, target: Path, limits: Limits) -> dict[str, Any]:
    """Read the paper; whatever happens, the answer is something that can be told to a person."""
    try:
        _lower_ceilings(limits)
        return _read(source, target, limits)
    except Unreadable as refusal:
        return {"reason": refusal.reason, "value": refusal.value}
    except MemoryError:
        return {"reason": Reason.too_complex, "value": ""}
    except Exception:  # noqa: BLE001 -- a broken PDF breaks its readers in ways nobody can list
        return {"reason": Reason.broken, "value": ""}


def _read(source: Path, target: Path, limits: Limits) -> dict[str, Any]:
    with source.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with cleaning.open_paper(source, limits) as paper:
        unfolding.require_modest(paper, limits)
        signed = cleaning.is_signed(paper)
        removed = cleaning.clean(paper)
        cleaning.save(paper, target)
    with pikepdf.open(target) as copy:
        cleaning.require_harmless(copy)
        unembedded = fonts_used.list_unembedded(copy)
    return {
        "sha256": sha256,
        "size": source.stat().st_size,
        "signed": signed,
        "removed": removed,
        "unembedded_fonts": unembedded,
        **_look(target),
    }


def _look(target: Path) -> dict[str, Any]:
    with looking.opened(target) as shown:
        for number in range(min(_STAMPED_PAGES, len(shown))):
            stamp = stamps.find_stamp(
                looking.read_lines(shown, number), looking.runs(shown, number)
            )
            if stamp:
                raise Unreadable(Reason.secret_stamp, stamp)
        return {
            "pages": len(shown),
            "sizes": looking.measure(shown),
            "texts": looking.read_texts(shown),
            "outline": looking.read_outline(shown),
            "thumbnail": base64.b64encode(looking.draw_thumbnail(shown)).decode(),
        }


def _lower_ceilings(limits: Limits) -> None:
    ceilings = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: _GROWTH * limits.file_bytes,
        resource.RLIMIT_CORE: 0,  # a dump of the process would be a copy of the paper
    }
    for kind, wanted in ceilings.items():
        hard = resource.getrlimit(kind)[1]
        ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (ceiling, ceiling))
    unfolding.tell_qpdf(limits)


if __name__ == "__main__":
    answer = main(Path(sys.argv[1]), Path(sys.argv[2]), Limits(**json.loads(sys.argv[3])))
    sys.stdout.write(json.dumps(answer))
