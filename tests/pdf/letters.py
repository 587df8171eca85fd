"""A letter as it is sent, and what can be read on its pages."""

import io
from datetime import date

import pypdfium2

from ecabinet.pdf.decree30 import compose
from ecabinet.pdf.document import (
    Article,
    Basis,
    Centred,
    Chapter,
    Clause,
    Document,
    Heading,
    Signer,
    Table,
    Text,
)

PROSE = (
    "Bộ Tài chính đã chủ trì, phối hợp với các bộ, cơ quan liên quan tổng kết việc thi hành các "
    "quy định hiện hành; tổng vốn đã giải ngân đạt 1.234,5 tỷ đồng, bằng 87,3% kế hoạch. "
)
SUBMISSION = Document(
    superior="Chính phủ",
    issuer="Bộ Tài chính",
    symbol="TTr-BTC",
    number="128",
    place="Hà Nội",
    day=date(2026, 2, 5),
    kind="Tờ trình",
    abstract="Về dự thảo Nghị quyết về thúc đẩy giải ngân vốn đầu tư công năm 2026",
    addressees=("Chính phủ",),
    content=(
        Basis("Căn cứ Luật Tổ chức Chính phủ;"),
        Heading("I. SỰ CẦN THIẾT"),
        *[Text(PROSE * 4)] * 12,
        Chapter("Chương I", "QUY ĐỊNH CHUNG"),
        Article(1, "Phạm vi điều chỉnh"),
        Clause("1.", PROSE),
        Centred("QUYẾT NGHỊ:"),
        Table(
            ("TT", "Nội dung", "Vốn"), (("1", "Vốn trong nước", "1.234,5"),), (1, 5, 2), "Bảng 1"
        ),
    ),
    signer=Signer("Thứ trưởng", "Nguyễn Thái Bình Minh", "KT. Bộ trưởng"),
    recipients=("Như trên", "Lưu: VT, ĐT (05)"),
)


def text_of(document):
    return "\n".join(pages_of(document))


def pages_of(document):
    file = io.BytesIO()
    compose(document, file)
    with pypdfium2.PdfDocument(file.getvalue()) as shown:
        return [page.get_textpage().get_text_range() for page in shown]
