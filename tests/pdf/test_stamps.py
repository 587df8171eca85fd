"""The stamps of state secrets, and the many lines that only look like them."""

import unicodedata

import pytest

from ecabinet.pdf.intake import read_paper
from ecabinet.pdf.report import Reason, Unreadable
from ecabinet.pdf.stamps import Run, find_stamp
from tests.pdf import hostile

STAMPED = [
    ("MẬT", "MẬT"),
    ("TỐI MẬT", "TỐI MẬT"),
    ("TUYỆT MẬT", "TUYỆT MẬT"),
    ("  TUYỆT   MẬT  ", "TUYỆT MẬT"),
    ("M Ậ T", "MẬT"),
    ("T Ố I  M Ậ T", "TỐI MẬT"),
    ("T U Y Ệ T   M Ậ T", "TUYỆT MẬT"),
    ("[ MẬT ]", "MẬT"),
    ("* TỐI MẬT *", "TỐI MẬT"),
    ("Độ mật: Tối mật", "TỐI MẬT"),
    ("Mức độ mật: MẬT", "MẬT"),
    (unicodedata.normalize("NFD", "TUYỆT MẬT"), "TUYỆT MẬT"),
    (unicodedata.normalize("NFD", "T Ố I  M Ậ T"), "TỐI MẬT"),
]
PROSE = [
    "Bảo mật",
    "BẢO MẬT",
    "bí mật kinh doanh",
    "BÍ MẬT NHÀ NƯỚC",
    "Mật",
    "mật",
    "mật ong",
    "MẬT KHẨU",
    "TỐI",
    "MAT",
    "TOI MAT",
    "Tài liệu có đóng dấu TỐI MẬT được quản lý theo Luật Bảo vệ bí mật nhà nước.",
    "Mật độ dân số: 1.234 người/km2",
    "1. Tuyệt mật, Tối mật, Mật",
    "Độ mật: không",
    "THƯỜNG MẬT",
    "",
]


@pytest.mark.parametrize(("line", "stamp"), STAMPED)
def test_a_stamp_is_seen(line, stamp):
    assert find_stamp(["CHÍNH PHỦ", line, "TỜ TRÌNH"]) == stamp


@pytest.mark.parametrize("line", PROSE)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_prose_is_no_stamp(line, form):
    assert find_stamp(["CHÍNH PHỦ", unicodedata.normalize(form, line), "TỜ TRÌNH"]) is None


def test_a_heading_broken_before_its_last_word_is_no_stamp():
    assert find_stamp(["DỰ ÁN LUẬT SỬA ĐỔI LUẬT BẢO VỆ BÍ", "MẬT"]) is None


def test_a_stamp_beside_another_column_is_seen():
    """In the line of its text it has a neighbour; on the page it stands alone."""
    place = Run("Hà Nội, ngày 05 tháng 3 năm 2026", 300, 700, 520, 714)
    assert (
        find_stamp(["TỐI MẬT Hà Nội, ngày 05"], [Run("TỐI MẬT", 90, 700, 160, 714), place])
        == "TỐI MẬT"
    )


def test_a_bold_word_inside_a_sentence_is_no_stamp():
    sentence = [
        Run("các tài liệu", 90, 700, 160, 714),
        Run("MẬT", 164, 700, 190, 714),
        Run("được giao bản giấy", 194, 700, 300, 714),
    ]
    assert find_stamp([], sentence) is None


@pytest.fixture
def refusal_of(tmp_path):
    def reading(content):
        (tmp_path / "paper.pdf").write_bytes(content)
        try:
            read_paper(tmp_path / "paper.pdf", tmp_path / "copy.pdf")
        except Unreadable as refusal:
            return refusal.reason, refusal.value
        return None

    return reading


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("spacing", [0, 6, 14])
def test_a_stamped_paper_is_refused(refusal_of, page, spacing):
    pages = [[f"Trang {number}"] for number in range(1, 4)]
    paper = hostile.written(*pages[: page - 1], ["TỐI MẬT"], size=14, spacing=spacing)
    assert refusal_of(paper) == (Reason.secret_stamp, "TỐI MẬT")


def test_a_stamp_that_was_put_on_as_a_comment_is_seen(refusal_of):
    assert refusal_of(hostile.stamped_by_comment()) == (Reason.secret_stamp, "MẬT")


def test_prose_about_secrets_is_taken(refusal_of):
    assert refusal_of(hostile.written([line for line in PROSE if line])) is None


def test_later_pages_are_not_searched(refusal_of):
    """An annex may show what a stamp looks like."""
    assert refusal_of(hostile.written(["1"], ["2"], ["3"], ["TỐI MẬT"])) is None
