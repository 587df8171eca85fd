"""Pages keep the content policy whole: no inline code, no inline style, one place that makes markup."""

import re

import pytest

from tests.architecture.source import MODULES, SCRIPTS, TEMPLATES, name

pytestmark = pytest.mark.once

# What turns a string into markup, and where that is allowed.
MARKUP_IN_SCRIPT = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|DOMParser"
)
SCRIPT_THAT_MAKES_MARKUP = {"static/js/lib/html.js"}
MODULES_THAT_MAKE_MARKUP = {
    "ecabinet/core/html.py",  # cleans it first
    "ecabinet/web/assets.py",  # the import map, of our own files' names
}
TEMPLATES_THAT_MAKE_MARKUP = {
    "templates/components/icons.html"
}  # shapes that stand in it word for word
# A letter is drawn by a program for mail, which no sheet and no content policy of ours reaches.
LETTERS = {"templates/notifications/_letter.html"}
SCAFFOLDING = ("layouts", "components")  # what pages are made of, not pages
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"<[^>{}]*\sstyle\s*=|<style", re.IGNORECASE)
BARE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)[^>]*>", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_inline_code_or_style(path):
    text = path.read_text()
    assert HANDLER.findall(text) == []
    assert name(path) in LETTERS or STYLE.findall(text) == []
    assert BARE_SCRIPT.findall(text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_escapes_everything(path):
    text = path.read_text()
    assert name(path) in TEMPLATES_THAT_MAKE_MARKUP or re.findall(r"\|\s*safe\b", text) == []
    assert "autoescape false" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_page_extends_a_layout_and_the_rest_says_that_it_is_a_part(path):
    is_scaffolding = path.stem == "base" or path.parent.name in SCAFFOLDING
    is_part = path.stem.startswith("_")
    assert is_scaffolding or is_part or "{% extends" in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_file_is_chosen_in_our_words(path):
    """A browser's own field speaks the browser's language; `file_field` puts ours over it."""
    drawn = re.findall(r"type=[\"']?file\b", path.read_text())
    assert drawn == [] or name(path) == "templates/components/forms.html"


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_one_script_turns_strings_into_markup(path):
    assert (
        name(path) in SCRIPT_THAT_MAKES_MARKUP or MARKUP_IN_SCRIPT.findall(path.read_text()) == []
    )


def test_few_modules_call_a_string_markup():
    makers = {
        name(path) for path in MODULES if re.search(r"\bMarkup\(|\bSafeHtml\(", path.read_text())
    }
    assert makers <= MODULES_THAT_MAKE_MARKUP
