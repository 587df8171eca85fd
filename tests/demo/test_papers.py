"""The papers of the demonstration: believable, never twice the same, as long as they were wanted."""

import re
import time
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest

from ecabinet.demo.outlines import write_draft, write_paper
from ecabinet.demo.paper_files import PaperKind, PaperOrder, code_of, make_paper
from ecabinet.demo.prose import (
    Setting,
    Writer,
    bank,
    choose_field,
    fields,
    figure,
    invent_name,
)
from ecabinet.pdf.document import Clause, Heading, Table, Text
from ecabinet.pdf.fonts import missing
from ecabinet.pdf.intake import read_paper

DAY = date(2026, 9, 5)
HOUSING = "Dự thảo Nghị quyết của Chính phủ về các giải pháp thúc đẩy phát triển nhà ở xã hội"
ORDER = PaperOrder(PaperKind.submission, "Bộ Xây dựng", HOUSING, "128", DAY, pages=4, seed=7)
TITLES = {
    HOUSING: "social_housing",
    "Về giải ngân vốn đầu tư công năm 2026": "public_investment",
    "Dự thảo Nghị định về hóa đơn điện tử": "e_invoice",
    "Quy hoạch điện và cơ chế mua bán điện trực tiếp": "energy",
    "Chia sẻ dữ liệu số giữa các cơ quan": "digital_data",
    "An ninh nguồn nước vùng Đồng bằng sông Cửu Long": "water_security",
    "Khắc phục hậu quả bão số 10": "storm_recovery",
    "Cải cách thủ tục hành chính": "admin_reform",
    "Nhân lực công nghiệp bán dẫn": "semiconductor",
    "Trường nội trú tại các xã biên giới": "education",
    "Đề án xây dựng trường phổ thông nội trú tại các xã biên giới": "education",
    "Báo cáo bảo đảm cung ứng điện mùa khô": "energy",
}


def writer(title=HOUSING, seed=7):
    return Writer(Setting(title, "Bộ Xây dựng", "BXD", DAY, seed))


def page_texts(content):
    with pypdfium2.PdfDocument(content) as shown:
        return [page.get_textpage().get_text_range() for page in shown]


@pytest.mark.parametrize(
    ("kind", "pages"),
    [
        *((kind, pages) for kind in PaperKind for pages in (1, 2, 5, 18)),
        (PaperKind.draft, 60),
        (PaperKind.submission, 120),
        (PaperKind.draft, 120),
    ],
)
def test_a_paper_is_as_long_as_wanted(kind, pages):
    content = make_paper(replace(ORDER, kind=kind, pages=pages))
    assert abs(len(page_texts(content)) - pages) <= 1


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_seed(seed):
    title = list(TITLES)[seed]
    for kind, pages in ((PaperKind.draft, 33), (PaperKind.report, 12)):
        content = make_paper(replace(ORDER, kind=kind, pages=pages, title=title, seed=seed))
        assert abs(len(page_texts(content)) - pages) <= 1


def test_a_long_paper_is_made_quickly():
    started = time.process_time()
    make_paper(replace(ORDER, pages=120))
    assert time.process_time() - started < 5


def test_the_same_order_gives_the_same_bytes_and_another_seed_another_text():
    assert make_paper(ORDER) == make_paper(ORDER)
    assert page_texts(make_paper(ORDER)) != page_texts(make_paper(replace(ORDER, seed=8)))


@pytest.mark.parametrize("kind", [kind for kind in PaperKind if kind is not PaperKind.draft])
def test_no_paragraph_is_repeated_within_ten_pages(kind):
    blocks = write_paper(writer(), kind, 700)  # some 120 pages
    paragraphs = [block.text for block in blocks if isinstance(block, Text | Clause)]
    paragraphs = [text for text in paragraphs if text not in bank()["decks"]["lead"]]
    assert len(paragraphs) > 600
    assert len(set(paragraphs)) > 0.99 * len(paragraphs)
    assert not repeated(paragraphs, within=80)


def test_no_clause_of_a_draft_is_repeated_within_ten_pages():
    clauses = [
        block.text
        for block in write_draft(writer(), "Nghị định", 1000)
        if isinstance(block, Clause) and block.label[0].isdigit() and block.text.endswith(".")
    ]
    assert len(clauses) > 600
    assert not repeated(clauses, within=70)


def repeated(texts, within):
    return [text for at, text in enumerate(texts) if text in texts[at + 1 : at + within]]


@pytest.mark.parametrize("name", fields())
def test_every_sentence_can_be_filled_in(name):
    title = next(title for title, field in TITLES.items() if field == name)
    author = writer(title)
    for card in (card for deck in bank()["decks"].values() for card in deck):
        text = author.fill(card)
        assert not set("{}") & set(text)
        assert missing(text) == set()
        assert "  " not in text


