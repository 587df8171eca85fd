"""A list of items as it was pasted from a document: "1. …", "Mục 2: …", bullets, rows of a table. Pure.

Nothing that was pasted is dropped in silence: what belongs to no item is returned too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ecabinet.agenda.models import Group
from ecabinet.agenda.pasted_words import heading_of, read_words
from ecabinet.bodies.naming import folded

MAX_TITLE = 500
MAX_PRESENTER = 200
NUMBERED = re.compile(
    r"^(?:(?:mục|nội dung|điểm|item)\s+\(?\d{1,3}[a-zđ]?\)?\s*[.:)\-–—]?"
    r"|\(?\d{1,3}[a-zđ]?\s*(?:[.:)]|[-–—](?=\s)))\s*(?=\S)",
    re.IGNORECASE,
)
BENEATH = re.compile(r"^\d{1,3}(?:\.\d{1,3})+\s*[.:)]?\s+|^[a-zđ]\)\s*", re.IGNORECASE)  # 1.2, a)
BULLET = re.compile(r"^[-–—•·*+▪◦●○➢✓]\s+")
BARE_NUMBER = re.compile(r"^\(?\d{0,3}[a-z]?\s*[.)]?$", re.IGNORECASE)
ALONE = re.compile(r"^\(?\d{1,3}[a-z]?\)?\s*[.:]?$", re.IGNORECASE)
COLUMNS = {
    "title": ("noi dung", "ten noi dung", "item", "title"),
    "agency": ("co quan", "don vi", "agency", "presented"),
    "minutes": ("thoi gian", "thoi luong", "phut", "minutes", "time"),
    "number": ("stt", "tt", "so tt", "no", "no."),
}


@dataclass
class Row:
    """One item that was recognised."""

    title: str
    group: Group
    agency_id: str | None = None
    agency: str = ""  # as it is called here
    presenter: str = ""
    minutes: int | None = None
    summary: list[str] = field(default_factory=list)
    is_known: bool = False  # an item of this title is on the agenda, or stands above


@dataclass
class Pasted:
    rows: list[Row] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read_list(
    text: str, agencies: Mapping[str, Sequence[str]], known: Sequence[str], group: Group
) -> Pasted:
    """Return what a pasted text says. `agencies`: the names of each, by its id; `known`: titles that are there.

    `group`: how items are dealt with before a heading says otherwise.
    """
    reader = _Reader(text, {folded(name): key for key, names in agencies.items() for name in names})
    found = reader.read(group)
    seen = {folded(each) for each in known}
    for row in found.rows:
        row.agency = next(iter(agencies.get(row.agency_id or "", ())), "")
        row.is_known = folded(row.title) in seen
        seen.add(folded(row.title))
    return found


class _Reader:
    """Walks through the lines once; what a line is depends on how the whole list is written."""

    def __init__(self, text: str, agencies: Mapping[str, str]) -> None:
        self._lines = [line.replace("\u00a0", " ").rstrip() for line in text.split("\n")]
        self._agencies = agencies
        bare = [line.strip() for line in self._lines]
        self._is_numbered = any(NUMBERED.match(each) for each in bare)
        self._is_bulleted = not self._is_numbered and any(BULLET.match(each) for each in bare)
        self._columns: list[str] | None = None
        self._is_open = False  # whether the line before belongs to an item that may go on
        self._is_awaited = False  # whether the line before was a number and no more
        self._found = Pasted()

    def read(self, group: Group) -> Pasted:
        self._group = group
        for line in self._lines:
            self._read(line)
        for row in self._found.rows:
            self._finish(row)
        return self._found

    def _read(self, line: str) -> None:
        bare = line.strip()
        if not bare:
            self._is_open = False
        elif "\t" in line.lstrip(" ") and self._read_cells(
            [each.strip() for each in line.split("\t")]
        ):
            self._is_open = True
        elif heading := heading_of(bare, anywhere=self._is_numbered or self._is_bulleted):
            self._group, self._is_open = heading.group or self._group, False
            self._found.skipped += [] if heading.group else [bare]
        else:
            self._read_line(bare)

    def _read_line(self, bare: str) -> None:
        if ALONE.match(bare):
            self._is_awaited = True  # what it numbers stands on the next line
        elif self._is_awaited:
            self._begin(bare)
        elif BENEATH.match(bare) and self._found.rows:
            self._found.rows[-1].summary.append(bare)
        elif marker := (NUMBERED.match(bare) or (self._is_bulleted and BULLET.match(bare))):
            self._begin(bare[marker.end() :])
        elif not (self._is_numbered or self._is_bulleted or self._columns is not None):
            self._begin(bare)
        else:
            self._go_on(bare)

    def _go_on(self, bare: str) -> None:
        """A line without a number: more of the title, a point beneath it, or none of an item's."""
        if not self._found.rows:
            self._found.skipped.append(bare)
        elif self._is_open and not BULLET.match(bare) and not self._found.rows[-1].summary:
            self._found.rows[-1].title += " " + bare
        elif BULLET.match(bare) or self._is_open:
            self._found.rows[-1].summary.append(bare)
        else:
            self._found.skipped.append(bare)

    def _begin(self, title: str) -> None:
        self._is_open, self._is_awaited = True, False
        self._found.rows.append(Row(title.strip(), self._group))

    def _read_cells(self, cells: list[str]) -> bool:
        """Take a row of a table; return whether it is one."""
        if columns := _columns(cells):
            self._columns = columns
            return True
        if self._columns is None and not BARE_NUMBER.match(cells[0]):
            return False
        at = self._title_at(cells)
        if not cells[at]:
            return False
        self._begin(cells[at])
        for place, cell in enumerate(cells):
            if place not in {at, self._number_at()} and cell:
                self._take(self._found.rows[-1], cell)
        return True

    def _title_at(self, cells: list[str]) -> int:
        if self._columns is not None:
            return min(self._columns.index("title"), len(cells) - 1)
        return next((at for at, each in enumerate(cells) if at and each), 0)

    def _number_at(self) -> int:
        if self._columns is None:
            return 0
        return self._columns.index("number") if "number" in self._columns else -1

    def _take(self, row: Row, cell: str) -> None:
        """What a cell beside the title says: minutes, an agency, else whoever presents it."""
        said = read_words(cell, self._agencies, is_cell=True)
        row.minutes = row.minutes or said.minutes
        row.agency_id = row.agency_id or said.agency_id
        if said.agency_id is None and said.rest:
            row.presenter = row.presenter or said.rest[:MAX_PRESENTER]

    def _finish(self, row: Row) -> None:
        said = read_words(row.title, self._agencies)
        row.title, row.minutes = said.rest or row.title, row.minutes or said.minutes
        row.agency_id = row.agency_id or said.agency_id
        if len(row.title) > MAX_TITLE:
            row.summary.insert(0, row.title)
            row.title = row.title[: MAX_TITLE - 1].rstrip() + "…"


def _columns(cells: Sequence[str]) -> list[str] | None:
    """Return what the columns of a table hold, if these are their heads."""
    names = [_column(each) for each in cells]
    return names if "title" in names and len(set(names) - {""}) > 1 else None


def _column(cell: str) -> str:
    words = folded(cell)
    for name, heads in COLUMNS.items():
        if any(words == head or (name != "number" and words.startswith(head)) for head in heads):
            return name
    return ""
