"""What comes out is measured on the page with another program than the one that drew it."""

import io
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from ecabinet.pdf.decree30 import MOTTO, NATION, compose, written_day
from ecabinet.pdf.document import (
    Article,
    Basis,
    Centred,
    Chapter,
    Clause,
    Document,
    Heading,
    Signer,
    Table,
    Text,
)
from ecabinet.pdf.intake import read_paper
from tests.pdf.letters import PROSE, SUBMISSION, text_of

MM = 72 / 25.4


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("decree") / "paper.pdf"
    return path, compose(SUBMISSION, path)


@pytest.fixture
def pages(made):
    with pypdfium2.PdfDocument(made[0]) as shown:
        yield list(shown)


def boxes(page):
    letters = page.get_textpage()
    found = [letters.get_rect(number) for number in range(letters.count_rects())]
    return [(letters.get_text_bounded(*box).strip(), *box) for box in found]


def box_of(page, text):
    (box,) = [box for words, *box in boxes(page) if words == text]
    return box


def size_of(page, text):
    letters = page.get_textpage()
    at = letters.get_text_range().index(text)
    return round(pdfium.FPDFText_GetFontSize(letters, at), 1)


def test_the_paper_is_a4_with_the_prescribed_margins(pages):
    for page in pages:
        assert [round(side / MM) for side in page.get_size()] == [210, 297]
        body = [box for words, *box in boxes(page) if not words.isdigit()]
        width, height = page.get_size()
        assert 29.9 <= min(left for left, *_ in body) / MM <= 35
        assert (width - max(right for *_, right, _ in body)) / MM >= 14.5
        assert (height - max(top for *_, top in body)) / MM >= 19.5
        assert min(bottom for _, bottom, *_ in body) / MM >= 19.5
    fullest = [box for words, *box in boxes(pages[1]) if not words.isdigit()]
    assert (pages[1].get_size()[0] - max(right for *_, right, _ in fullest)) / MM == pytest.approx(
        15, abs=1
    )
    assert min(left for left, *_ in fullest) / MM == pytest.approx(30, abs=0.5)


def test_pages_are_numbered_in_the_middle_of_the_upper_margin_from_the_second(pages, made):
    assert len(pages) == made[1].pages >= 3
    assert not any(words == "1" and top > 780 for words, *_, top in boxes(pages[0]))
    for number, page in enumerate(pages[1:], 2):
        left, bottom, right, top = box_of(page, str(number))
        assert (left + right) / 2 == pytest.approx(page.get_size()[0] / 2, abs=1)
        assert page.get_size()[1] - 20 * MM < bottom < top < page.get_size()[1] - 5 * MM
        assert 13 <= size_of(page, str(number)) <= 14


def test_the_heading_stands_where_it_should(pages):
    left, bottom, right, top = box_of(pages[0], NATION)
    under, own = box_of(pages[0], MOTTO), box_of(pages[0], "BỘ TÀI CHÍNH")
    above = box_of(pages[0], "CHÍNH PHỦ")
    assert under[3] < bottom + 1
    assert (under[0] + under[2]) == pytest.approx(left + right, abs=2)
    assert own[3] < above[1] + 3
    assert own[2] < left
    number, day = (
        box_of(pages[0], "Số: 128/TTr-BTC"),
        box_of(pages[0], "Hà Nội, ngày 05 tháng 02 năm 2026"),
    )
    assert number[2] < day[0]
    assert number[3] < own[1]
    assert day[3] < under[1]
    assert top < pages[0].get_size()[1] - 19 * MM


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (NATION, 12, 13),
        (MOTTO, 13, 14),
        ("BỘ TÀI CHÍNH", 12, 13),
        ("Số: 128", 13, 13),
        ("Hà Nội, ngày", 13, 14),
        ("TỜ TRÌNH", 13, 14),
        ("Kính gửi", 13, 14),
        ("Bộ Tài chính đã", 13, 14),
    ],
)
def test_sizes_are_those_of_the_decree(pages, text, least, most):
    assert least <= size_of(pages[0], text) <= most


