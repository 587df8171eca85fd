"""Looking at the pages of a clean paper: their sizes, words, outline and the first one's picture."""

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2

from ecabinet.pdf.stamps import Run

_THUMBNAIL = 480  # points of the longer side
_TITLE = 500
_PAGE_TEXT = 100_000
_HEADINGS = 5000
_MOST_RUNS = 2000


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open the paper for looking."""
    shown = pypdfium2.PdfDocument(path)
    try:
        yield shown
    finally:
        shown.close()


def measure(shown: Any) -> list[tuple[float, float]]:
    """Return width and height of every page."""
    return [shown.get_page_size(number) for number in range(len(shown))]


def read_texts(shown: Any) -> list[str]:
    """Return the words of every page, with their lines."""
    return ["\n".join(read_lines(shown, number)) for number in range(len(shown))]


def read_lines(shown: Any, number: int) -> list[str]:
    """Return the lines of one page, in NFC and without control characters."""
    with _letters(shown, number) as letters:
        text = letters.get_text_range()[:_PAGE_TEXT]
    return [tidy(line) for line in text.splitlines()]


def runs(shown: Any, number: int) -> list[Run]:
    """Return what is set in one go on a page, and where."""
    with _letters(shown, number) as letters:
        boxes = [letters.get_rect(i) for i in range(min(letters.count_rects(), _MOST_RUNS))]
        return [Run(tidy(letters.get_text_bounded(*box)), *box) for box in boxes]


def read_outline(shown: Any) -> list[tuple[str, int, int]]:
    """Return title, page (from 1) and level of the entries that lead to a page."""
    entries = []
    for entry in shown.get_toc():
        place = entry.get_dest()
        page = place.get_index() if place else None
        if page is not None and 0 <= page < len(shown):
            entries.append((tidy(entry.get_title())[:_TITLE], page + 1, entry.level))
        if len(entries) >= _HEADINGS:
            break
    return entries


def draw_thumbnail(shown: Any) -> bytes:
    """Draw the first page small, as PNG."""
    page = shown[0]
    scale = _THUMBNAIL / max(*page.get_size(), 1.0)
    picture = page.render(scale=scale).to_pil()
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=True)
    return file.getvalue()


def tidy(text: str) -> str:
    """Bring text to NFC and drop what no database or page should be given."""
    kept = (letter for letter in text if letter == "\t" or unicodedata.category(letter)[0] != "C")
    return unicodedata.normalize("NFC", "".join(kept)).strip()


@contextmanager
def _letters(shown: Any, number: int) -> Iterator[Any]:
    page = shown[number]
    letters = page.get_textpage()
    try:
        yield letters
    finally:
        letters.close()
        page.close()
