"""Where files belong by their names: a table of what people really send."""

import pytest

from ecabinet.papers.falling import Target, fall, kind_of, title_of

pytestmark = pytest.mark.once

TARGETS = (
    Target("1", "1", "Báo cáo tình hình kinh tế - xã hội năm 2026", ("Báo cáo tháng 11",)),
    Target("2", "2", "Dự án Luật Quy hoạch đô thị và nông thôn (sửa đổi)"),
    Target("3", "3", "Dự thảo Nghị định về quản lý nhà ở xã hội"),
    Target("4", "4", "Đề án phát triển nhân lực công nghiệp bán dẫn"),
    Target("4a", "4a", "Dự thảo Nghị định về đấu thầu thuốc"),
    Target("12", "12", "Chương trình mục tiêu quốc gia về nước sạch"),
)
CASES = (
    # what the file is called, the item, the place in it
    ("4.2 Tờ trình Đề án.pdf", "4", 2),
    ("4.2.pdf", "4", 2),
    ("04.02 - Dự thảo.pdf", "4", 2),
    ("04_Bao cao tham dinh.pdf", "4", 0),
    ("4a-du thao nghi dinh.pdf", "4a", 0),
    ("4A. Tờ trình.PDF", "4a", 0),
    ("Mục 4 – Báo cáo thẩm định.pdf", "4", 0),
    ("muc4_to_trinh.pdf", "4", 0),
    ("Nội dung số 12 - Tờ trình.pdf", "12", 0),
    ("(3) Tờ trình.pdf", "3", 0),
    ("Tờ trình nội dung 3.pdf", "3", 0),
    ("C:\\Users\\van thu\\3. To trinh.pdf", "3", 0),
    ("Luật Quy hoạch đô thị và nông thôn.pdf", "2", 0),
    ("to-trinh-luat-quy-hoach-do-thi-nong-thon.pdf", "2", 0),
    ("TTr Đề án nhân lực công nghiệp bán dẫn (bản cuối).pdf", "4", 0),
    ("Bao cao thang 11.pdf", "1", 0),
    ("128-TTr-BXD quan ly nha o xa hoi.pdf", "3", 0),
    ("Đấu thầu thuốc.pdf", "4a", 0),
    # a person has to look
    ("Tờ trình.pdf", None, 0),
    ("99. Tờ trình.pdf", None, 0),
    ("12-TTr-BTC.pdf", None, 0),
    ("03_BC_BTC.pdf", None, 0),
    ("15-10-2026 Tờ trình.pdf", None, 0),
    ("12.11.2026.pdf", None, 0),
    ("2026 kế hoạch.pdf", None, 0),
    ("Dự thảo Nghị định.pdf", None, 0),
    ("4. Luật Quy hoạch đô thị và nông thôn.pdf", None, 0),  # the number says one item, the title another
    ("Mục 3 và mục 4.pdf", None, 0),
    ("4th draft.pdf", None, 0),
    ("scan0001.pdf", None, 0),
    ("nhà.pdf", None, 0),
    (".pdf", None, 0),
    ("", None, 0),
)  # fmt: skip


@pytest.mark.parametrize(("name", "item", "place"), CASES)
def test_a_file_falls_where_its_name_says_or_waits(name, item, place):
    found = fall(name, TARGETS)
    assert (found.item_id, found.place) == (item, place)
    assert found.title


def test_a_name_spelled_apart_is_the_same_name():
    apart = "2. Dự án Luật Quy hoạch.pdf"
    assert fall(apart, TARGETS).item_id == "2"
    assert fall(apart, TARGETS).title == "Dự án Luật Quy hoạch"


def test_two_items_of_one_title_have_no_winner():
    twins = (Target("1", "1", "Công tác nhân sự"), Target("2", "2", "Công tác nhân sự"))
    assert fall("Công tác nhân sự.pdf", twins).item_id is None
    assert fall("2 Công tác nhân sự.pdf", twins).item_id == "2"


def test_without_items_everything_waits():
    assert fall("4.2 Tờ trình.pdf", ()).item_id is None


def test_a_name_of_two_hundred_letters_is_kept():
    name = "Tờ trình về " + "việc rất dài " * 16
    assert fall(f"3 {name}.pdf", TARGETS).title == " ".join(name.split())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("to trinh ve du thao nghi quyet", "submission"),
        ("128 ttr bxd", "submission"),
        ("du thao nghi quyet kem to trinh", "draft"),
        ("bao cao tham dinh du thao luat", "appraisal"),
        ("bao cao tham tra", "appraisal"),
        ("ban tom tat to trinh", "summary"),
        ("bao cao tong hop y kien", "synthesis"),
        ("tiep thu giai trinh y kien thanh vien", "synthesis"),
        ("bao cao quy iii", "report"),
        ("minh chung ket qua", "evidence"),
        ("phu luc so lieu", "other"),
    ],
)
def test_words_tell_the_kind(name, kind):
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("4.2 Tờ trình", "Tờ trình"),
        ("04_Bao_cao_tham_dinh", "Bao cao tham dinh"),
        ("Mục 4 – báo cáo", "Báo cáo"),
        ("4a-du thao", "Du thao"),
        ("4.2", "4.2"),
        ("128-TTr-BXD", "128 TTr BXD"),
        ("15-10-2026 Báo cáo", "15-10-2026 Báo cáo"),
        ("to-trinh-luat-quy-hoach", "To trinh luat quy hoach"),
    ],
)
def test_a_title_is_the_name_without_its_number(stem, title):
    assert title_of(stem) == title
