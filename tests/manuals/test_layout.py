"""Markdown comes out as sections, and nothing comes through that could act."""

import pytest

from ecabinet.core.errors import Invalid
from ecabinet.core.html import MAX_CHARACTERS
from ecabinet.manuals.layout import lay_out
from tests.core.test_html import PAYLOADS, dangers

pytestmark = pytest.mark.once


def test_headings_make_sections():
    book = lay_out("# Tên\n\nMở đầu.\n\n## Một\n\n1. a\n2. **b**\n\n### Nhỏ\n\n## Hai\n\nc")
    assert book.title == "Tên"
    assert [each.heading for each in book.sections] == ["", "Một", "Hai"]
    assert book.sections[0].body == "<p>Mở đầu.</p>"
    assert "<strong>b</strong>" in book.sections[1].body
    assert "<h3>Nhỏ</h3>" in book.sections[1].body


@pytest.mark.parametrize(
    "text", ["", "nur Text", "- a\n  ## kein Titel", "***", "## a\n## b\n## c"]
)
def test_any_text_is_laid_out(text):
    assert lay_out(text).title in {"", "a"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_dangerous_comes_through(payload):
    book = lay_out(f"# x\n\n{payload}\n\n## {payload}\n\n- {payload}\n\n[a]({payload})")
    assert [found for each in book.sections for found in dangers(each.body)] == []


@pytest.mark.parametrize(
    "text", ["[a](javascript:alert(1))", "![a](https://e/x.png)", "<https://e>", "https://e"]
)
def test_links_are_few_and_pictures_none(text):
    (section,) = lay_out(f"# x\n\n{text}").sections
    assert "<img" not in section.body
    assert "javascript:" not in section.body or "href" not in section.body
    assert ("href" in section.body) == (text == "<https://e>")


def test_what_grows_too_large_is_refused():
    with pytest.raises(Invalid):
        lay_out("# x\n\n" + "<" * (MAX_CHARACTERS - 10))
