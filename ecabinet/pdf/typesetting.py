"""The type of Decree 30/2020: sizes, faces and spaces, and blocks of text set in them."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from ecabinet.pdf.document import (
    Article,
    Basis,
    Block,
    Centred,
    Chapter,
    Clause,
    Code,
    Heading,
    Table,
    Text,
)
from ecabinet.pdf.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, drawable

TOP, BOTTOM, LEFT, RIGHT = 20 * mm, 20 * mm, 30 * mm, 15 * mm
WIDTH, HEIGHT = A4[0] - LEFT - RIGHT, A4[1] - TOP - BOTTOM
SIZE = 14
RULE = 0.7  # the thickness of a drawn line

_INDENT = 12.7 * mm
_LEADING = 1.28
_ROOM_FOR_TITLE = 90  # points: a title and three lines
_ROOM_FOR_CHAPTER = 150  # and an article under it
_LONGEST_ENTRY = 200
_ORDINAL = 2  # digits; a longer number is a quantity
_BETWEEN = 6  # points between paragraphs, the least the Decree asks for


def style(face: str = REGULAR, size: float = SIZE, **changes: Any) -> ParagraphStyle:
    """Return a style of the given face and size, black, with its lines kept in company."""
    return ParagraphStyle(
        "",
        fontName=face,
        fontSize=size,
        textColor=colors.black,
        allowWidows=0,
        allowOrphans=0,
        **{"leading": round(size * _LEADING, 1), **changes},
    )


_RUNNING = {"alignment": TA_JUSTIFY, "firstLineIndent": _INDENT, "spaceAfter": _BETWEEN}
_TITLE = {**_RUNNING, "spaceBefore": _BETWEEN / 2}
BODY = style(**_RUNNING)
_BASIS = style(ITALIC, **_RUNNING)
_TITLES = {
    1: style(BOLD, **_TITLE),
    2: style(BOLD, **_TITLE),
    3: style(BOLD_ITALIC, **_TITLE),
}
_LABEL = style(BOLD, alignment=TA_CENTER, spaceBefore=_BETWEEN)
CENTRED_BOLD = style(BOLD, alignment=TA_CENTER, spaceAfter=_BETWEEN)
_CELL = style(size=12)
_SMALL = style(size=10, wordWrap="CJK")  # a hash has no place to break at but everywhere
_CODE = 32 * mm
_FIGURE = style(size=12, alignment=TA_RIGHT)
_ORDER = style(size=12, alignment=TA_CENTER)
_COLUMN = style(BOLD, size=12, alignment=TA_CENTER)
_CAPTION = style(ITALIC, size=13, alignment=TA_CENTER, spaceAfter=3)
_GRID = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]
)


class Signpost(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """No ink: it puts the title that follows it into the outline of the file."""

    def __init__(self, title: str, level: int) -> None:
        super().__init__()
        self.width = self.height = 0
        self.title, self.level = drawable(title)[:_LONGEST_ENTRY], level

    def draw(self) -> None:
        posts: list[int] = self.canv.__dict__.setdefault("signposts", [])
        level = min(self.level, posts[-1] + 1 if posts else 0)  # a level cannot be skipped
        posts.append(level)
        key = f"title-{len(posts)}"
        self.canv.bookmarkHorizontal(key, 0, SIZE)
        self.canv.addOutlineEntry(self.title, key, level)


class Rule(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A line drawn in the middle, under a name or a motto."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self.length, self.width, self.height = length, 0.0, 3.5

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        self.width = width
        return width, self.height

    def draw(self) -> None:
        self.canv.setLineWidth(RULE)
        left = (self.width - self.length) / 2
        self.canv.line(left, 1, left + self.length, 1)


class Squares(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A QR code, drawn square by square: sharp at every size, and no picture in the file."""

    def __init__(self, holds: str, side: float) -> None:
        super().__init__()
        self.width = self.height = side
        self.rows = segno.make(holds, error="m", micro=False).matrix

    def draw(self) -> None:
        side = self.width / len(self.rows)
        for line_, row in enumerate(self.rows, 1):
            for column, dark in enumerate(row):
                if dark:
                    place = (column * side, self.height - line_ * side, side, side)
                    self.canv.rect(*place, stroke=0, fill=1)


