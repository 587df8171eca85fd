"""The whole story in real browsers: many people with tablets, their screens open side by side."""

import re
import subprocess
import sys
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.hands import (
    NOTE_COUNTS,
    PATIENCE_MS,
    awake,
    button,
    choose,
    fill,
    follow,
    paper,
    path_of,
    press,
    receipt,
    send,
    unfold,
)
from tests.servers import ROOT

pytestmark = [pytest.mark.story, pytest.mark.long]

TITLE = "Phiên họp chuyên đề về nhà ở xã hội"
ITEMS = ("Dự thảo Nghị quyết về phát triển nhà ở xã hội", "Đề án an ninh nguồn nước")
TASK = "Hoàn thiện, trình ký Nghị quyết về phát triển nhà ở xã hội"
VOTES = {"member02": "for_", "member01": "for_", "deputy01": "against", "chair": "for_"}
QUORUM = 18
RECEIPT = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4})+")
WITHIN_MS = 1000


class Cabinet:
    """Everybody's open page, by user name."""

    def __init__(self, open_as):
        self._open_as = open_as
        self._pages = {}

    def __call__(self, username, path=None):
        """Return somebody's page; with a path they have gone there."""
        if username not in self._pages:
            self._pages[username] = self._open_as(username, path or "/")
            self._pages[username].set_default_timeout(PATIENCE_MS)
        elif path:
            self._pages[username].goto(path)
        return self._pages[username]


def test_the_story(open_as, live_server):
    cabinet = Cabinet(open_as)
    session, items = prepare(cabinet)
    read_and_opine(cabinet, session, items)
    sit(cabinet, session)
    decide(cabinet, items[0])
    carry_out(cabinet, session)
    verify(live_server)


def prepare(cabinet):
    """The desk makes a session with two items and a paper each; the head publishes it; members hear of it."""
    session, items = draft(cabinet("officer1", "/meetings/new"))
    for item, pages in zip(items, (12, 3), strict=True):
        hand_in(cabinet("officer1", item), pages)
    press(cabinet("officer1", session), "/steps/submit")
    waiting = cabinet("member02", "/notices/")
    head = cabinet("head", session)
    press(head, "/steps/approve")
    follow(head, "/publish")
    choose(head, "late", "yes")
    send(head)
    # The notice comes by itself, and opens the agenda's first item in one press.
    with waiting.expect_navigation():
        waiting.locator("main .row", has_text=TITLE).tap()
    assert path_of(waiting) == items[0]
    return session, items


def draft(desk):
    """Fill in a session and two items; return the addresses of all three."""
    fill(desk, title=TITLE, day=in_days(2), time="08:00", place="Phòng họp số 1")
    send(desk)
    session = path_of(desk).removesuffix("/agenda")
    for title in ITEMS:
        desk.goto(f"{session}/agenda")
        fill(desk, title=title, minutes="20", ask="Thông qua dự thảo", summary="Đã lấy ý kiến.")
        desk.locator("[name=agency_id]").select_option(label="Bộ Xây dựng")
        press(desk, "/items/new")
    desk.goto(session)
    links = desk.locator("main a[href^='/items/']").all()
    assert len(links) == len(ITEMS)
    return session, [each.get_attribute("href") for each in links]


def hand_in(desk, pages):
    """Hand in a paper and see it become ready while one waits."""
    unfold(desk, "#upload")
    fill(desk, title="Tờ trình Chính phủ")
    names = desk.locator("#upload [data-names]")
    expect(names).to_have_text("Chưa chọn tệp nào")
    desk.locator("#upload [type=file]").set_input_files(paper(pages))
    expect(names).to_have_text("to-trinh.pdf")
    press(desk, "/papers")
    expect(desk.locator("main a.row[href^='/papers/']")).to_be_visible(timeout=PATIENCE_MS)


def read_and_opine(cabinet, session, items):
    """A member walks to the paper, reads it, takes a position, and answers an opinion form."""
    member = cabinet("member02", "/")
    member.locator("nav.rail a[href^='/meetings']").tap()
    for place in (session, items[0], "/papers/"):
        follow(member, place)
    label = member.locator("button [data-label]")
    member.locator("paper-reader[data-state=ready] canvas").first.wait_for()
    assert painted(member)
    for page in (2, 3):
        member.locator("paper-reader [data-act=next]").tap()
        expect(label).to_have_text(f"1.1 · tr. {page}/12")
    member.locator("vote-form[item]").scroll_into_view_if_needed()
    choose(member, "stand", "no_objection")
    member.locator("vote-form[item] [type=submit]").tap()
    expect(member.locator("vote-form[item] [data-when=recorded]")).to_be_visible(
        timeout=PATIENCE_MS
    )
    member.goto("/consultations/")
    follow(member, "/consultations/")
    answer_form(member)


def painted(page):
    """Whether the canvas carries writing: dark dots on white ones."""
    return page.locator("paper-reader canvas").first.evaluate(
        """canvas => {
            const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            let dark = 0;
            for (let at = 0; at < dots.length; at += 4) if (dots[at + 3] && dots[at] < 128) dark += 1;
            return dark > 1000;
        }"""
    )


def answer_form(member):
    """Agree to every question of an opinion form, and keep its receipt."""
    awake(member, "form")
    form = member.locator("vote-form[form]")
    for question in form.locator("input[value=agree]").all():
        question.tap()
    form.locator("[type=submit]").tap()
    # It is told at once where it was sent, and stands on the form when that is drawn anew.
    kept = member.locator(".consultation__form .note--agree:visible").first
    expect(kept).to_contain_text(RECEIPT, timeout=PATIENCE_MS)


