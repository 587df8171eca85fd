"""The plan of each kind of paper: its parts in their order, as long as the paper is to be."""

from collections.abc import Iterator
from typing import Any

from ecabinet.demo.prose import Writer, bank, capital, figure
from ecabinet.pdf.document import (
    Article,
    Basis,
    Block,
    Centred,
    Chapter,
    Clause,
    Heading,
    Table,
    Text,
)

Section = dict[
    str, Any
]  # of the plan of a paper: its title, and title, deck and weight of its parts

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
# Decks of which one sentence stands after a dash, as lists are written.
_LISTED = {"purpose", "viewpoint", "tasks", "proposal", "duty", "local", "opinions"}
_ASPECTS = (
    "thẩm quyền và trình tự",
    "nguồn lực bảo đảm",
    "trách nhiệm phối hợp",
    "kiểm tra, giám sát",
    "kết nối dữ liệu",
    "lộ trình thực hiện",
)
_ARTICLES = (
    "Nguyên tắc thực hiện {}",
    "Điều kiện áp dụng đối với {}",
    "Hồ sơ, trình tự {}",
    "Thẩm quyền quyết định {}",
    "Kinh phí cho {}",
    "Công khai, giám sát {}",
    "Dữ liệu và báo cáo về {}",
    "Xử lý vướng mắc trong {}",
)
_A_SUBTITLE_EVERY = 6  # paragraphs
_A_TABLE_EVERY = 24
_FEW = 6  # a paper of so few paragraphs has its two or three weightiest parts only
_ROWS = (8, 14)
_ORDINARY_CLAUSES = 5
_MOST_ARTICLES = 51  # as many titles as there are
_CHAPTERS_FROM = 12  # articles
_A_LIST_EVERY = 4  # clauses
_LIMIT_OF_BASES = 2


def write_bases(writer: Writer, proposer: str, *, few: bool) -> list[Block]:
    """Return the grounds on which a paper rests."""
    laws = [
        "Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025",
        *writer.field["basis"],
    ]
    chosen = laws[: _LIMIT_OF_BASES if few else len(laws)]
    grounds = [*(f"Căn cứ {law};" for law in chosen), f"Theo đề nghị của {proposer};"]
    return [Basis(ground) for ground in grounds]


def write_paper(writer: Writer, kind: str, size: int) -> list[Block]:
    """Return the text of a paper of about `size` paragraphs."""
    plan = bank()["kinds"][kind]
    sections = _weightiest(plan["sections"], size)
    weight = sum(part[2] for section in sections for part in section["parts"])
    blocks: list[Block] = [Text(writer.fill(plan["opening"]))]
    for number, section in zip(_ROMAN, sections, strict=False):
        blocks.append(Heading(f"{number}. {section['title']}"))
        blocks += _write_section(writer, section["parts"], size / weight)
    return [*blocks, Text(writer.fill(plan["closing"]))]


def _weightiest(sections: list[Section], size: int) -> list[Section]:
    if size >= len(sections):
        return sections
    by_weight = sorted(sections, key=lambda one: -sum(int(part[2]) for part in one["parts"]))
    chosen = by_weight[: max(size, 1)]
    return [section for section in sections if section in chosen]


def _write_section(
    writer: Writer, parts: list[tuple[str, str, int]], share: float
) -> Iterator[Block]:
    for place, (title, deck, weight) in enumerate(parts, 1):
        count = max(round(weight * share), 1)
        if title and len(parts) > 1 and share >= 1:
            yield Heading(f"{place}. {title}", 2)
        prefix = f"{place}." if len(parts) > 1 else ""
        yield from _write_part(writer.apart((deck, title)), deck, count, prefix)


def _write_part(writer: Writer, deck: str, count: int, prefix: str) -> Iterator[Block]:
    first = writer.chance.randrange(len(_ASPECTS))
    subtitles = count > _A_SUBTITLE_EVERY * 2
    for done in range(count):
        if subtitles and done % _A_SUBTITLE_EVERY == 0:
            number = done // _A_SUBTITLE_EVERY
            yield Heading(f"{prefix}{number + 1}. {_subtitle(writer, number, first)}", 3)
        if done % _A_TABLE_EVERY == _A_TABLE_EVERY // 2:
            yield Text(writer.sentence("lead", again=True))
            yield _table(writer)
        if deck in _LISTED:
            yield Clause("-", writer.item(deck))
        else:
            yield Text(writer.paragraph(deck))


