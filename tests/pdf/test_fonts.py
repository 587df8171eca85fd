"""Every Vietnamese letter has a drawing in every cut of the typeface."""

import unicodedata

import pytest
from reportlab.lib.fonts import tt2ps
from reportlab.pdfbase import pdfmetrics

from ecabinet.pdf import fonts

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + ["đ"]
LETTERS = SMALL + [letter.upper() for letter in SMALL]


def test_there_are_146_letters():
    assert len(set(LETTERS)) == 146


@pytest.mark.parametrize("name", fonts.FILES)
def test_a_cut_has_them_all(name):
    fonts.register()
    glyphs = pdfmetrics.getFont(name).face.charToGlyph
    assert [letter for letter in LETTERS if not glyphs.get(ord(letter))] == []
    assert fonts.missing("".join(LETTERS)) == set()


def test_what_is_missing_is_noticed():
    assert fonts.missing("Việt 漢字 😀") == {"漢", "字", "😀"}


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (unicodedata.normalize("NFD", "Nghị quyết"), "Nghị quyết"),
        ("một\u200bhai\x00\x1b", "mộthai"),
        ("một\thai\nba", "một hai ba"),
        ("漢 😀", "? ?"),
        ("\ufb01le", "\ufb01le"),
        ("\uff11", "1"),
    ],
)
def test_nothing_is_drawn_as_a_box(text, drawn):
    assert fonts.drawable(text) == drawn
    assert fonts.missing(drawn) == set()


@pytest.mark.parametrize(
    ("bold", "italic", "name"),
    [(0, 0, fonts.REGULAR), (1, 0, fonts.BOLD), (0, 1, fonts.ITALIC), (1, 1, fonts.BOLD_ITALIC)],
)
def test_the_family_knows_its_cuts(bold, italic, name):
    fonts.register()
    assert tt2ps(fonts.FAMILY, bold, italic) == name


def test_they_are_shipped_with_their_licence():
    text = (fonts.FOLDER / "LICENSE.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert all(path.parent == fonts.FOLDER and path.exists() for path in fonts.FILES.values())