def sit(cabinet, session):
    """Members come in on their own screens, the desk lets in the others, and the chair begins."""
    for username in VOTES:
        page = cabinet(username, f"{session}/room")
        page.locator("form#arrive [type=submit]").tap()
        expect(page.locator("form#arrive")).to_have_count(0)
    desk = cabinet("officer1", f"{session}/room")
    unfold(desk, "form[id^='in-']")
    present = desk.locator("form[id^='out-']")
    for number in range(len(VOTES), QUORUM):
        expect(present).to_have_count(number)
        desk.locator("form[id^='in-'] [type=submit]").first.tap()
    for username in ("chair", "officer1", "member02"):
        quorum = cabinet(username).locator("main .quorum:visible").first
        expect(quorum).to_contain_text(f"{QUORUM}/27")
    press(cabinet("chair"), "/steps/start")
    assert path_of(cabinet("chair")) == f"{session}/room"


def put_to_vote(chair, item_id):
    """The form asks about the item once that is on the table, and not before."""
    unfold(chair, "form[action$='/room/item']")
    chair.locator(f"#call-{item_id} [type=submit]").tap()
    form = "form[action$='/room/ballots']"
    unfold(chair, f"{form} [name=item_id][value='{item_id}']")
    chair.locator(f"{form} [name=opens]").tap()


def decide(cabinet, item):
    """The chair calls the item and opens a ballot; members vote over the socket; the result is on all screens."""
    chair = cabinet("chair")
    put_to_vote(chair, item.rpartition("/")[2])
    screens = {name: cabinet(name) for name in (*VOTES, "officer1")}
    for page in screens.values():
        expect(page.locator(".turnout .numeral")).to_have_text("0", timeout=PATIENCE_MS)
        page.evaluate(NOTE_COUNTS)
    spans, receipts = cast(screens)
    told = [round(each) for each in spans]
    sys.stdout.write(f"\nfrom the press to the last of {len(screens)} screens, in ms: {told}\n")
    assert median(spans) <= WITHIN_MS
    unfold(chair, "form[action$='/close']")
    button(chair, "/close").tap()
    button(chair, "/announce").tap()
    for username, page in screens.items():
        expect(page.locator(".tally")).to_be_visible(timeout=PATIENCE_MS)
        assert [each.strip() for each in page.locator(".tally__legend b").all_text_contents()][
            :2
        ] == ["3", "1"]
        if username in receipts:
            expect(page.locator(".vote .note", has_text=receipts[username]).first).to_be_visible()


def cast(screens):
    """Let everybody vote; return how long each vote took to reach the last screen, and the receipts."""
    posted = []
    spans, receipts = [], {}
    for number, (username, choice) in enumerate(VOTES.items(), 1):
        page = screens[username]
        page.on(
            "request",
            lambda request: posted.append(request.url) if "/votes" in request.url else None,
        )
        choose(page, "choice", choice)
        pressed = page.evaluate("Date.now()")
        page.locator("vote-form[ballot] [type=submit]").tap()
        receipts[username] = receipt(page)
        for screen in screens.values():
            expect(screen.locator(".turnout .numeral")).to_have_text(str(number))
        seen = [screen.evaluate("seenCounts")[str(number)] for screen in screens.values()]
        spans.append(max(seen) - pressed)
    assert posted == []  # the socket carried them
    assert all(RECEIPT.fullmatch(each) for each in receipts.values()), receipts
    return spans, receipts


def carry_out(cabinet, session):
    """What was concluded becomes a task, is done, and shows on the chair's open board."""
    done = cabinet("chair", "/tasks/").locator(".stats a[href*='timing=done'] .numeral")
    before = int(done.text_content())
    task = order(cabinet("officer1", f"{session}/minutes"))
    agency = cabinet("agency02", task)
    press(agency, "/accept")
    unfold(agency, "form[action$='/done']")
    proof = agency.locator("form[action$='/done'] [type=file]")
    proof.set_input_files(paper(3, "quyet-dinh.pdf"))
    press(agency, "/done")
    press(cabinet("officer1", task), "/confirm")
    expect(done).to_have_text(str(before + 1), timeout=PATIENCE_MS)
    evidence = cabinet("chair", task).locator("main a[href^='/papers/']")
    expect(evidence.first).to_be_visible(timeout=PATIENCE_MS)


def order(desk):
    """Type the conclusion and make a task of it; return the task's address."""
    form = desk.locator("form[action*='/minutes/items/']").first
    form.locator("textarea").fill("Thông qua dự thảo.\nGiao Bộ Xây dựng hoàn thiện, trình ký.")
    form.locator("input[value=adopted]").tap()
    with desk.expect_navigation():
        form.locator("[type=submit]").tap()
    follow(desk, "/tasks/new")
    fill(desk, title=TASK, due_on=in_days(9))
    desk.locator("[name=lead_id]").select_option(label="Bộ Xây dựng")
    press(desk, "/tasks/")
    return path_of(desk)


def in_days(days):
    """Return that day in Hà Nội, as a form holds it."""
    return (datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(days=days)).date().isoformat()


def verify(server):
    """The trail of all this is whole."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "verify"]
    outcome = subprocess.run(
        command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
