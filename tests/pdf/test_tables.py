"""How tables are divided between pages."""

from dataclasses import replace

from ecabinet.pdf.document import Heading, Table, Text
from tests.pdf.letters import PROSE, SUBMISSION, pages_of, text_of


def test_a_cell_or_title_longer_than_a_page_is_divided():
    endless = PROSE * 60
    text = text_of(
        replace(
            SUBMISSION,
            content=(Heading(endless), Table(("A", "B"), ((endless, "1"),), (1, 1))),
        )
    )
    assert text.count("1.234,5 tỷ") == 120


def test_no_row_is_divided_that_a_page_can_hold():
    """However far down a page a table begins, its header stands once on each page, above a whole row."""
    name = "Nguyễn Thế Vinh, Phó Thủ tướng Chính phủ"
    rows = tuple((str(number), name, "Chưa biểu quyết") for number in range(1, 40))
    for above in range(12):
        words = Text(" ".join(["Dòng"] * 13 * above))
        table = Table(("STT", "Họ tên", "Phiếu"), rows, (0.1, 0.3, 0.6))
        for page in pages_of(replace(SUBMISSION, content=(words, table))):
            assert page.count("Họ tên") <= 1
            assert page.count("Nguyễn Thế Vinh") == page.count("Chưa biểu quyết")
