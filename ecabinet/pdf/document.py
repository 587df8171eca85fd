"""What an administrative document consists of, before it is laid out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Basis:
    """A ground the document rests on (căn cứ); set in italics."""

    text: str


@dataclass(frozen=True)
class Chapter:
    """A part, chapter or section with its title under it, in the middle of the line."""

    label: str
    title: str


@dataclass(frozen=True)
class Heading:
    """The title of a numbered part of the text; level 1 is the highest."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Article:
    """An article (Điều) with its title."""

    number: int
    title: str


@dataclass(frozen=True)
class Clause:
    """A clause (khoản, `1.`), point (điểm, `a)`) or dash with its text."""

    label: str
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Centred:
    """A line of its own in the middle, in bold: `QUYẾT NGHỊ:`."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows under a header. Figures go to the right; `shares` divides the width."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Code:
    """A QR code at the left, and lines of small text beside it that say what it holds."""

    holds: str
    lines: tuple[str, ...]


Block = Basis | Chapter | Heading | Article | Clause | Text | Centred | Table | Code


@dataclass(frozen=True)
class Signer:
    """Who signs: `TM. CHÍNH PHỦ` over `THỦ TƯỚNG`; without a name a place is left for it."""

    title: str
    name: str = ""
    authority: str = ""


@dataclass(frozen=True)
class Document:
    """An administrative document.

    `symbol` follows the number after a stroke (`12/TTr-BTC`); without a number a gap is left for
    the clerk. Without a `kind` it is a letter, and its abstract stands under the number (V/v).
    """

    issuer: str
    symbol: str
    place: str
    day: date | None
    superior: str = ""
    number: str = ""
    kind: str = ""
    abstract: str = ""
    draft: str = ""  # printed in a frame beside the number: "DỰ THẢO"
    addressees: tuple[str, ...] = ()
    content: tuple[Block, ...] = ()
    signer: Signer | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box:
    """A place on a page, in points from its lower left corner; pages count from 1."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Composed:
    """How the document came out; `signature` is the gap between the signer's title and name."""

    pages: int
    signature: Box | None
