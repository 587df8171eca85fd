"""A ballot on the screens of those who vote: several at once, a list, a limit of time, and a network that goes away."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import PATIENCE_MS, awake, choose, vote
from tests.browser.stage import Stage

RECEIPT = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")
PLACES = ("Hà Nội", "Đà Nẵng", "Cần Thơ")
LIMIT_S = 30  # the shortest there is


@pytest.fixture(scope="module")
def stage(live_server):
    people = Stage(live_server)
    yield people
    people.leave()


@pytest.fixture
def room(stage, request):
    """A session of the test's own that has begun."""
    path = stage.session(f"Phiên họp thử: {request.node.name}")
    stage.begin(path)
    return path


def put(stage, room, **fields):
    """Put something to the vote at once."""
    stage.do("chair", f"{room}/room/ballots", opens="yes", **fields)


def put_together(stage, room):
    put(
        stage,
        room,
        put="several",
        chosen=[each.rpartition("/")[2] for each in stage.items(room)],
    )
    return stage.ballots(room)


def see_receipts(page, together, votes):
    expect(page.locator("bloc-form[data-state=recorded]")).to_be_visible(timeout=PATIENCE_MS)
    for ballot in together:
        row = page.locator(f"#ballot-{ballot}")
        expect(row.locator(".vote__mine")).to_contain_text(RECEIPT, timeout=PATIENCE_MS)
        expect(row.locator("[data-state=cast]")).to_have_text(votes, timeout=PATIENCE_MS)


def test_two_vote_on_several_at_once_and_one_of_them_differs(open_as, stage, room):
    first, second = put_together(stage, room)
    one, other = (open_as(name, f"{room}/room") for name in ("member05", "member06"))
    for page in (one, other):
        page.locator("bloc-form[data-state]").wait_for(timeout=PATIENCE_MS)
        assert page.locator("bloc-form input:checked").count() == 0
        expect(page.locator("bloc-form .vote__confirm")).to_be_hidden()
    choose(one, "all", "for_")
    expect(one.locator("[data-chosen]")).to_have_text("cả 2 nội dung: đồng ý")
    choose(one, f"choice-{second}", "against")
    assert one.locator("input[name=all]:checked").count() == 0
    said = one.locator("[data-chosen]")
    expect(said).to_have_text("Nội dung 1: đồng ý; Nội dung 2: không đồng ý")
    choose(other, "all", "for_")
    for page in (one, other):
        page.locator("bloc-form [type=submit]").tap()
    for page in (one, other):
        see_receipts(page, (first, second), "2")
    for ballot in (first, second):
        stage.finish(f"/ballots/{ballot}")
    verdicts = one.locator(".bloc__how .tag")
    expect(verdicts).to_have_count(2, timeout=PATIENCE_MS)


def test_one_of_a_list_is_chosen_on_two_screens(open_as, stage, room):
    put(stage, room, put="list", asked="Chọn nơi đặt trung tâm dữ liệu", options="\n".join(PLACES))
    (ballot,) = stage.ballots(room)
    voter, desk = open_as("member07", f"{room}/room"), open_as("officer1", f"{room}/room")
    turnout = desk.locator(f"#voted-{ballot}")
    turnout.locator("summary").tap()
    assert RECEIPT.fullmatch(vote(voter, "2"))
    expect(voter.locator(".vote__mine")).to_contain_text(PLACES[1], timeout=PATIENCE_MS)
    expect(desk.locator(".turnout .numeral")).to_have_text("1", timeout=PATIENCE_MS)
    expect(turnout.locator(".note--agree")).to_have_count(1, timeout=PATIENCE_MS)
    assert turnout.get_attribute("open") is not None
    assert PLACES[1] not in desk.locator("main .turnout").inner_text()
    stage.finish(f"/ballots/{ballot}")
    expect(voter.locator(".vote__own")).to_contain_text(PLACES[1], timeout=PATIENCE_MS)
    expect(desk.locator(".tally__legend b").nth(1)).to_have_text("1", timeout=PATIENCE_MS)