def _subtitle(writer: Writer, number: int, first: int) -> str:
    """Return a work and an aspect of it, all the pairs before the first comes again."""
    works = writer.field["works"]
    aspect = _ASPECTS[(first + number + number // len(works)) % len(_ASPECTS)]
    return f"{capital(works[number % len(works)])}: {aspect}"


def _table(writer: Writer) -> Table:
    """Return figures of some provinces, which add up."""
    chance = writer.chance
    places = chance.sample(bank()["names"]["provinces"], chance.randint(*_ROWS))
    rows, sums = [], [0, 0]
    for number, place in enumerate(places, 1):
        planned = chance.randint(180, 5200)
        done = round(planned * chance.uniform(0.42, 1.04))
        sums = [sums[0] + planned, sums[1] + done]
        rows.append((str(number), capital(place), *_figures(planned, done)))
    rows.append(("", "Tổng cộng", *_figures(*sums)))
    return Table(
        header=("TT", "Địa phương", "Kế hoạch (tỷ đồng)", "Thực hiện (tỷ đồng)", "Tỷ lệ (%)"),
        rows=tuple(rows),
        shares=(1, 4, 2.2, 2.2, 1.6),
        caption=f"Kết quả thực hiện {writer.draw('work', writer.field['works'])} tại một số địa phương",
    )


def _figures(planned: int, done: int) -> tuple[str, str, str]:
    return figure(planned), figure(done), figure(100 * done / planned, 1)


def write_draft(writer: Writer, name: str, size: int) -> list[Block]:
    """Return the articles of a draft of about `size` clauses."""
    count = min(max(size // _ORDINARY_CLAUSES, 3), _MOST_ARTICLES)
    titles = _article_titles(writer, count)
    in_chapters = count >= _CHAPTERS_FROM
    blocks: list[Block] = [_enacting(writer, name)]
    chapter = 0
    for number, (division, title, deck) in enumerate(titles, 1):
        if in_chapters and (number == 1 or division != titles[number - 2][0]):
            chapter += 1
            blocks.append(Chapter(f"Chương {_ROMAN[chapter - 1]}", division.upper()))
        blocks.append(Article(number, title))
        written = size * (number - 1) // count
        blocks += _clauses(
            writer.apart(title), deck, written, max(size * number // count - written, 1)
        )
    return [*blocks[:-1], _ended(blocks[-1])]


def _enacting(writer: Writer, name: str) -> Block:
    words = {"Nghị quyết": "QUYẾT NGHỊ:", "Quyết định": "QUYẾT ĐỊNH:"}
    if name in words:
        return Centred(words[name])
    return Basis(f"Chính phủ ban hành {name} về {writer.field['subject']}.")


def _article_titles(writer: Writer, count: int) -> list[tuple[str, str, str]]:
    """Return chapter, title and deck of each article: general, by works, final."""
    general = [("Quy định chung", "Phạm vi điều chỉnh và đối tượng áp dụng", "scope")]
    final = [
        ("Điều khoản thi hành", "Trách nhiệm tổ chức thực hiện", "duty"),
        ("Điều khoản thi hành", "Hiệu lực thi hành", "force"),
    ]
    each = -(-(count - 3) // len(writer.field["works"]))
    middle = [
        (f"Quy định về {work}", pattern.format(work), "clause")
        for work in writer.field["works"]
        for pattern in _ARTICLES[:each]
    ]
    return [*general, *middle[: max(count - 3, 0)], *final]


def _clauses(writer: Writer, deck: str, written: int, count: int) -> Iterator[Block]:
    """Yield the clauses of an article; `written` are those before it, for lists come by turns."""
    for number in range(1, count + 1):
        if deck == "clause" and (written + number) % _A_LIST_EVERY == 0:
            yield Clause(f"{number}.", writer.sentence("clause_lead", again=True))
            yield from _points(writer)
        else:
            yield Clause(f"{number}.", writer.item(deck))


def _points(writer: Writer) -> Iterator[Block]:
    count = writer.chance.randint(3, 5)
    for place in range(count):
        mark = "." if place == count - 1 else ";"
        yield Clause(f"{_LETTERS[place]})", f"{writer.sentence('point', again=True)}{mark}")


def _ended(block: Block) -> Block:
    """Close the text as drafts are closed."""
    return (
        Clause(block.label, f"{block.text.rstrip('.')}./.") if isinstance(block, Clause) else block
    )
