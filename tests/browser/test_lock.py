"""A tablet that nobody touches says so, locks, and gives back what was being written; leaving one warns of loss."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import PATIENCE_MS
from tests.servers import DEMO_PASSWORD

HALF_TYPED = "Đề nghị bổ sung đánh giá tác động"
KEEP = "async key => (await import('#lib/store.js')).write('outbox', key, {key, url: '/none', body: ''})"
LEFT = "async () => (await (await import('#lib/store.js')).all('outbox')).length"
# What somebody finds who takes the store itself from a tablet that lies locked.
RAW = """() => new Promise((resolve) => {
    const opening = indexedDB.open("ecabinet");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("drafts").objectStore("drafts").getAll();
        asked.onsuccess = () => resolve({
            drafts: asked.result.length,
            names: asked.result.flatMap(Object.keys),
            text: asked.result.map((it) => new TextDecoder().decode(it.data)).join(),
        });
    };
})"""
DRAFT = "async text => (await import('#lib/drafts.js')).keep('test', text)"
DRAFTED = "async () => (await (await import('#lib/drafts.js')).find('test'))?.text"


def test_an_untouched_tablet_warns_locks_and_gives_back_what_was_typed(open_as, visitors):
    visitors.expect_problem("401")  # what the page asks by itself while it goes to the lock
    page = open_as("member04", "/")
    page.clock.install()
    page.goto("/notices/")
    lock = page.locator("idle-lock")
    limit_s = int(lock.get_attribute("seconds"))
    assert limit_s in {15 * 60, 30 * 60}
    page.evaluate(DRAFT, HALF_TYPED)
    warning = page.locator(".idle-warning")
    expect(warning).to_be_hidden()
    page.clock.fast_forward((limit_s - 40) * 1000)
    expect(warning).to_be_visible()
    page.locator("h1").first.click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward((limit_s + 1) * 1000)
    locked = page.get_by_role("heading", name="Màn hình đã khóa")
    expect(locked).to_be_visible(timeout=PATIENCE_MS)
    assert_closed(page.evaluate(RAW))
    unlock(page)
    assert page.evaluate(DRAFTED) == HALF_TYPED


def assert_closed(kept):
    assert kept["drafts"] == 1
    assert HALF_TYPED not in kept["text"]
    assert "text" not in kept["names"]


def unlock(page):
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Mở khóa", exact=True).click()
    page.wait_for_url("**/notices/**", timeout=PATIENCE_MS)


def test_another_tab_locks_too_and_shows_nothing_more(open_as, visitors):
    visitors.expect_problem("401")
    page = open_as("member04", "/notices/")
    other = page.context.new_page()
    other.goto("/me")
    expect(other.locator("html")).to_have_attribute("data-connection", "online")
    page.goto("/me")
    page.get_by_role("button", name="Khóa màn hình").click()
    page.wait_for_url("**/locked**", timeout=PATIENCE_MS)
    other.wait_for_url("**/locked**", timeout=30_000)


@pytest.mark.parametrize("unsent", [True, False])
def test_signing_out_warns_once_of_what_was_not_sent_and_then_wipes(open_as, unsent):
    page = open_as("member04", "/me")
    if unsent:
        page.evaluate(KEEP, "ballot:none")
    leave = page.locator("form[data-sign-out]").first
    leave.get_by_role("button").click()
    if unsent:
        expect(leave.locator("[data-unsent]")).to_be_visible()
        assert "/me" in page.url
        leave.get_by_role("button").click()
    page.wait_for_url("**/sign-in**", timeout=PATIENCE_MS)
    assert page.evaluate(LEFT) == 0
