"""A vote in one browser: when has the page in another changed, with sixty sockets in the room?

Two real browsers and fifty-eight plain sockets stand before the product as it is started. The moment of the press is
taken in the voter's page, that of the change in the other's, both from the machine's own clock. Each vote is another
member's, for only a first vote moves the count.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import setting
from benchmarks.crowd import Guests, invite
from benchmarks.figures import QUICK, Figure, percentile, publish
from benchmarks.machine import Others
from benchmarks.people import Person
from tests.browser.hands import NOTE_COUNTS, PATIENCE_MS, awake, receipt
from tests.browsers import ARGUMENTS, CHROMIUM
from tests.servers import ROOT, LiveServer

SOCKETS = 60
PLAIN = SOCKETS - 2
VOTES = 10 if QUICK else 28
MOST_MS = 250
NOTE_PRESS = """() => document.addEventListener(
    "submit", () => { globalThis.pressedAt = Date.now(); }, {capture: true})"""
PRESSED = "() => globalThis.pressedAt"
SEEN = "count => globalThis.seenCounts[count]"


def main() -> int:
    return 0 if publish("eye", measure()) else 1


def measure() -> list[Figure]:
    server = LiveServer(DEMO="0")
    others = Others()
    try:
        world = setting.furnish(server)
        guests = invite(server, PLAIN)
        server.start(prepared=True)
        with _sitting(server, guests), _browser() as browser:
            taken = _watch_votes(browser, server, world.ballot, world.members)
    finally:
        server.stop()
    noise = others.remark()
    return [
        _seen("median", statistics.median(taken), noise),
        _seen("p95", percentile(taken, 0.95), noise),
    ]


def _seen(name: str, figure: float, noise: str) -> Figure:
    return Figure(
        name=f"a vote is seen by another, {SOCKETS} in the room, {name}{noise}",
        figure=figure,
        unit="ms",
        bound=f"<= {MOST_MS} ms",
        holds=figure <= MOST_MS,
    )


@contextmanager
def _sitting(server: LiveServer, guests: Guests) -> Iterator[None]:
    """Let the guests sit there with a socket each, and hear what everybody hears."""
    crowd = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.listening"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert crowd.stdin is not None
    assert crowd.stdout is not None
    keys = [[each.cookie, each.sign_in] for each in guests.devices]
    door = {"port": server.port, "origin": server.url, "topic": guests.topics[0]}
    crowd.stdin.write(
        f"{json.dumps(door | {'secret': guests.secret, 'keys': keys})}\nopen {PLAIN}\n"
    )
    if crowd.stdout.readline() != "open\n":
        raise AssertionError("they were not let in")
    yield
    crowd.kill()
    crowd.communicate()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def _watch_votes(
    browser: Browser, server: LiveServer, ballot: str, members: Sequence[str]
) -> list[float]:
    """Return how long after each press the other page had changed, in milliseconds."""
    path = f"/ballots/{ballot}"
    watching, *voting = members[1 : VOTES + 2]
    other = _open(browser, server, watching, path)
    other.locator("html[data-connection=online]").wait_for(timeout=PATIENCE_MS)
    other.evaluate(NOTE_COUNTS)
    taken = []
    for count, name in enumerate(voting, start=1):
        page = _open(browser, server, name, path)
        pressed = _vote(page)
        other.locator(".turnout .numeral", has_text=str(count)).wait_for(timeout=PATIENCE_MS)
        taken.append(other.evaluate(SEEN, str(count)) - pressed)
        page.context.close()
    return taken


def _open(browser: Browser, server: LiveServer, name: str, path: str) -> Page:
    """Open a page as somebody who has signed in without it."""
    cookies = Person(server, name).sign_in().cookies.split("; ")
    context = browser.new_context(base_url=server.url, locale="vi-VN")
    context.add_cookies(
        [
            dict(zip(("name", "value"), each.split("=", 1), strict=True)) | {"url": server.url}
            for each in cookies
        ]
    )
    page = context.new_page()
    page.goto(path)
    return page


def _vote(page: Page) -> int:
    """Vote when the page has come to rest; return the moment of the press."""
    page.locator("html[data-connection=online]").wait_for(timeout=PATIENCE_MS)
    awake(page, "ballot")
    page.locator("input[name=choice][value=for_]").first.check(force=True)
    page.evaluate(NOTE_PRESS)
    page.locator("vote-form[ballot] [type=submit]").click()
    receipt(page)
    return int(page.evaluate(PRESSED))


if __name__ == "__main__":
    sys.exit(main())
