"""Of markup that somebody sends, only what is on the list is left; two libraries are held against each other."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
import pytest

from ecabinet.core.errors import Invalid
from ecabinet.core.html import ATTRIBUTES, MAX_CHARACTERS, PROTOCOLS, TAGS, clean
from tests.hostile import payloads as hostile

SCRIPT = "alert(1)"
SCHEMES = [
    f"javascript:{SCRIPT}",
    f"JaVaScRiPt:{SCRIPT}",
    f" javascript:{SCRIPT}",
    f"java\tscript:{SCRIPT}",
    f"java\nscript:{SCRIPT}",
    f"\x01javascript:{SCRIPT}",
    f"&#106;avascript:{SCRIPT}",
    f"&#x6A&#x61;vascript:{SCRIPT}",
    f"javascript&colon;{SCRIPT}",
    f"java&Tab;script:{SCRIPT}",
    f"vbscript:{SCRIPT}",
    f"data:text/html,<script>{SCRIPT}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "blob:https://example.vn/1",
    "file:///etc/passwd",
    "ftp://example.vn/",
]
RAW = ["script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript"]
RAW += ["textarea", "title", "xmp", "noembed", "form", "base", "meta", "link", "plaintext"]
HANDLERS = ["onclick", "onerror", "ONLOAD", "onfocus", "onanimationend", "style", "srcdoc", "id"]
PAYLOADS = [
    *(f'<a href="{scheme}">x</a>' for scheme in SCHEMES),
    *(f"<{tag}>{SCRIPT}</{tag}>" for tag in RAW),
    *(f"<{tag} src=//evil.example href='javascript:{SCRIPT}'>" for tag in RAW),
    *(f'<p {name}="{SCRIPT}">x</p>' for name in HANDLERS),
    *(f'<p/{name}={SCRIPT}//"">x' for name in HANDLERS),
    f"<scr<script>ipt>{SCRIPT}</scr</script>ipt>",
    f"<<script>{SCRIPT}//<</script>",
    f"<SCRIPT\n>{SCRIPT}</SCRIPT\t >",
    f"<img src=x onerror={SCRIPT}>",
    f'<a href="https://example.vn" onclick="{SCRIPT}" target=_blank>x</a>',
    f'<a href="https://example.vn"onmouseover={SCRIPT}>x</a>',
    f"<a href='\"><script>{SCRIPT}</script>'>x</a>",
    f"<p title='</p><script>{SCRIPT}</script>'>x",
    f"<!--><script>{SCRIPT}</script>-->",
    f"<!-- --!><img src=x onerror={SCRIPT}>",
    f"<![CDATA[<script>{SCRIPT}</script>]]>",
    f"<?php <script>{SCRIPT}</script> ?>",
    f"<svg><p><style><g title='</style><img src onerror={SCRIPT}>'>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror={SCRIPT}&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={SCRIPT}>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={SCRIPT}>",
    f"&lt;script&gt;{SCRIPT}&lt;/script&gt;",
    f"&amp;lt;script&amp;gt;{SCRIPT}",
    f"<p>\x00<scr\x00ipt>{SCRIPT}",
    "<p" + "<p" * 50,
    "<blockquote>" * 200 + f"<script>{SCRIPT}</script>",
    "<a href=" + "'" * 99,
]
CORPUS = [*PAYLOADS, *hostile.PAYLOADS]
HONEST = [
    "<p>Nhất trí <strong>thông qua</strong> <em>dự thảo</em>.</p>",
    "<h3>Kết luận</h3><ul><li>Một</li><li>Hai</li></ul><blockquote>…</blockquote>",
    '<p><a href="https://example.vn/a?b=1">nguồn</a> <a href="mailto:a@example.vn">thư</a></p>',
]


class Found(HTMLParser):
    """What a reader of markup finds in it."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.attributes, self.others, self.text = [], [], [], ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.others.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def other_cleaner(markup):
    attributes = {"*": set()} | {tag: set(names) for tag, names in ATTRIBUTES.items()}
    return nh3.clean(
        markup, tags=set(TAGS), attributes=attributes, url_schemes=set(PROTOCOLS), link_rel=None
    )


def shape(markup):
    """Return the tags and the names of their attributes, without what is written in them."""
    found = Found(markup)
    return found.tags, [(tag, name) for tag, name, _ in found.attributes]


def dangers(markup):
    """Return whatever a reader finds that is not on the list."""
    found = Found(markup)
    tags = [tag for tag in found.tags if tag not in TAGS]
    attributes = [each for each in found.attributes if each[1] not in ATTRIBUTES.get(each[0], ())]
    schemes = {
        urlsplit(value or "").scheme for _, name, value in found.attributes if name == "href"
    }
    return [*tags, *attributes, *found.others, *(schemes - PROTOCOLS - {""})]


@pytest.mark.parametrize("markup", CORPUS)
def test_nothing_dangerous_is_left_by_either_cleaner(markup):
    assert dangers(clean(markup)) == []
    assert dangers(other_cleaner(markup)) == []


@pytest.mark.parametrize("markup", CORPUS)
def test_neither_leaves_anything_for_the_other(markup):
    """Cleaned by one and again by either, the same tags stand with the same attributes."""
    for cleaned in (clean(markup), other_cleaner(markup)):
        for again in (other_cleaner(cleaned), clean(cleaned)):
            assert shape(again) == shape(cleaned)


@pytest.mark.parametrize("markup", HONEST)
def test_what_is_on_the_list_stays_as_it_was_written(markup):
    assert clean(markup) == markup
    assert other_cleaner(markup) == markup


def test_the_dangers_are_found_where_nobody_cleaned():
    assert sum(bool(dangers(markup)) for markup in PAYLOADS) > len(PAYLOADS) * 3 // 4


def test_the_corpus_is_large_and_cleaning_it_again_changes_nothing():
    assert len(set(hostile.PAYLOADS)) == 150
    for markup in CORPUS:
        once = clean(markup)
        assert Found(clean(once)).text == Found(once).text


def test_text_is_capped():
    assert clean("ư" * MAX_CHARACTERS) == "ư" * MAX_CHARACTERS
    with pytest.raises(Invalid):
        clean("ư" * (MAX_CHARACTERS + 1))
