"""The reader in a real browser: turning pages every way there is, and coming back to where one was."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import PATIENCE_MS, follow, path_of
from tests.browsers import accessibility_faults

PAGE = re.compile(r"^\d+\w*\.\d+ · tr\. (\d+)/(\d+)$")


@pytest.fixture
def reader(open_as):
    """A paper of some pages, open at the first before a member."""
    page = open_as("member03", "/meetings/")
    page.set_default_timeout(PATIENCE_MS)
    # By its name: other tests put sessions of their own, some without an item, into the same list.
    with page.expect_navigation():
        page.locator("main a", has_text="Phiên họp Chính phủ thường kỳ").first.tap()
    for place in ("/items/", "/papers/"):
        follow(page, place)
    page.goto(f"{path_of(page)}?page=1")
    ready(page)
    assert pages(page) >= 5
    return page


def ready(page):
    page.locator("paper-reader[data-state=ready] canvas").first.wait_for()


def pages(page):
    return int(PAGE.match(page.locator("[data-label]").text_content())[2])


def at(page, number):
    expect(page.locator("[data-label]")).to_have_text(re.compile(rf" · tr\. {number}/"))


def test_pages_are_turned_by_buttons_keys_and_number(reader):
    last = pages(reader)
    reader.locator("[data-act=next]").tap()
    at(reader, 2)
    for key, number in (("PageDown", 3), ("ArrowLeft", 2), ("End", last), ("Home", 1)):
        reader.keyboard.press(key)
        at(reader, number)
    reader.locator(".reader__label").tap()
    reader.locator("[name=to]").fill("4")
    reader.keyboard.press("Enter")
    at(reader, 4)


def test_a_page_fills_the_width_and_can_be_enlarged(reader):
    width = lambda: reader.locator(".pdfViewer .page").first.bounding_box()["width"]  # noqa: E731 -- asked thrice
    fitting = width()
    reader.locator("[data-act=in]").tap()
    assert width() > fitting * 1.1
    reader.locator("[data-act=width]").tap()
    assert width() == pytest.approx(fitting, abs=2)


def test_one_comes_back_to_the_page_where_one_was(reader):
    with reader.expect_response(
        lambda reply: reply.url.endswith("/place") and "page=3" in reply.request.post_data
    ):
        reader.locator(".reader__label").tap()
        reader.locator("[name=to]").fill("3")
        reader.keyboard.press("Enter")
    reader.wait_for_url(re.compile(r"page=3"))
    reader.goto(reader.url.split("?")[0])
    ready(reader)
    at(reader, 3)


def test_what_could_not_be_fetched_is_said_and_tried_again(reader, visitors):
    visitors.expect_problem("ERR_FAILED")
    reader.route("**/file", lambda route: route.abort())
    reader.reload()
    retry = reader.locator("[data-act=retry]")
    expect(retry).to_be_visible(timeout=PATIENCE_MS)
    reader.unroute("**/file")
    retry.tap()
    ready(reader)


def test_everybody_can_use_it(reader):
    assert accessibility_faults(reader) == []
    for button in reader.locator(".reader__bar button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 52
