"""Tables in and out: what a stranger's file may do here, and what ours may do at their desk."""

import csv
import io
import unicodedata
import zipfile
from datetime import UTC, date, datetime

import pytest
from xlsxwriter import Workbook

from ecabinet.core import sheets
from ecabinet.core.sheets import Unreadable, read_sheet, write_csv, write_workbook

pytestmark = pytest.mark.once

HEADING = ["Họ và tên", "Từ ngày"]
INJECTIONS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']


def workbook(write):
    target = io.BytesIO()
    with Workbook(target) as book:
        write(book, book.add_worksheet())
    return target.getvalue()


def repacked(content, change):
    """Return a workbook whose members were changed: name, bytes → bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for member in source.namelist():
            copy.writestr(member, change(member, source.read(member)))
    return target.getvalue()


def test_a_workbook_comes_back_as_it_was_written():
    rows = [["Vũ An Khang", date(2026, 1, 5)], ["", 42], ["Lý Thanh Bình", None]]
    content = write_workbook("Người dùng", HEADING, rows)
    assert read_sheet(content, "a.xlsx") == [
        HEADING,
        ["Vũ An Khang", date(2026, 1, 5)],
        ["", "42"],
        ["Lý Thanh Bình", ""],
    ]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_whatever_parts_its_columns(delimiter):
    text = f'Tên{delimiter}Chức danh\r\n"Vũ; An, Khang"{delimiter}Bộ trưởng\r\n'
    rows = read_sheet(text.encode("utf-8-sig"), "a.CSV")
    assert rows == [["Tên", "Chức danh"], ["Vũ; An, Khang", "Bộ trưởng"]]


def test_texts_are_composed_and_lose_their_blanks():
    text = unicodedata.normalize("NFD", "  Trần Minh Đức ") + "\n"
    assert read_sheet(text.encode(), "a.csv") == [["Trần Minh Đức"]]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_we_write_never_computes(text):
    content = write_workbook("x", [text], [[text]])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert not [each for each in book.namelist() if "ink" in each]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    read = list(csv.reader(io.StringIO(write_csv([text], [[text]]).decode("utf-8-sig"), newline=""),
                           delimiter=";"))  # fmt: skip
    assert read == [[f"'{text}"], [f"'{text}"]]


def test_a_formula_is_read_as_what_it_last_came_to():
    def write(_, sheet):
        sheet.write_formula(0, 0, '=HYPERLINK("http://x")', value="Vũ An Khang")

    assert read_sheet(workbook(write), "a.xlsx") == [["Vũ An Khang"]]


def test_moments_are_written_in_the_peoples_own_time(app):
    at = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    assert "06/01/2026 06:30:00" in write_csv(["Lúc"], [[at]]).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"hello", "a.xlsx", sheets.NOT_A_SHEET),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xlsx", sheets.LOCKED),
        (b"PK\x03\x04" + b"\0" * 600, "a.xlsx", sheets.DAMAGED),
        (b"T\xean", "a.csv", sheets.NOT_UTF8),
        (b'"a" b;"c', "a.csv", sheets.DAMAGED),
        (b"", "a.csv", sheets.EMPTY),
        (b";;\n;;\n", "a.csv", sheets.EMPTY),
        (b"x" * (sheets.MAX_BYTES + 1), "a.csv", sheets.TOO_BIG),
        (b"a\n" * (sheets.MAX_ROWS + 2), "a.csv", sheets.TOO_BIG),
        (b"a" + b"\n" * (sheets.MOST_LINES + 1), "a.csv", sheets.TOO_BIG),
        (b"a" + b"\r" * (sheets.MOST_LINES + 1), "a.csv", sheets.TOO_BIG),
        (b";" * 60 + b"a", "a.csv", sheets.TOO_BIG),
        (b"x" * (sheets.MAX_CELL + 1), "a.csv", sheets.LONG_CELL),
        (b"x" * 140_000, "a.csv", sheets.DAMAGED),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(content, name, reason):
    with pytest.raises(Unreadable) as no:
        read_sheet(content, name)
    assert no.value.message == reason


def bomb():
    """200 MB of blanks in a file of 200 kB."""
    content = write_workbook("x", ["a"], [])
    grow = lambda name, data: data + b" " * 200_000_000 if "sheet1" in name else data  # noqa: E731
    return repacked(content, grow)


def far_corner():
    """Two cells, so far apart that the table between them fits no memory."""
    move = lambda _, data: data.replace(b'r="B1"', b'r="XFD1048576"')  # noqa: E731
    return repacked(write_workbook("x", ["a", "b"], []), move)


def many_references():
    """One long text, shown in a million cells."""
    cell = b'<c r="A2" t="s"><v>0</v></c>'
    row = b'<row r="2">' + cell * 1_000_000 + b"</row></sheetData>"

    def grow(name, data):
        if "sharedStrings" in name:
            return data.replace(b">a<", b">" + b"a" * 32_000 + b"<")
        return data.replace(b"</sheetData>", row) if "sheet1" in name else data

    return repacked(write_workbook("x", ["a"], []), grow)


@pytest.mark.parametrize("make", [bomb, far_corner, many_references])
def test_a_workbook_that_unfolds_without_end_is_refused(make):
    content = make()
    assert len(content) < sheets.MAX_BYTES
    with pytest.raises(Unreadable):
        read_sheet(content, "a.xlsx")
