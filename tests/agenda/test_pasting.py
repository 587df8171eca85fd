"""What a list pasted from a document says. Each case: the text, its items, and what belongs to none."""

import pytest

from ecabinet.agenda.models import Group
from ecabinet.agenda.pasting import MAX_TITLE, Row, read_list

pytestmark = pytest.mark.once

AGENCIES = {"bxd": ("Bộ Xây dựng", "Xây dựng"), "btc": ("Bộ Tài chính", "Tài chính")}
ADOPT, DISCUSS, INFORMATION = Group
LONG = "Dự án " * 150
A_TABLE = (
    "STT\tNội dung\tCơ quan trình\tThời gian\n"
    "1\tLuật Quy hoạch\tBộ Xây dựng\t30 phút\n"
    "2\tKế hoạch\tÔng Trần A\t15"
)
GROUPED = "I. THÔNG QUA KHÔNG THẢO LUẬN\n1. Một\nII. Các nội dung thảo luận\n2. Hai\nPhần III. Báo cáo\n3. Ba"


def item(title, group=DISCUSS, **more):
    return Row(title, group, **more)


CASES = {
    "1. and 2) and 3 -": (
        "1. Kế hoạch năm\n2) Luật Quy hoạch\n3 - Báo cáo quý\n(4) Đề án",
        [item(each) for each in ("Kế hoạch năm", "Luật Quy hoạch", "Báo cáo quý", "Đề án")],
    ),
    "Mục 1:": ("Mục 1: Một\nMục 2. Hai\nNội dung 3: Ba", [item("Một"), item("Hai"), item("Ba")]),
    "bullets": ("• Một\n- Hai\n– Ba", [item("Một"), item("Hai"), item("Ba")]),
    "bare lines": ("Một\n\nHai", [item("Một"), item("Hai")]),
    "a number alone on its line": ("1.\nMột\n2.\nHai", [item("Một"), item("Hai")]),
    "a title goes on": ("1. Tờ trình về\nđầu tư công\n2. Hai", [item("Tờ trình về đầu tư công"), item("Hai")]),
    "points beneath": (
        "1. Một\n1.1. Ý đầu\na) Ý sau\n2. Hai",
        [item("Một", summary=["1.1. Ý đầu", "a) Ý sau"]), item("Hai")],
    ),
    "a table": (
        A_TABLE,
        [
            item("Luật Quy hoạch", agency_id="bxd", agency="Bộ Xây dựng", minutes=30),
            item("Kế hoạch", presenter="Ông Trần A", minutes=15),
        ],
    ),
    "rows without heads": ("1\tMột\tTài chính\t20'", [item("Một", agency_id="btc", agency="Bộ Tài chính", minutes=20)]),
    "groups": (GROUPED, [item("Một", ADOPT), item("Hai"), item("Ba", INFORMATION)]),
    "agency and minutes in brackets": (
        "1. Kế hoạch năm (Bộ Tài chính trình, 15 phút)",
        [item("Kế hoạch năm", agency_id="btc", agency="Bộ Tài chính", minutes=15)],
    ),
    "agency after a dash": ("1. Quy hoạch – bộ xây dựng", [item("Quy hoạch", agency_id="bxd", agency="Bộ Xây dựng")]),
    "an agency that is not here": ("1. Quy hoạch (Bộ Y tế)", [item("Quy hoạch (Bộ Y tế)")]),
    "an agency within a title": ("1. Chức năng của Bộ Tài chính", [item("Chức năng của Bộ Tài chính")]),
    "hours": ("1. Một - 1 giờ 30 phút\n2. Hai (8:00 - 8:45)", [item("Một", minutes=90), item("Hai", minutes=45)]),
    "minutes of a title": ("1. Quy định 30 phút vàng cấp cứu", [item("Quy định 30 phút vàng cấp cứu")]),
    "more than a day": ("1. Việc (900 phút)", [item("Việc (900 phút)")]),
    "nothing but minutes": ("1. (15 phút)", [item("(15 phút)", minutes=15)]),
    "numbers of documents": ("1. Nghị định số 15/2026/NĐ-CP", [item("Nghị định số 15/2026/NĐ-CP")]),
    "there already, whatever its letters": (
        "1. LUẬT ĐẤT ĐAI\n2. Hai\n3. hai",
        [item("LUẬT ĐẤT ĐAI", is_known=True), item("Hai"), item("hai", is_known=True)],
    ),
    "too long": (
        f"1. {LONG}",
        [item(LONG.strip()[: MAX_TITLE - 1].rstrip() + "…", summary=[LONG.strip()])],
    ),
    "nothing": (" \n\t\n", []),
}  # fmt: skip


def read(text):
    return read_list(text, AGENCIES, ["Luật Đất đai"], DISCUSS)


@pytest.mark.parametrize("name", CASES)
def test_a_list_is_read(name):
    text, items = CASES[name]
    found = read(text)
    assert found.rows == items
    assert found.skipped == []


def test_what_belongs_to_no_item_is_not_dropped_in_silence():
    found = read("CHƯƠNG TRÌNH PHIÊN HỌP\n1. Một\n\nNơi nhận: như trên")
    assert [each.title for each in found.rows] == ["Một"]
    assert found.skipped == ["CHƯƠNG TRÌNH PHIÊN HỌP", "Nơi nhận: như trên"]


def test_where_no_heading_says_otherwise_they_are_dealt_with_as_chosen():
    assert read_list("1. Một", {}, [], INFORMATION).rows == [item("Một", INFORMATION)]
