"""Finding the stamp of a state secret: MẬT, TỐI MẬT, TUYỆT MẬT, standing alone like a stamp.

Only the exact words in capitals count, alone in their line or well apart from their neighbours, or
after the words "độ mật". "Bí mật kinh doanh", "Bảo mật", and a heading about the protection of
secrets are prose. A stamp on a scan without text cannot be seen here.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STAMPS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")

_JOINED = {stamp.replace(" ", ""): stamp for stamp in STAMPS}
_FRAME = " \t\u00a0*•·|_-\u2013\u2014=[](){}<>:.\"'\u201c\u201d"  # what is drawn around a stamp
_LEVEL = re.compile(r"(?:mức )?độ mật\s*:?\s*(.{1,40})", re.IGNORECASE)
# A heading in capitals may break before its last word: "BẢO VỆ BÍ / MẬT".
_OPENS_PROSE = ("BÍ", "BẢO", "GIỮ", "CƠ", "TUYỆT ĐỐI BÍ")
_APART = 1.5  # in heights of the letters; a word space is a quarter of one


@dataclass(frozen=True)
class Run:
    """Letters set in one go, and where they stand on the page, in points from its foot."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def find_stamp(lines: Iterable[str], runs: Sequence[Run] = ()) -> str | None:
    """Return the stamp found on a page, given the lines of its text and its runs of letters."""
    before = ""
    for line in [*lines, "", *_islands(runs)]:
        stamp = _stamp(line)
        if stamp and not before.rstrip().upper().endswith(_OPENS_PROSE):
            return stamp
        before = unicodedata.normalize("NFC", line)
    return None


def _stamp(line: str) -> str | None:
    text = unicodedata.normalize("NFKC", line)[:200]
    level = _LEVEL.fullmatch(text.strip(_FRAME))
    if level:
        text = level[1].upper()
    words = text.strip(_FRAME).split()
    if len("".join(words)) != len(words) and " ".join(words) not in STAMPS:
        return None  # neither the words themselves nor letters spaced out
    return _JOINED.get("".join(words))


def _islands(runs: Sequence[Run]) -> list[str]:
    """Join runs that stand side by side, so that a word inside a sentence is not alone."""
    islands: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.left, -run.top)):
        home = next((island for island in islands if _touch(island[-1], run)), None)
        if home is None:
            islands.append([run])
        else:
            home.append(run)
    return [" ".join(run.text.strip() for run in island) for island in islands]


def _touch(one: Run, other: Run) -> bool:
    height = max(one.top - one.bottom, other.top - other.bottom)
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    return overlap > height / 3 and other.left - one.right < _APART * height
