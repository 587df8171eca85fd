"""Tables from spreadsheets and for them: XLSX and CSV.

What comes in is a stranger's file: a CSV is read here, a workbook in a child process with a ceiling on memory and
time. What goes out never computes: a text stays a text, however it begins (CWE-1236).
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ecabinet.core.clock import local
from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 2000  # below the heading; so many hold SQLite's one writer for little more than a second
MOST_LINES = 5 * MAX_ROWS  # empty ones among them: two million of them would fill the memory
MAX_COLUMNS = 60
MAX_CELL = 2000  # characters
SECONDS = 20
TRIGGERS = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet compute
XLSX, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WIDTHS = (12, 48)  # of a column, in characters
ROOT = Path(__file__).parents[2]

NOT_A_SHEET = N_("This is not a spreadsheet. Please send an Excel workbook (.xlsx) or a CSV file.")
LOCKED = N_(
    "This workbook is locked with a password, or in an old format. Please save it as .xlsx without a password."
)
DAMAGED = N_("This spreadsheet could not be read: it is damaged, or far larger than it looks.")
TOO_BIG = N_("This spreadsheet is too large: at most 2 MB, 2,000 rows and 60 columns are read.")
LONG_CELL = N_("One cell of this spreadsheet holds more than 2,000 characters.")
NOT_UTF8 = N_("The letters of this CSV file could not be read. Please save it as “CSV UTF-8”.")
EMPTY = N_("This spreadsheet is empty.")

Cell = str | date
Value = str | int | float | date | datetime | None
REASONS = {"large": TOO_BIG, "damaged": DAMAGED}


class Unreadable(Invalid):
    """A file that is no table for us; its message says why."""


def read_sheet(content: bytes, name: str) -> list[list[Cell]]:
    """Return the rows of the first sheet, the heading among them; row n of the file stands at n - 1.

    Texts are in NFC, days are dates, a formula is what it last came to. Unreadable says why not.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    if content.startswith(OLD):
        raise Unreadable(LOCKED)
    is_csv = Path(name).suffix.lower() == ".csv"
    if not is_csv and not content.startswith(XLSX):
        raise Unreadable(NOT_A_SHEET)
    rows = _read_csv(content) if is_csv else _read_workbook(content)
    while rows and not any(rows[-1]):
        rows.pop()
    return _modest(rows)


def computes(text: str) -> bool:
    """Whether a spreadsheet would take the text for something to compute."""
    return text.startswith(TRIGGERS)


def write_workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a workbook of one sheet. Every text in it is a text, and nothing in it is a link."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options | {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        day, moment = (
            book.add_format({"num_format": each}) for each in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss")
        )
        sheet.write_row(0, 0, heading, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, (number, column), value, (day, moment))
        for column, words in enumerate(heading):
            sheet.set_column(column, column, min(max(len(words) + 4, WIDTHS[0]), WIDTHS[1]))
        sheet.freeze_panes(1, 0)
    return target.getvalue()


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a CSV that Excel opens with its letters right, and in which nothing computes."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow([_plain(each) for each in heading])
    writer.writerows([_plain(each) for each in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _read_csv(content: bytes) -> list[list[Cell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(NOT_UTF8) from None
    if max(map(text.count, "\n\r")) > MOST_LINES:
        raise Unreadable(TOO_BIG)
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [[_tidy(each) for each in row] for row in read]
    except csv.Error:
        raise Unreadable(DAMAGED) from None


def _read_workbook(content: bytes) -> list[list[Cell]]:
    """Ask the child. It is believed in what it says the cells are, and in nothing else."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(content)
        source.seek(0)
        ending = _run(source, answer)
        answer.seek(0)
        try:
            found = json.loads(answer.read()) if ending == 0 else {}
        except ValueError:
            found = {}
    if "rows" not in found:
        raise Unreadable(REASONS[found.get("reason", "damaged")])
    return [[_spelled(each) for each in row] for row in found["rows"]]


def _run(source: IO[bytes], answer: IO[bytes]) -> int:
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", "ecabinet.core.sheet_worker"],
        stdin=source,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"},
        cwd=tempfile.gettempdir(),
        start_new_session=True,
    )
    try:
        return child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return -1
    finally:
        child.kill()
        child.wait()


def _spelled(cell: str | dict[str, str]) -> Cell:
    return _tidy(cell) if isinstance(cell, str) else date.fromisoformat(cell["day"])


def _tidy(text: str) -> str:
    """Blanks go; a tab or a return at the beginning stays, so that it can be refused."""
    return unicodedata.normalize("NFC", text.replace("\0", "")).strip(" \u00a0\n")


def _modest(rows: list[list[Cell]]) -> list[list[Cell]]:
    if not rows:
        raise Unreadable(EMPTY)
    if len(rows) > MAX_ROWS + 1 or max(len(each) for each in rows) > MAX_COLUMNS:
        raise Unreadable(TOO_BIG)
    if any(isinstance(cell, str) and len(cell) > MAX_CELL for row in rows for cell in row):
        raise Unreadable(LONG_CELL)
    return rows


def _sheet_name(title: str) -> str:
    """Excel takes 31 characters, some of which it keeps for itself."""
    return "".join(each for each in title if each not in "[]:*?/\\'")[:31] or "e-Cabinet"


def _write(
    sheet: Worksheet, place: tuple[int, int], value: Value, formats: tuple[Format, Format]
) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(*place, local(value).replace(tzinfo=None), formats[1])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, formats[0])
    elif isinstance(value, int | float):
        sheet.write_number(*place, value)
    elif value:
        sheet.write_string(*place, value)


def _plain(value: Value) -> str:
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and computes(text) else text