@pytest.mark.parametrize(("title", "field"), TITLES.items())
def test_a_title_leads_to_its_field(title, field):
    assert choose_field(title, 1) == field


def test_a_title_about_nothing_known_still_has_a_field():
    assert {choose_field("Xyz", seed) for seed in range(30)} == set(fields())


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(1234.5, 1, "1.234,5"), (1234567, 0, "1.234.567"), (0.5, 1, "0,5"), (999, 0, "999")],
)
def test_figures_are_written_as_in_vietnamese(value, decimals, written):
    assert figure(value, decimals) == written


def test_no_figure_is_written_the_english_way():
    text = " ".join(page_texts(make_paper(replace(ORDER, pages=25))))
    assert re.search(r"\d\.\d{3} ", text)
    assert re.search(r"\d,\d%", text)
    assert not re.findall(r"\d,\d{3}\b|\d\.\d{1,2}%", text)


def test_a_submission_has_its_parts_and_furniture():
    pages = page_texts(make_paper(replace(ORDER, pages=12)))
    text = "\n".join(pages)
    for words in (
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BỘ XÂY DỰNG", "Số: 128/TTr-BXD", "TỜ TRÌNH"),
        *("Hà Nội, ngày 05 tháng 9 năm 2026", "Kính gửi: Chính phủ", "Căn cứ Luật Nhà ở"),
        *("SỰ CẦN THIẾT", "MỤC ĐÍCH, QUAN ĐIỂM", "NỘI DUNG CHÍNH", "ĐÁNH GIÁ TÁC ĐỘNG"),
        *("KINH PHÍ", "Ý KIẾN CÁC BỘ, NGÀNH", "KIẾN NGHỊ", "Nơi nhận:", "BỘ TRƯỞNG", "./."),
    ):
        assert words in text
    assert invent_name("Bộ trưởng Bộ Xây dựng") in pages[-1]


def test_a_draft_has_articles_and_is_signed_by_nobody():
    order = replace(
        ORDER, kind=PaperKind.draft, title="Dự thảo Nghị định quy định về dữ liệu số", pages=30
    )
    text = "\n".join(page_texts(make_paper(order)))
    assert "DỰ THẢO" in text
    assert "/2026/NĐ-CP" in text
    assert "Quy định về dữ liệu số" in text
    assert "TM. CHÍNH PHỦ" in text
    assert "Chương I\r\nQUY ĐỊNH CHUNG" in text
    numbers = [int(number) for number in re.findall(r"^Điều (\d+)\.", text, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 12


def test_the_signer_may_be_named():
    assert "Lý Bình An Khuê" in page_texts(make_paper(replace(ORDER, signer="Lý Bình An Khuê")))[-1]


def test_tables_add_up():
    tables = [block for block in write_paper(writer(), "report", 300) if isinstance(block, Table)]
    assert tables
    for table in tables:
        *rows, total = [[int(cell.replace(".", "")) for cell in row[2:4]] for row in table.rows]
        assert [sum(column) for column in zip(*rows, strict=True)] == total
        assert len({row[1] for row in table.rows}) == len(table.rows)


def test_long_parts_are_divided():
    titles = [
        block.text for block in write_paper(writer(), "report", 300) if isinstance(block, Heading)
    ]
    assert len(titles) > 25
    assert all(one != other for one, other in pairwise(titles))


def test_the_papers_pass_the_door_for_papers(tmp_path):
    for kind in PaperKind:
        (tmp_path / "paper.pdf").write_bytes(make_paper(replace(ORDER, kind=kind)))
        report = read_paper(tmp_path / "paper.pdf", tmp_path / "copy.pdf")
        assert report.unembedded_fonts == ()
        assert not any(report.removed.values())
        assert report.outline
        assert "Việt Nam" in " ".join(report.texts) or "VIỆT NAM" in report.texts[0]


@pytest.mark.parametrize(
    ("agency", "code"),
    [
        ("Bộ Tài chính", "BTC"),
        ("Bộ Khoa học và Công nghệ", "BKHCN"),
        ("Bộ Nội vụ", "BNV"),
        ("Thanh tra Chính phủ", "TTCP"),
        ("Ngân hàng Nhà nước Việt Nam", "NHNN"),
    ],
)
def test_agencies_have_their_letters(agency, code):
    assert code_of(agency) == code


def test_no_sentence_is_a_copy_of_another():
    cards = [card for deck in bank()["decks"].values() for card in deck if card != "{fact}"]
    assert len(set(cards)) == len(cards) > 200
