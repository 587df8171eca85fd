"""Papers for the demonstration, as PDF files of the length asked for."""

import io
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from ecabinet.demo.outlines import write_bases, write_draft, write_paper
from ecabinet.demo.prose import Setting, Writer, capital, fold, invent_name
from ecabinet.pdf.decree30 import compose
from ecabinet.pdf.document import Block, Document, Signer


class PaperKind(StrEnum):
    """What a dossier is made of."""

    submission = "submission"
    draft = "draft"
    appraisal = "appraisal"
    summary = "summary"
    report = "report"
    synthesis = "synthesis"


@dataclass(frozen=True)
class PaperOrder:
    """A paper wanted: what, by whom, about what, and how many pages long.

    `number` is the running number (`"128"`), or empty for a paper that has none yet. `signer` is
    the name under it; without one a name is invented for the agency.
    """

    kind: PaperKind
    agency: str
    title: str
    number: str
    day: date
    pages: int
    seed: int
    signer: str = ""


_NAMES = {
    PaperKind.submission: ("Tờ trình", "TTr"),
    PaperKind.appraisal: ("Báo cáo thẩm định", "BCTĐ"),
    PaperKind.summary: ("Báo cáo tóm tắt", "BC"),
    PaperKind.report: ("Báo cáo", "BC"),
    PaperKind.synthesis: ("Báo cáo tổng hợp, tiếp thu, giải trình ý kiến", "BC"),
}
_NORMS = {
    "nghi quyet": ("Nghị quyết", "NQ-CP"),
    "quyet dinh": ("Quyết định", "QĐ-TTg"),
    "nghi dinh": ("Nghị định", "NĐ-CP"),
}
_CODES = {
    "Bộ Tài chính": "BTC",
    "Bộ Xây dựng": "BXD",
    "Bộ Nông nghiệp và Môi trường": "BNNMT",
    "Bộ Công Thương": "BCT",
    "Bộ Khoa học và Công nghệ": "BKHCN",
    "Bộ Giáo dục và Đào tạo": "BGDĐT",
    "Bộ Văn hóa, Thể thao và Du lịch": "BVHTTDL",
    "Bộ Dân tộc và Tôn giáo": "BDTTG",
    "Ngân hàng Nhà nước Việt Nam": "NHNN",
    "Văn phòng Chính phủ": "VPCP",
}
_HEADS = {
    "ngan hang": "Thống đốc",
    "thanh tra": "Tổng Thanh tra",
    "van phong": "Bộ trưởng, Chủ nhiệm",
    "uy ban nhan dan": "Chủ tịch",
}
_PARAGRAPHS_A_PAGE = 5.5
_MOST_ATTEMPTS = 8
_FEW_PAGES = 2


def make_paper(order: PaperOrder) -> bytes:
    """Return the paper as PDF; within a page of the length asked for."""
    size = max(round(order.pages * _PARAGRAPHS_A_PAGE) - 4, 1)
    tried: dict[int, int] = {}  # sizes and the pages they came to
    nearest = b""
    for _ in range(_MOST_ATTEMPTS):
        file = io.BytesIO()
        tried[size] = compose(_document(order, size), file).pages
        off = abs(tried[size] - order.pages)
        if off == min(abs(pages - order.pages) for pages in tried.values()):
            nearest = file.getvalue()
        size = _next_size(tried, order.pages)
        if off <= _tolerance(order) or size in tried:
            break
    return nearest


def _next_size(tried: dict[int, int], wanted: int) -> int:
    """Guess from the last attempt, but never outside what has proved too short and too long."""
    size, pages = list(tried.items())[-1]
    guess = size + (round((wanted - pages) * size / pages) or (1 if pages < wanted else -1))
    too_short = max((size for size, pages in tried.items() if pages < wanted), default=0)
    too_long = min((size for size, pages in tried.items() if pages > wanted), default=guess + 1)
    if too_short < guess < too_long:
        return guess
    return max((too_short + too_long) // 2, 1)


def _tolerance(order: PaperOrder) -> int:
    return 0 if order.pages <= _FEW_PAGES else 1


def code_of(agency: str) -> str:
    """Return the letters by which an agency signs its numbers."""
    return _CODES.get(agency) or "".join(word[0] for word in agency.split()).upper()


def _document(order: PaperOrder, size: int) -> Document:
    subject = _subject(order.title)
    writer = Writer(Setting(subject, order.agency, code_of(order.agency), order.day, order.seed))
    if order.kind is PaperKind.draft:
        return _draft(order, writer, size)
    name, mark = _NAMES[order.kind]
    bases = write_bases(writer, order.agency, few=order.pages <= _FEW_PAGES)
    leading: list[Block] = bases[:-1] if order.kind is PaperKind.submission else []
    return Document(
        issuer=order.agency,
        symbol=f"{mark}-{code_of(order.agency)}",
        number=order.number,
        place="Hà Nội",
        day=order.day,
        kind=name,
        abstract=capital(subject) if order.kind is PaperKind.report else f"Về {subject}",
        addressees=("Chính phủ",) if order.kind is not PaperKind.appraisal else (),
        content=(*leading, *write_paper(writer, order.kind, size)),
        signer=_signer(order),
        recipients=(
            "Như trên",
            "Thủ tướng, các Phó Thủ tướng (để báo cáo)",
            "Văn phòng Chính phủ",
            "Lưu: VT, PC",
        ),
    )


def _draft(order: PaperOrder, writer: Writer, size: int) -> Document:
    name, mark = _norm(order.title)
    proposer = f"{_head(order.agency)} {order.agency}"
    bases = write_bases(writer, proposer, few=order.pages <= _FEW_PAGES)
    return Document(
        issuer="Thủ tướng Chính phủ" if mark.endswith("TTg") else "Chính phủ",
        symbol=f"{order.day.year}/{mark}" if mark.startswith("NĐ") else mark,
        place="Hà Nội",
        day=None,
        draft="DỰ THẢO",
        kind=name,
        abstract=_abstract(order.title, name),
        content=(*bases, *write_draft(writer, name, size)),
        signer=replace(
            Signer("Thủ tướng"), authority="" if mark.endswith("TTg") else "TM. Chính phủ"
        ),
        recipients=(
            "Ban Bí thư Trung ương Đảng",
            "Các bộ, cơ quan ngang bộ",
            "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương",
            "Lưu: VT",
        ),
    )


def _norm(title: str) -> tuple[str, str]:
    words = fold(title)
    return next((norm for key, norm in _NORMS.items() if key in words), _NORMS["nghi dinh"])


def _subject(title: str) -> str:
    """Return a title as it runs on inside a sentence."""
    bare = title.strip().rstrip(".")
    for opening in ("Về việc ", "Về ", "Tờ trình ", "Báo cáo "):
        bare = bare.removeprefix(opening)
    own_name = bare[:2].isupper() or bare.startswith(("Luật", "Nghị", "Chương trình", "Đề án"))
    return bare if own_name else bare[:1].lower() + bare[1:]


def _abstract(title: str, name: str) -> str:
    words = title.strip().rstrip(".")
    at = words.lower().find(name.lower())
    rest = words[at + len(name) :] if at >= 0 else words
    return capital(rest.strip().removeprefix("của Chính phủ").strip())


def _signer(order: PaperOrder) -> Signer:
    head = _head(order.agency)
    name = order.signer or invent_name(f"{head} {order.agency}")
    body = f"TM. {order.agency}" if head == "Chủ tịch" else ""
    return Signer(head, name, body)


def _head(agency: str) -> str:
    words = fold(agency)
    return next((title for key, title in _HEADS.items() if words.startswith(key)), "Bộ trưởng")
