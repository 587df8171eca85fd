"""What people do with their fingers, by addresses and names that no change of wording moves."""

import re
from datetime import date
from functools import cache

from ecabinet.demo.paper_files import PaperKind, PaperOrder, make_paper

PATIENCE_MS = 20_000  # the machine may be busy with other tests
# Notes when this screen first showed each number of votes, by the clock that all screens here share.
NOTE_COUNTS = """() => {
    const seen = globalThis.seenCounts = {};
    const look = () => {
        const shown = document.querySelector(".turnout .numeral")?.textContent;
        if (shown !== undefined) seen[shown] ??= Date.now();
    };
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
    look();
}"""


def press(page, action):
    """Press the button of the form that goes to an address ending so, and come to the page it leads to."""
    unfold(page, f"form[action$='{action}']")
    with page.expect_navigation():
        button(page, action).tap()


def button(page, action):
    return page.locator(f"form[action$='{action}'] [type=submit]").first


def send(page, form="main form"):
    """Send a form that fills the page and has no address of its own."""
    with page.expect_navigation():
        page.locator(f"{form} [type=submit]").first.tap()


def unfold(page, inside):
    """Open what is folded around something, once it is there."""
    page.locator(inside).first.wait_for(state="attached")
    for fold in page.locator(f"details:not([open]):has({inside}) > summary").all():
        fold.tap()


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"[name='{name}']:visible").first.fill(value)


def choose(page, name, value):
    page.locator(f"input[name='{name}'][value='{value}']").first.tap()


def follow(page, href):
    """Follow the first link of the content that leads to such an address."""
    with page.expect_navigation():
        page.locator(f"main a[href*='{href}']").first.tap()


def path_of(page):
    """Return the path of the page one is on."""
    return re.sub(r"^https?://[^/]+|[?#].*$", "", page.url)


def vote(page, choice):
    """Choose, confirm, and wait for the receipt; return it."""
    awake(page, "ballot")
    choose(page, "choice", choice)
    page.locator("vote-form[ballot] [type=submit]").tap()
    return receipt(page)


def awake(page, subject):
    """Wait until the script sees such a deed through; before that a plain form would go."""
    page.locator(f"vote-form[{subject}][data-state]").wait_for(timeout=PATIENCE_MS)


def receipt(page):
    """Return the receipt of what was recorded."""
    shown = page.locator("vote-form[data-state=recorded] [data-receipt]")
    shown.wait_for(timeout=PATIENCE_MS)
    return shown.text_content()


def paper(pages=12, name="to-trinh.pdf"):
    """Return a real paper, as a file to be handed in."""
    return {"name": name, "mimeType": "application/pdf", "buffer": _made(pages)}


@cache
def _made(pages):
    order = PaperOrder(
        kind=PaperKind.submission,
        agency="Bộ Xây dựng",
        title="Dự thảo Nghị quyết về phát triển nhà ở xã hội",
        number="187",
        day=date(2026, 11, 20),
        pages=pages,
        seed=pages,
    )
    return make_paper(order)