class Rows(Grid):  # type: ignore[misc]  # ReportLab has no types
    """A table that divides a row only where no page could hold it whole."""

    def split(self, width: float, height: float) -> list[Flowable]:
        self.splitInRow = int(
            height > HEIGHT - SIZE
        )  # at the top of a page there is no more room anywhere
        parts: list[Flowable] = super().split(width, height)
        return parts


def markup(text: str) -> str:
    """Return the text so that it is drawn as it stands: nothing in it is a command."""
    return escape(drawable(text))


def line(text: str, face: ParagraphStyle = BODY) -> Paragraph:
    """Return the text as a paragraph."""
    return Paragraph(markup(text), face)


def set_blocks(blocks: Iterable[Block]) -> list[Any]:
    """Return all blocks as they flow over the pages."""
    return [part for block in blocks for part in set_block(block)]


@singledispatch
def set_block(block: Block) -> list[Any]:
    """Return a block as what flows over the pages."""
    raise TypeError(block)


@set_block.register
def _text(block: Text) -> list[Any]:
    return [line(block.text)]


@set_block.register
def _basis(block: Basis) -> list[Any]:
    return [line(block.text, _BASIS)]


@set_block.register
def _clause(block: Clause) -> list[Any]:
    return [line(f"{block.label} {block.text}")]


@set_block.register
def _centred(block: Centred) -> list[Any]:
    return [line(block.text, CENTRED_BOLD)]


@set_block.register
def _heading(block: Heading) -> list[Any]:
    level = min(max(block.level, 1), len(_TITLES))
    return [*_signposted(block.text, level - 1), line(block.text, _TITLES[level])]


@set_block.register
def _article(block: Article) -> list[Any]:
    title = f"Điều {block.number}. {block.title}".rstrip(". ")
    return [*_signposted(title, 1), line(title, _TITLES[2])]


@set_block.register
def _chapter(block: Chapter) -> list[Any]:
    entry = f"{block.label}. {block.title}" if block.title else block.label
    title = line(block.title, CENTRED_BOLD)
    return [*_signposted(entry, 0, _ROOM_FOR_CHAPTER), line(block.label, _LABEL), title]


def _signposted(title: str, level: int, room: float = _ROOM_FOR_TITLE) -> list[Any]:
    """Begin a titled part: on this page if some lines of it fit, and in the outline."""
    return [CondPageBreak(room), Signpost(title, level)]


@set_block.register
def _table(block: Table) -> list[Any]:
    shares = block.shares or (1.0,) * len(block.header)
    grid = Rows(
        [
            [line(cell, _COLUMN) for cell in block.header],
            *([line(cell, _face(cell)) for cell in row] for row in block.rows),
        ],
        colWidths=[WIDTH * share / sum(shares) for share in shares],
        repeatRows=1,
        style=_GRID,
    )
    room = CondPageBreak(_ROOM_FOR_TITLE)
    caption = [room, line(block.caption, _CAPTION)] if block.caption else []
    return [*caption, grid, Spacer(0, _BETWEEN * 1.5)]


@set_block.register
def _code(block: Code) -> list[Any]:
    beside = [line(each, _SMALL) for each in block.lines]
    bare = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (0, 0), 0),
    ]
    columns = [_CODE + 5 * mm, WIDTH - _CODE - 5 * mm]
    grid = Grid([[Squares(block.holds, _CODE), beside]], columns, style=TableStyle(bare))
    return [KeepTogether([Spacer(0, _BETWEEN), grid])]


def _face(cell: str) -> ParagraphStyle:
    if cell.isdigit() and len(cell) <= _ORDINAL:
        return _ORDER
    is_figure = cell[:1].isdigit() and not cell.strip("0123456789.,% ")
    return _FIGURE if is_figure else _CELL
