"""The typefaces of what is printed here: Liberation Serif 2, as wide as Times New Roman.

Version 2 has all 146 Vietnamese letters. Version 1, which goes by the same name, lacks 92 of them;
that is why the files are shipped and never looked for on the machine.
"""

import functools
import unicodedata
from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FAMILY = "Liberation Serif"
REGULAR = FAMILY
BOLD = f"{FAMILY} Bold"
ITALIC = f"{FAMILY} Italic"
BOLD_ITALIC = f"{FAMILY} Bold Italic"

FOLDER = Path(__file__).with_name("fonts")
FILES = {
    REGULAR: FOLDER / "LiberationSerif-Regular.ttf",
    BOLD: FOLDER / "LiberationSerif-Bold.ttf",
    ITALIC: FOLDER / "LiberationSerif-Italic.ttf",
    BOLD_ITALIC: FOLDER / "LiberationSerif-BoldItalic.ttf",
}
UNKNOWN = "?"
_UNSEEN = {"Cc", "Cf"}  # control and format characters


@functools.cache
def register() -> None:
    """Make the family known to ReportLab, bold and italic included."""
    for name, path in FILES.items():
        pdfmetrics.registerFont(TTFont(name, path))
    for name, bold, italic in ((REGULAR, 0, 0), (BOLD, 1, 0), (ITALIC, 0, 1), (BOLD_ITALIC, 1, 1)):
        addMapping(FAMILY, bold, italic, name)


def drawable(text: str) -> str:
    """Return `text` in NFC with nothing in it that the typeface would draw as an empty box."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(letter if ord(letter) in _covered() else _instead(letter) for letter in letters)


def missing(text: str) -> set[str]:
    """Return the letters of `text` for which some cut of the typeface has no drawing."""
    return {letter for letter in text if ord(letter) not in _covered()}


@functools.cache
def _covered() -> frozenset[int]:
    register()
    cuts = [pdfmetrics.getFont(name).face.charToGlyph for name in FILES]
    drawn = set(cuts[0]).intersection(*cuts[1:])
    return frozenset(code for code in drawn if unicodedata.category(chr(code)) not in _UNSEEN)


def _instead(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in {*_UNSEEN, "Mn"}:
        return ""
    alike = unicodedata.normalize("NFKC", letter)
    return alike if all(ord(one) in _covered() for one in alike) else UNKNOWN
