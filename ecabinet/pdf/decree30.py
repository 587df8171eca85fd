"""The look of administrative documents as Decree 30/2020 prescribes it (thể thức văn bản).

`compose` lays out a `Document`: national name and motto, issuing body, number and symbol, place and
date, type and abstract, addressees, content, signer and recipients; A4, page numbers in the middle
of the upper margin from the second page. The same document always gives the same bytes.
"""

from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from ecabinet.pdf.document import Box, Composed, Document, Signer
from ecabinet.pdf.fonts import BOLD, BOLD_ITALIC, ITALIC, REGULAR, drawable, register
from ecabinet.pdf.typesetting import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RULE,
    SIZE,
    WIDTH,
    Rule,
    line,
    set_blocks,
    style,
)

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

_NUMBER_HEIGHT = 12 * mm  # from the upper edge to the page number
_LEFT_COLUMN = WIDTH * 0.4
_RIGHT_COLUMN = WIDTH - _LEFT_COLUMN
_SIGNATURE_HEIGHT = 26 * mm
_SIGNATURE_WIDTH = 60 * mm
_GAP_FOR_NUMBER = "\u00a0" * 8
_LONGEST_TITLE = 300
_BARE = [
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
]
_MARCH = 3  # days up to 9 and the months before March take a nought, so that no 1 can be put before


def compose(document: Document, target: Path | BinaryIO) -> Composed:
    """Lay the document out and write it as PDF."""
    register()
    seat = _Seat()
    paper = BaseDocTemplate(
        str(target) if isinstance(target, Path) else target,
        pagesize=A4,
        pageTemplates=[_page()],
        title=_title(document),
        author=drawable(document.issuer),
        lang="vi-VN",
        invariant=1,
        initialFontName=REGULAR,
    )
    paper.build([*_opening(document), *set_blocks(document.content), *_closing(document, seat)])
    return Composed(pages=paper.page, signature=seat.box)


def written_day(day: date) -> str:
    """Write a date as documents do: "05 tháng 02 năm 2026", but "15 tháng 3"."""
    month = f"{day.month:02}" if day.month < _MARCH else str(day.month)
    return f"{day.day:02} tháng {month} năm {day.year}"


