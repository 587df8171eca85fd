"""From Markdown to sections that a page can show: a title, and under each heading what stands there, cleaned."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from ecabinet.core.html import clean, shown

CHAPTERS = frozenset({"h1", "h2"})

# No HTML of the writer's own comes through, and nothing is made a link that was not written as one.
_reader = MarkdownIt("commonmark", {"html": False, "linkify": False})


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it. The text before the first heading has none."""

    heading: str
    body: Markup


@dataclass(frozen=True)
class Book:
    """A manual as it is shown."""

    title: str
    sections: Sequence[Section]


def lay_out(text: str) -> Book:
    """Return a Markdown text as a book: its first `#` or `##` is the title, each further one begins a section."""
    title, sections = "", []
    for heading, tokens in _parts(_reader.parse(text)):
        section = Section(heading if title else "", _shown(tokens))
        title = title or heading
        if section.heading or section.body:
            sections.append(section)
    return Book(title, sections)


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    heading, at = "", 0
    body: list[Token] = []
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open" and token.tag in CHAPTERS and token.level == 0:
            if heading or body:
                yield heading, body
            heading, body, at = _plain(tokens[at + 1]), [], at + 3
        else:
            body.append(token)
            at += 1
    yield heading, body


def _plain(token: Token) -> str:
    return "".join(each.content or " " for each in token.children or ()).strip()


def _shown(tokens: Sequence[Token]) -> Markup:
    return shown(clean(_reader.renderer.render(tokens, _reader.options, {}).strip()))
