"""Where no socket is possible, and after a line has died without a word, a page is right all the same."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import NOTE_COUNTS, PATIENCE_MS, vote
from tests.browser.lines import Lines
from tests.browser.stage import Stage

SECOND_MS = 1_000
LONG_AGO = """() => {
    Object.defineProperty(document, "visibilityState", {configurable: true, get: () => "hidden"});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
BACK = """() => {
    delete document.visibilityState;
    globalThis.backAt = Date.now();
    document.dispatchEvent(new Event("visibilitychange"));
}"""
# What a browser says of a page that it had put away whole and shows again.
SHOWN_AGAIN = """() => {
    globalThis.backAt = Date.now();
    window.dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}));
}"""
TOOK_MS = "() => globalThis.seenCounts['1'] - globalThis.backAt"


@pytest.fixture(scope="module")
def stage(live_server):
    people = Stage(live_server)
    yield people
    people.leave()


@pytest.fixture
def ballot(stage, visitors, request):
    visitors.expect_problem("WebSocket")
    room = stage.session(f"Phiên họp thử: {request.node.name}")
    stage.begin(room)
    return room, stage.put_to_vote(room)


def count(page):
    return page.locator(".turnout .numeral")


def connection(page, which):
    html = page.locator("html")
    expect(html).to_have_attribute("data-connection", which, timeout=PATIENCE_MS)


def test_nobody_asks_for_a_page_while_votes_come_in(open_as, stage, ballot):
    page = open_as("member07", f"{ballot[0]}/room")
    connection(page, "online")
    asked = []
    page.on("request", lambda each: "x-fragment" in each.headers and asked.append(each.url))
    for number, name in enumerate(("member08", "member09", "member10"), start=1):
        stage.cast(ballot[1], {name: "for_"})
        expect(count(page)).to_have_text(str(number), timeout=PATIENCE_MS)
    assert [each for each in asked if "/ballots/" in each] == []
    before = len(asked)
    stage.do("chair", f"{ballot[1]}/close")
    expect(page.locator("vote-form[ballot]")).to_have_count(0, timeout=PATIENCE_MS)
    assert (
        len(asked) > before
    )  # of the ballot alone, or of all that is on the table: whichever heard first


def test_without_a_socket_the_page_asks_every_few_seconds_and_says_so(open_as, stage, ballot):
    page = open_as("member07")
    lines = Lines(page)
    lines.refused = True
    page.goto(f"{ballot[0]}/room")
    connection(page, "polling")
    expect(page.locator("connection-bar [data-when=polling]")).to_contain_text("mỗi 5 giây")
    expect(page.locator("connection-bar [role=status]")).to_contain_text("mỗi 5 giây")
    stage.cast(ballot[1], {"member08": "for_"})
    expect(count(page)).to_have_text("1", timeout=PATIENCE_MS)
    assert re.fullmatch(r"[0-9A-Z-]{4,}", vote(page, "against"))
    expect(count(page)).to_have_text("2", timeout=PATIENCE_MS)
    lines.refused = False
    connection(page, "online")
    expect(page.locator("connection-bar [role=status]")).to_have_text("Đã kết nối")
    stage.cast(ballot[1], {"member09": "for_"})
    expect(count(page)).to_have_text("3", timeout=PATIENCE_MS)


@pytest.mark.parametrize("back", [BACK, SHOWN_AGAIN], ids=["in sight", "put away"])
def test_a_page_that_slept_is_right_within_a_second(open_as, stage, ballot, back):
    page = open_as("member07")
    page.clock.install()
    lines = Lines(page)
    page.goto(f"{ballot[0]}/room")
    connection(page, "online")
    page.evaluate(LONG_AGO)
    lines.dead = True
    stage.cast(ballot[1], {"member08": "for_"})
    page.clock.fast_forward(600_000)
    page.clock.resume()
    expect(count(page)).to_have_text("0")
    page.evaluate(NOTE_COUNTS)
    page.evaluate("() => { delete document.visibilityState; }") if back is SHOWN_AGAIN else None
    page.evaluate(back)
    expect(count(page)).to_have_text("1", timeout=PATIENCE_MS)
    assert page.evaluate(TOOK_MS) <= SECOND_MS