def test_the_signer_stands_right_of_the_recipients(pages, made):
    last = pages[-1]
    recipients, title = box_of(last, "Nơi nhận:"), box_of(last, "THỨ TRƯỞNG")
    name, authority = box_of(last, "Nguyễn Thái Bình Minh"), box_of(last, "KT. BỘ TRƯỞNG")
    assert recipients[2] < authority[0]
    assert authority[1] > title[3] > name[3]
    assert size_of(last, "Nơi nhận") == 12
    assert size_of(last, "- Như trên") == 11
    gap = made[1].signature
    assert gap.page == len(pages)
    assert name[3] <= gap.bottom + 3 < gap.top - 60 < title[1]
    assert (gap.left + gap.right) == pytest.approx(title[0] + title[2], abs=2)


def test_all_fonts_are_in_the_file_and_nothing_else_is_said(made, tmp_path):
    report = read_paper(made[0], tmp_path / "copy.pdf")
    assert report.unembedded_fonts == ()
    assert not any(report.removed.values())
    assert [entry.title for entry in report.outline] == [
        "I. SỰ CẦN THIẾT",
        "Chương I. QUY ĐỊNH CHUNG",
        "Điều 1. Phạm vi điều chỉnh",
    ]
    with pikepdf.open(made[0]) as paper:
        assert str(paper.Root.Lang) == "vi-VN"


def test_titles_are_bold_and_grounds_in_italics(made):
    with pikepdf.open(made[0]) as paper:
        fonts = {str(font.BaseFont)[8:] for font in paper.pages[0].Resources.Font.values()}
    assert {"LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic"} <= fonts


def test_the_same_document_gives_the_same_bytes(made):
    again = io.BytesIO()
    compose(SUBMISSION, again)
    assert again.getvalue() == made[0].read_bytes()


def test_another_process_gives_the_same_bytes(made, tmp_path):
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.pdf.test_decree30 import SUBMISSION, compose\n"
        "compose(SUBMISSION, Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "paper.pdf")],
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    assert (tmp_path / "paper.pdf").read_bytes() == made[0].read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "<img src='/etc/passwd'/>",
        "<b>không đóng",
        "</para>",
        "A & B &lt; &#60; <a href='javascript:alert(1)'>x</a>",
        "<onDraw name='x' label='y'/>",
        "{{ 7 * 7 }} %s %(x)s",
    ],
)
def test_what_people_write_is_drawn_as_it_stands(text):
    everywhere = replace(
        SUBMISSION,
        **dict.fromkeys(("superior", "issuer", "symbol", "number", "place"), text),
        **dict.fromkeys(("kind", "abstract", "draft"), text),
        addressees=(text, text),
        content=(
            *(kind(text) for kind in (Basis, Heading, Text, Centred)),
            *(Chapter(text, text), Article(1, text), Clause(text, text)),
            Table((text, text), ((text, text),), caption=text),
        ),
        signer=Signer(text, text, text),
        recipients=(text, text),
    )
    words = text.split()[0]
    drawn = "".join(text_of(everywhere).split())
    assert drawn.count(words) >= 15


def test_decomposed_text_is_drawn_composed():
    decomposed = replace(SUBMISSION, content=(Text(unicodedata.normalize("NFD", PROSE)),))
    composed = replace(SUBMISSION, content=(Text(PROSE),))
    assert text_of(decomposed) == text_of(composed)
    assert "phối hợp với các bộ" in text_of(decomposed)


def test_a_letter_bears_its_abstract_under_the_number():
    letter = replace(SUBMISSION, kind="", symbol="BTC-ĐT", abstract="báo cáo tình hình giải ngân")
    text = text_of(letter)
    assert "V/v báo cáo tình hình giải ngân" in text
    assert "TỜ TRÌNH" not in text


def test_without_number_day_or_name_places_are_left():
    text = text_of(
        replace(SUBMISSION, number="", day=None, draft="DỰ THẢO", signer=Signer("Thủ tướng"))
    )
    assert "DỰ THẢO" in text
    assert "THỦ TƯỚNG" in text
    assert "128" not in text
    assert "2026/" not in text


def test_the_smallest_document_is_one():
    text = text_of(Document(issuer="Bộ Tài chính", symbol="BTC", place="Hà Nội", day=None))
    assert NATION in text


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 9), "09 tháng 01 năm 2026"),
        (date(2026, 2, 28), "28 tháng 02 năm 2026"),
        (date(2026, 3, 1), "01 tháng 3 năm 2026"),
        (date(2026, 12, 10), "10 tháng 12 năm 2026"),
    ],
)
def test_days_are_written_so_that_nothing_can_be_put_before_them(day, written):
    assert written_day(day) == written