class _Seat(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """The empty place for the signature, which remembers where it came to stand."""

    def __init__(self) -> None:
        super().__init__()
        self.width, self.height = 0.0, _SIGNATURE_HEIGHT
        self.box: Box | None = None

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        self.width = width
        return width, self.height

    def draw(self) -> None:
        left, bottom = self.canv.absolutePosition((self.width - _SIGNATURE_WIDTH) / 2, 0)
        page = self.canv.getPageNumber()
        self.box = Box(page, left, bottom, left + _SIGNATURE_WIDTH, bottom + self.height)


def _page() -> PageTemplate:
    frame = Frame(LEFT, BOTTOM, WIDTH, HEIGHT, 0, 0, 0, 0, id="text")
    return PageTemplate("page", [frame], onPage=_number_page)


def _number_page(canvas: Any, paper: Any) -> None:
    if paper.page > 1:
        canvas.setFont(REGULAR, SIZE)
        canvas.drawCentredString(A4[0] / 2, A4[1] - _NUMBER_HEIGHT, str(paper.page))


def _title(document: Document) -> str:
    return drawable(f"{document.kind} {document.abstract}".strip())[:_LONGEST_TITLE]


def _opening(document: Document) -> list[Any]:
    head = Table(
        [[_issuer(document), _nation(document)]],
        colWidths=[_LEFT_COLUMN, _RIGHT_COLUMN],
        style=_BARE,
    )
    return [head, Spacer(0, 14), *_subject(document), *_addressees(document)]


def _issuer(document: Document) -> list[Any]:
    upper = [_middle(document.superior.upper(), REGULAR, 13)] if document.superior else []
    number = f"Số: {document.number or _GAP_FOR_NUMBER}/{document.symbol}"
    name = document.issuer.upper()
    parts = [*upper, _middle(name, BOLD, 13), Rule(_width(name, BOLD, 13, _LEFT_COLUMN) * 0.45)]
    parts += [Spacer(0, 7), _middle(number, REGULAR, 13)]
    if not document.kind and document.abstract:
        parts += [_middle(f"V/v {document.abstract}", REGULAR, 12)]
    if document.draft:
        parts += [Spacer(0, 8), _framed(document.draft)]
    return parts


def _framed(text: str) -> Table:
    width = _width(text, BOLD, 13, _LEFT_COLUMN) + 16
    frame = [("FONTNAME", (0, 0), (-1, -1), REGULAR), ("BOX", (0, 0), (-1, -1), RULE, colors.black)]
    return Table([[_middle(text, BOLD, 13)]], colWidths=[width], style=frame)


def _nation(document: Document) -> list[Any]:
    day = f"ngày {written_day(document.day)}" if document.day else _undated()
    return [
        _middle(NATION, BOLD, 12),
        _middle(MOTTO, BOLD, 13),
        Rule(_width(MOTTO, BOLD, 13, _RIGHT_COLUMN)),
        Spacer(0, 7),
        _middle(f"{document.place}, {day}", ITALIC, 13),
    ]


def _undated() -> str:
    gap = "\u00a0" * 6
    return f"ngày{gap}tháng{gap}năm{gap}"


def _subject(document: Document) -> list[Any]:
    if not document.kind:
        return []
    abstract = line(document.abstract, style(BOLD, alignment=TA_CENTER))
    return [
        Spacer(0, 6),
        line(document.kind.upper(), style(BOLD, alignment=TA_CENTER, spaceAfter=2)),
        abstract,
        Rule(WIDTH * 0.2),
        Spacer(0, 14),
    ]


def _addressees(document: Document) -> list[Any]:
    if not document.addressees:
        return []
    if len(document.addressees) == 1:
        face = style(alignment=TA_CENTER, spaceAfter=12)
        return [line(f"Kính gửi: {document.addressees[0]}", face)]
    last = len(document.addressees) - 1
    listed = [
        line(f"- {name}{'.' if place == last else ';'}", style())
        for place, name in enumerate(document.addressees)
    ]
    columns = [WIDTH * 0.28, WIDTH * 0.72]
    greeting = Table([[line("Kính gửi:", style(leftIndent=48)), listed]], columns, style=_BARE)
    return [greeting, Spacer(0, 10)]


def _closing(document: Document, seat: Flowable) -> list[Any]:
    if document.signer is None and not document.recipients:
        return []
    signer = _signer(document.signer, seat) if document.signer else []
    table = Table(
        [[_recipients(document.recipients), signer]],
        colWidths=[WIDTH * 0.48, WIDTH * 0.52],
        style=[*_BARE, ("NOSPLIT", (0, 0), (-1, -1))],
    )
    return [Spacer(0, 8), table]


def _signer(signer: Signer, seat: Flowable) -> list[Any]:
    above = [signer.authority.upper(), signer.title.upper()]
    titles = [line(text, _SIGNED) for text in above if text]
    return [*titles, seat, line(signer.name, _SIGNED)]


_SIGNED = style(BOLD, alignment=TA_CENTER)


def _recipients(recipients: tuple[str, ...]) -> list[Any]:
    if not recipients:
        return []
    last = len(recipients) - 1
    listed = [
        line(f"- {name}{'.' if place == last else ';'}", style(size=11))
        for place, name in enumerate(recipients)
    ]
    return [line("Nơi nhận:", style(BOLD_ITALIC, 12)), *listed]


def _middle(text: str, face: str, size: float) -> Paragraph:
    return line(text, style(face, size, alignment=TA_CENTER, leading=size * 1.2))


def _width(text: str, face: str, size: float, most: float) -> float:
    return float(min(stringWidth(drawable(text), face, size), most))
