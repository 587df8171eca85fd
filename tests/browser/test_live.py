"""Two members side by side, and what the network and the machine do to them: nothing is lost, nothing is doubled."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import PATIENCE_MS, awake, choose, receipt, unfold, vote
from tests.browser.stage import Stage
from tests.browsers import Visitors

COME_BACK_MS = 30_000  # a tablet waits up to 5 s between attempts, and the machine is busy
NO_SERVER = ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "WebSocket")
HALF_TYPED = "Đề nghị bổ sung đánh giá tác động đối với"


@pytest.fixture(scope="module")
def server(start_demonstration):
    """A demonstration that these tests may kill."""
    running = start_demonstration()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def stage(server):
    people = Stage(server)
    yield people
    people.leave()


@pytest.fixture
def people(browser, server):
    visitors = Visitors(browser, server.url)
    yield visitors
    visitors.leave()


@pytest.fixture
def ballot(stage, request):
    """A ballot on a session of the test's own."""
    room = stage.session(f"Phiên họp thử: {request.node.name}")
    stage.begin(room)
    return room, stage.put_to_vote(room)


def count(page):
    return page.locator(".turnout .numeral")


def test_a_vote_while_the_server_is_away_is_not_called_recorded_and_is_counted_once(
    people, server, stage, ballot
):
    room, address = ballot
    for words in NO_SERVER:
        people.expect_problem(words)
    voter, other = (people.open_as(name, f"{room}/room") for name in ("member05", "member06"))
    awake(voter, "ballot")
    choose(voter, "choice", "for_")
    server.kill_9()
    voter.locator("vote-form[ballot] [type=submit]").tap()
    expect(voter.locator("vote-form[ballot]")).to_have_attribute(
        "data-state", "trying", timeout=PATIENCE_MS
    )
    assert not voter.locator("[data-when=recorded]").is_visible()
    expect(voter.locator("connection-bar [data-when=offline]")).to_be_visible(timeout=PATIENCE_MS)
    server.start(prepared=True)
    expect(voter.locator("vote-form[data-state=recorded]")).to_be_visible(timeout=COME_BACK_MS)
    kept = receipt(voter)
    for page in (voter, other):
        expect(count(page)).to_have_text("1", timeout=COME_BACK_MS)
    stage.finish(address)
    expect(voter.locator(".vote .note", has_text=kept).first).to_be_visible(timeout=PATIENCE_MS)
    tally = other.locator(".tally__legend b")
    expect(tally.first).to_have_text("1", timeout=PATIENCE_MS)


def test_half_typed_words_survive_a_live_update(people, stage, ballot):
    room, _ = ballot
    typing, voting = (people.open_as(name, f"{room}/room") for name in ("member07", "member08"))
    awake(typing, "ballot")
    choose(typing, "choice", "other")
    field = typing.locator(".vote textarea[name=text]")
    field.press_sequentially(HALF_TYPED)
    vote(voting, "for_")
    expect(count(typing)).to_have_text("1", timeout=PATIENCE_MS)
    expect(field).to_have_value(HALF_TYPED)
    expect(field).to_be_focused()
    field.press_sequentially(" ngân sách")
    typing.locator("vote-form[ballot] [type=submit]").tap()
    assert receipt(typing)
    expect(field).to_have_value(f"{HALF_TYPED} ngân sách")
    for page in (typing, voting):
        expect(count(page)).to_have_text("2", timeout=PATIENCE_MS)


def test_a_slow_network_still_votes_and_hears(people, stage, ballot):
    room, _ = ballot
    slow, other = people.open_as("member09"), people.open_as("member10", f"{room}/room")
    session = slow.context.new_cdp_session(slow)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 300,
            "downloadThroughput": 50_000,
            "uploadThroughput": 50_000,
        },
    )
    slow.goto(f"{room}/room", timeout=60_000)
    assert re.fullmatch(r"[0-9A-Z-]{4,}", vote(slow, "against"))
    vote(other, "for_")
    expect(count(slow)).to_have_text("2", timeout=PATIENCE_MS)


def test_two_screens_of_one_member_agree(people, stage, ballot):
    room, _ = ballot
    tablet, desk = (people.open_as("member11", f"{room}/room") for _ in range(2))
    first = vote(tablet, "for_")
    mine = desk.locator("input[name=choice][value=for_]")
    expect(mine).to_be_checked(timeout=PATIENCE_MS)
    expect(desk.locator(".vote__mine")).to_contain_text(first)
    assert vote(desk, "against") != first
    expect(tablet.locator("input[name=choice][value=against]")).to_be_checked(timeout=PATIENCE_MS)
    expect(count(tablet)).to_have_text("1")
    chair = people.open_as("chair", f"{room}/room")
    unfold(chair, "form[action$='/close']")
    chair.locator("form[action$='/close'] [type=submit]").tap()
    for page in (tablet, desk):
        expect(page.locator("vote-form[ballot]")).to_have_count(0, timeout=PATIENCE_MS)