def test_two_tablets_of_one_member_show_the_same_receipt(open_as, stage, room):
    put(stage, room, put="free", asked="Tạm nghỉ 15 phút")
    one, other = (open_as("member11", f"{room}/room") for _ in range(2))
    vote(one, "for_")
    expect(other.locator("vote-form[ballot]")).to_have_attribute("seq", "2", timeout=PATIENCE_MS)
    changed = vote(other, "against")
    shown = one.locator("vote-form[ballot]")
    expect(shown.locator(".vote__mine")).to_contain_text(changed, timeout=PATIENCE_MS)
    expect(shown.locator("[data-when=recorded]")).to_be_hidden()  # that receipt is of the past
    assert one.locator("input[value=against]").is_checked()


def test_a_vote_that_the_closing_overtook_is_said_not_to_count(open_as, visitors, stage, room):
    for words in ("ERR_INTERNET_DISCONNECTED", "410 (GONE)"):
        visitors.expect_problem(words)
    put(stage, room, put="free", asked="Tạm nghỉ 15 phút")
    (ballot,) = stage.ballots(room)
    member = open_as("member08", f"{room}/room")
    awake(member, "ballot")
    member.context.set_offline(True)
    choose(member, "choice", "for_")
    member.locator("vote-form[ballot] [type=submit]").tap()
    expect(member.locator("[data-when=trying]").first).to_be_visible(timeout=PATIENCE_MS)
    expect(member.locator("main h2", has_text="Tạm nghỉ")).to_be_visible()
    stage.finish(f"/ballots/{ballot}")
    assert not member.locator("[data-when=recorded]").is_visible()
    member.context.set_offline(False)
    refused = member.locator(f"#ballot-{ballot} [data-when=refused]")
    expect(refused).to_contain_text("không được tính", timeout=3 * PATIENCE_MS)
    expect(refused).to_be_visible()
    expect(member.locator(f"#ballot-{ballot}")).to_contain_text(
        "không có phiếu được ghi nhận", timeout=PATIENCE_MS
    )
    expect(refused).to_be_visible()  # the page was drawn anew around it


def test_a_ballot_with_a_limit_counts_down_and_closes_by_itself(open_as, stage, room):
    put(stage, room, put="free", asked="Tạm nghỉ 15 phút", limit_s=LIMIT_S)
    member = open_as("member09", f"{room}/room")
    clock = member.locator(".vote__clock time")
    expect(clock).to_have_text(re.compile(r"00:\d\d"))
    kept = vote(member, "for_")
    before = clock.text_content()
    expect(clock).not_to_have_text(before)
    own = member.locator(".vote__own")
    expect(own).to_contain_text(kept, timeout=LIMIT_S * 1000 + PATIENCE_MS)
    assert member.locator("vote-form[ballot]").count() == 0


def test_who_hears_no_closing_presses_in_vain_no_more_and_the_page_keeps_still(
    open_as, visitors, stage, room
):
    visitors.expect_problem("ERR_INTERNET_DISCONNECTED")
    put(stage, room, put="free", asked="Tạm nghỉ 15 phút", limit_s=LIMIT_S)
    member = open_as("member10", f"{room}/room", viewport="portrait")
    awake(member, "ballot")
    choose(member, "choice", "for_")
    confirmation = member.locator(".vote__confirm")
    expect(confirmation).to_be_visible()
    bar = member.locator(".topbar")
    height = bar.bounding_box()["height"]
    member.context.set_offline(True)
    expect(member.locator(".vote__over")).to_be_visible(timeout=LIMIT_S * 1000 + PATIENCE_MS)
    expect(member.locator("vote-form form[inert]")).to_be_attached()
    expect(confirmation).to_be_hidden()
    expect(member.locator("[data-when=offline]")).to_be_visible(timeout=PATIENCE_MS * 2)
    assert bar.bounding_box()["height"] == height


def test_without_script_several_are_voted_on_with_one_press(open_as, stage, room):
    first, second = put_together(stage, room)
    member = open_as("member10", f"{room}/room", java_script_enabled=False)
    assert not member.locator("input[name=all]").first.is_visible()
    choose(member, f"choice-{first}", "for_")
    choose(member, f"choice-{second}", "other")
    member.locator(f"[name=text-{second}]").fill("Đề nghị bổ sung nguồn vốn.")
    with member.expect_navigation():
        member.locator("bloc-form [type=submit]").tap()
    for ballot, said in ((first, "Đồng ý"), (second, "Ý kiến khác")):
        row = member.locator(f"#ballot-{ballot}")
        expect(row.locator(".vote__mine")).to_contain_text(said)
        expect(row.locator(".vote__mine")).to_contain_text(RECEIPT)
