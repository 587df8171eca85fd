"""Where scripts do not run, everything that matters is still done: by links and plain forms."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import choose, fill, follow, paper, path_of, press, unfold
from tests.browser.stage import Stage

PLAIN = {"java_script_enabled": False}
TASK = "Báo cáo kết quả bố trí vốn cho nhà ở xã hội"


@pytest.fixture(scope="module")
def stage(live_server):
    people = Stage(live_server)
    yield people
    people.leave()


def test_a_member_walks_from_today_to_an_item_and_takes_a_position(open_as, stage):
    session = stage.session("Phiên họp thử: đi bằng liên kết")
    member = open_as("member12", **PLAIN)
    with member.expect_navigation():
        member.locator("nav.rail a[href^='/meetings']").tap()
    follow(member, session)
    follow(member, "/items/")
    item = path_of(member)
    choose(member, "stand", "comment")
    fill(member, text="Đề nghị làm rõ nguồn vốn.")
    press(member, "/position")
    member.goto(item)
    expect(member.locator("input[name=stand][value=comment]")).to_be_checked()
    expect(member.locator("[name=text]").first).to_have_value("Đề nghị làm rõ nguồn vốn.")


def test_a_member_answers_an_opinion_form(open_as):
    member = open_as("member13", "/consultations/", **PLAIN)
    follow(member, "/consultations/")
    for agree in member.locator("vote-form[form] input[value=agree]").all():
        agree.tap()
    press(member, "/answer")
    expect(member.locator(".consultation__form .note--agree").first).to_be_visible()
    assert member.locator("vote-form[form] input[value=agree]:not(:checked)").count() == 0


def test_a_member_votes(open_as, stage):
    room = stage.session("Phiên họp thử: không có tập lệnh")
    stage.begin(room)
    ballot = stage.put_to_vote(room)
    member = open_as("member14", f"{room}/room", **PLAIN)
    choose(member, "choice", "for_")
    press(member, f"{ballot}/votes")
    member.goto(f"{room}/room")
    expect(member.locator(".turnout .numeral")).to_have_text("1")
    expect(member.locator("input[name=choice][value=for_]")).to_be_checked()
    expect(member.locator(".vote__mine")).to_be_visible()


def test_the_desk_hands_in_a_paper(open_as, stage):
    item = stage.items(stage.session("Phiên họp thử: nộp tài liệu"))[0]
    desk = open_as("officer1", item, **PLAIN)
    unfold(desk, "#upload")
    fill(desk, title="Báo cáo thẩm định")
    with desk.expect_file_chooser() as chooser:
        desk.locator("#upload .file__button").tap()
    chooser.value.set_files(paper(3))
    expect(desk.locator("#upload [data-names]")).to_be_hidden()  # it could not name the file
    press(desk, "/papers")
    ready = desk.locator("main a[href^='/papers/']:not([href*='/secrecy'])")
    for _ in range(60):  # without a script nothing comes by itself: one looks again
        if ready.count():
            break
        desk.reload()
    with desk.expect_navigation():
        ready.first.tap()
    expect(desk.locator("main form.reader__place")).to_be_attached()


def test_an_agency_reports_a_task_done(open_as, stage):
    form = stage.see("officer1", "/tasks/new")
    lead = re.search(r'<option value="([a-z2-7]{26})">Bộ Tài chính', form)[1]
    body = re.search(r'name="body" value="([a-z2-7]{26})"', form)[1]
    stage.do("officer1", "/tasks/", body=body, title=TASK, lead_id=lead, source="Kết luận")
    agency = open_as("agency01", "/tasks/list", **PLAIN)
    with agency.expect_navigation():
        agency.locator("main a", has_text=TASK).first.tap()
    task = path_of(agency)
    press(agency, "/accept")
    unfold(agency, "form[action$='/done']")
    fill(agency, document="Số 12/BC-BTC")
    press(agency, "/done")
    assert path_of(agency) == task
    expect(agency.locator("main")).to_contain_text("Số 12/BC-BTC")
    assert "/confirm" in stage.see("officer1", task)
