"""Every field of every form, sent by whoever may send it, filled with what it must not break on."""

import unicodedata
from html.parser import HTMLParser

import pytest

from tests.hostile.payloads import FOR_OTHERS, PAYLOADS
from tests.matrix.cells import WRITES, Words, address, cells, endpoint_of, rules
from tests.matrix.deciding import IN
from tests.matrix.decisions import ROUTES
from tests.matrix.fields import fields_of
from tests.matrix.test_matrix import ask

TROUBLE, REFUSAL = 500, 400
BAD = {
    "too long": "dài " * 20_000,
    "control": "Vũ\x1b[2J\x00An",
    "turned": "quyết\u202eđịnh",
    "unseen": "\u200b \ufeff",
    "half": "\ud83d",
    "number": "9" * 5000,
    "date": "0000-99-99",
    "decomposed": unicodedata.normalize("NFD", "Đặng Thục Quyên"),
}
# Half a character cannot be sent in a form at all.
SENT = {name: value for name, value in BAD.items() if name != "half"}


class Alive(HTMLParser):
    """Notices whether anything hostile became part of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if "hostile" in tag:
            self.found.append(tag)
        for name, value in attrs:
            shown = name in {"value", "content", "title", "aria-label", "placeholder", "alt"}
            if "hostile" in name or ("hostile" in (value or "") and not shown):
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture
def forms(app, house):
    """Each address that takes a form: who may send it, to where, and its fields."""
    found = {}
    for cell in cells(
        {each: how for each, how in ROUTES.items() if endpoint_of(each) in rules(app, WRITES)}
    ):
        if cell.name in found or cell.expected != IN or cell.person in {"nobody", "left"}:
            continue
        view = app.view_functions[endpoint_of(cell.name)]
        form = Words(house, cell).filled(cell.decision.form)
        names = {**dict.fromkeys(form, True), **fields_of(view)}
        if names:
            found[cell.name] = (cell, address(app, house, cell, WRITES), form, names)
    return found


@pytest.mark.once
@pytest.mark.long
def test_nothing_bad_in_any_field_is_a_fault_or_leaves_a_trace(
    app, keys, forms, undrawn, forgetful, checked
):
    """Whatever is refused is refused whole: no deed of it was done."""
    wrong = []
    for cell, path, form, names in forms.values():
        for name in names:
            tried = SENT | {"missing": None, "for others": FOR_OTHERS[len(name) % len(FOR_OTHERS)]}
            for kind, value in tried.items():
                sent = {
                    key: each for key, each in (form | {name: value}).items() if each is not None
                }
                before = forgetful.done
                status = ask(app, keys, cell, WRITES, path, sent).status_code
                checked["fields"] += 1
                if status >= TROUBLE or (status >= REFUSAL and forgetful.done > before):
                    wrong.append(
                        f"{cell.name} {name} {kind}: {status}, {forgetful.done - before} done"
                    )
    assert not wrong, "\n".join(wrong)


@pytest.mark.once
def test_what_is_shown_again_is_shown_as_text(app, keys, forms, forgetful, checked):
    """The form comes back with what was typed, and nothing of it has become a part of the page."""
    wrong, texts = [], [(form, name) for form in forms.values() for name in form[3]]
    for place in range(max(len(texts), len(PAYLOADS))):
        (cell, path, form, _), name = texts[place % len(texts)]
        payload = PAYLOADS[place % len(PAYLOADS)]
        reply = ask(app, keys, cell, WRITES, path, form | {name: payload})
        checked["payloads"] += 1
        alive = Alive(reply.text).found if "text/html" in reply.content_type else []
        if reply.status_code >= TROUBLE or alive:
            wrong.append(f"{cell.name} {name} {payload!r}: {reply.status_code} {alive}")
    assert not wrong, "\n".join(wrong)


def test_the_forms_are_found(forms):
    assert len(forms) > 60
    assert sum(len(names) for *_, names in forms.values()) > 120
