"""What was sent while the network was away, the screen locked or the tab died arrives once, and the person knows."""

import re
from contextlib import nullcontext

import pytest
from playwright.sync_api import expect

from tests.browser.hands import PATIENCE_MS, awake, choose
from tests.browser.lines import Lines
from tests.browser.stage import Stage
from tests.servers import DEMO_PASSWORD

CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket", "401", "400")
VOTES = re.compile(r"/ballots/\w+/votes$")
KEPT = "async () => (await (await import('#lib/outbox.js')).unsettled()).length"
STRIP = "unsent-strip p"


@pytest.fixture(scope="module")
def stage(live_server):
    people = Stage(live_server)
    yield people
    people.leave()


@pytest.fixture
def ballot(stage, visitors, request):
    """A ballot on a session of the test's own."""
    for words in CUT:
        visitors.expect_problem(words)
    room = stage.session(f"Phiên họp thử: {request.node.name}")
    stage.begin(room)
    return room, stage.put_to_vote(room)


@pytest.fixture
def voter(open_as, ballot):
    """A member in the room from whose tablet no vote goes out, and who has voted."""
    page = open_as("member05")
    page.context.route(VOTES, lambda route: route.abort())
    Lines(page).refused = True
    page.goto(f"{ballot[0]}/room")
    awake(page, "ballot")
    choose(page, "choice", "for_")
    page.locator("vote-form[ballot] [type=submit]").tap()
    state(page, "trying")
    return page


def state(page, expected):
    form = page.locator("vote-form[ballot]")
    expect(form).to_have_attribute("data-state", expected, timeout=PATIENCE_MS)


def counted(stage, address):
    """Return how many have voted, as somebody else reads it."""
    return re.search(r'data-state="cast">(\d+)<', stage.see("member06", address))[1]


def test_a_vote_survives_the_death_of_its_tab_and_is_counted_once(voter, stage, ballot):
    assert voter.evaluate(KEPT) == 1
    assert counted(stage, ballot[1]) == "0"
    context = voter.context
    after = context.new_page()
    voter.close()
    context.unroute(VOTES)
    after.goto("/")
    expect(after.locator("unsent-strip")).to_be_hidden(timeout=PATIENCE_MS)
    after.goto(f"{ballot[0]}/room")
    expect(after.locator("input[name=choice][value=for_]")).to_be_checked(timeout=PATIENCE_MS)
    assert after.evaluate(KEPT) == 0
    assert counted(stage, ballot[1]) == "1"


def test_a_change_of_mind_is_taken_up_at_once_while_nobody_answers_the_vote_before_it(voter):
    voter.context.unroute(VOTES)
    voter.context.route(VOTES, lambda _: None)  # taken, and never answered
    for choice in ("against", "for_"):
        with voter.expect_request(VOTES) if choice == "against" else nullcontext():
            choose(voter, "choice", choice)
            voter.locator("vote-form[ballot] [type=submit]").tap()
        # At once, and not when the answer to the first is given up.
        form = voter.locator("vote-form[ballot]")
        expect(form).to_have_attribute("data-state", "sending", timeout=5_000)


def test_what_has_not_arrived_is_said_on_every_page_and_when_one_leaves(voter, ballot):
    other = voter.context.new_page()
    other.goto("/me")
    strip = other.locator(STRIP)
    expect(strip).to_be_visible(timeout=PATIENCE_MS)
    expect(strip).to_contain_text("chưa gửi được")
    expect(strip.locator("a")).to_have_attribute("href", f"{ballot[0]}/room")
    leave = other.locator("form[data-sign-out]").first
    leave.get_by_role("button").click()
    expect(leave.locator("[data-unsent]")).to_be_visible()
    voter.context.unroute(VOTES)
    state(voter, "recorded")
    expect(strip).to_be_hidden(timeout=PATIENCE_MS)


def test_a_vote_waits_for_a_locked_screen_and_goes_on_after_it(voter, stage, ballot):
    other = voter.context.new_page()
    other.goto("/me")
    other.get_by_role("button", name="Khóa màn hình").click()
    other.wait_for_url("**/locked**", timeout=PATIENCE_MS)
    voter.context.unroute(VOTES)
    voter.wait_for_url("**/locked**", timeout=PATIENCE_MS)
    assert counted(stage, ballot[1]) == "0"
    voter.locator("input[name=password]").fill(DEMO_PASSWORD)
    voter.get_by_role("button", name="Mở khóa", exact=True).click()
    voter.wait_for_url("**/room", timeout=PATIENCE_MS)
    expect(voter.locator("input[name=choice][value=for_]")).to_be_checked(timeout=PATIENCE_MS)
    assert counted(stage, ballot[1]) == "1"


def test_a_vote_outlives_the_session_in_which_it_was_given(voter, stage, ballot):
    """The token of its form went with that session; whoever signs in again brings another."""
    voter.context.clear_cookies()
    voter.context.unroute(VOTES)
    voter.wait_for_url("**/sign-in**", timeout=PATIENCE_MS)
    voter.locator("input[name=username]").fill("member05")
    voter.locator("input[name=password]").fill(DEMO_PASSWORD)
    voter.locator("input[name=password]").press("Enter")
    voter.wait_for_url(lambda url: "/sign-in" not in url)
    voter.goto(f"{ballot[0]}/room")
    expect(voter.locator("input[name=choice][value=for_]")).to_be_checked(timeout=PATIENCE_MS)
    assert counted(stage, ballot[1]) == "1"


def test_two_tabs_of_one_tablet_know_of_each_other(voter, stage, ballot):
    other = voter.context.new_page()
    Lines(other).refused = True
    other.goto(f"{ballot[0]}/room")
    state(other, "trying")
    voter.context.unroute(VOTES)
    for page in (voter, other):
        state(page, "recorded")
    assert voter.evaluate(KEPT) == 0
    assert counted(stage, ballot[1]) == "1"


def test_a_wish_to_speak_is_seen_through_like_a_vote(open_as, stage, ballot):
    page = open_as("member08")
    lines, floor = Lines(page), re.compile(r"/floor/(ask|withdraw)$")
    lines.refused = True
    page.context.route(floor, lambda route: route.abort())
    page.goto(f"{ballot[0]}/room")
    page.locator("#ask-to-speak [type=submit]").tap()
    expect(page.locator("async-form:has(#ask-to-speak) [data-trying]")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.context.unroute(floor)
    expect(page.locator("form[data-deed=withdraw]")).to_be_visible(timeout=PATIENCE_MS)
    assert page.evaluate(KEPT) == 0
