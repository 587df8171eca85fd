"""Every screen, both ways up and in both themes: nothing wrong, nothing too wide, nothing too small to press."""

import pytest

from tests.browser import screens_of_administration as administration
from tests.browser.hands import path_of
from tests.browser.screens import SCREENS, find_places
from tests.browser.stage import Stage
from tests.browsers import VIEWPORTS, Visitors, accessibility_faults

HOLDINGS = [
    ("landscape", "light"),
    ("portrait", "dark"),
    ("landscape", "dark"),
    ("portrait", "light"),
]
LOOKED_AT = SCREENS + administration.ALWAYS
LOOKED_AT_BY_AXE = HOLDINGS[:2]
ASKED, PLACES = "Chọn nơi đặt trung tâm dữ liệu", "Hà Nội\nĐà Nẵng\nCần Thơ"
LIMIT_S = 600  # the longest there is
SMOKE = ("phone", "desktop")
# A link in running text is as high as its line, and the skip link is for the keyboard.
TOO_SMALL = """() => [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary, label.choice")]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.matches(".choice input")
        && !each.closest("p, .skip-link, .pdfViewer, [popover]:not(:popover-open, .focus > *)"))
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => box.height > 0 && box.height < 51.5)
    .map(([each, box]) => `${Math.round(box.height)} px: ${each.outerHTML.slice(0, 120)}`)"""
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll("main, .focus__panel")]
    .filter(each => each && each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
    .map(each => `${each.localName} ${each.className}: ${each.scrollWidth} in ${each.clientWidth}`)"""
LEAD_ON = ("/sign-in", "/locked")  # from them one only goes on
WAY_BACK = "nav.rail:visible, .topbar a.btn--icon:visible, main.alone a:visible"


@pytest.fixture(scope="module")
def stage(live_server):
    people = Stage(live_server)
    yield people
    people.leave()


@pytest.fixture(scope="module")
def places(stage):
    found = find_places(stage) | administration.find_places(stage)
    for name in ("open", "closed"):
        found[name] = stage.session(f"Phiên họp thử: {name}")
        stage.begin(found[name])
        ballot = stage.put_to_vote(found[name])
        stage.cast(ballot)
        if name == "closed":
            stage.finish(ballot)
    return found | put_otherwise(stage)


def put_otherwise(stage):
    """Open a list with a limit of time and several items together, and prepare what is counted by hand."""
    rooms = {name: stage.session(f"Phiên họp thử: {name}") for name in ("list", "bloc")}
    for path in rooms.values():
        stage.begin(path)
    chosen = [each.rpartition("/")[2] for each in stage.items(rooms["bloc"])]
    put = f"{rooms['list']}/room/ballots"
    stage.do("chair", put, put="free", asked="Tạm nghỉ 15 phút")
    (prepared,) = stage.ballots(rooms["list"])
    stage.do("chair", put, put="list", asked=ASKED, options=PLACES, opens="yes", limit_s=LIMIT_S)
    stage.do("chair", f"{rooms['bloc']}/room/ballots", put="several", chosen=chosen, opens="yes")
    return rooms | {"by_hand": f"/ballots/{prepared}/by-hand"}


@pytest.fixture(scope="module")
def crowd(browser, live_server):
    """One tablet for each person, used for all their screens."""
    people = Visitors(browser, live_server.url)
    people.expect_problem("404 (NOT FOUND)")  # the refusal is such a page
    pages = {}

    def page_of(username):
        if username not in pages:
            pages[username] = people.open_as(username) if username else people.open("/sign-in")
        people.problems.clear()
        return pages[username]

    yield people, page_of
    people.leave()


@pytest.fixture
def look(crowd, places):
    """Open a screen as the one whose it is; what its pages say is wrong fails the test."""
    people, page_of = crowd

    def open_screen(screen):
        page = page_of(screen.username)
        page.goto(screen.find(places))
        if screen.then:
            screen.then(page)
        page.wait_for_load_state("networkidle")
        return page

    yield open_screen
    for page in [page for context in people._contexts for page in context.pages]:
        page.evaluate("0")
    assert [each for each in people.problems if "404 (NOT FOUND)" not in each] == []


@pytest.mark.parametrize("screen", LOOKED_AT, ids=[each.name for each in LOOKED_AT])
def test_a_screen(look, screen):
    page = look(screen)
    faults = []
    for viewport, theme in [screen.only] if screen.only else HOLDINGS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no colour half way
        turn(page, VIEWPORTS[viewport])
        faults += fit(page, viewport)
        if screen.only or (viewport, theme) in LOOKED_AT_BY_AXE:
            show_all(page, viewport)
            page.reload(wait_until="networkidle")  # as it is opened by whoever holds it so
            faults += [
                f"{theme}: {each['rule']} {each['where']} {each['why'][0]}"
                for each in serious(page)
            ]
    for viewport in SMOKE:
        turn(page, VIEWPORTS[viewport])
        faults += fit(page, viewport)
    turn(page, VIEWPORTS["landscape"])
    assert "\n".join(faults) == ""


def turn(page, size):
    """Give the screen a size, and let the page be drawn at it."""
    page.set_viewport_size(size)
    page.evaluate(
        "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
    )


def fit(page, viewport):
    """What does not fit the screen or the finger, and whether one can leave."""
    wide, small = page.evaluate(TOO_WIDE), page.evaluate(TOO_SMALL)
    away = page.locator(WAY_BACK).count() or path_of(page) in LEAD_ON
    stuck = [] if away else ["no way back"]
    return [f"{viewport}: {each}" for each in dict.fromkeys([*wide, *small, *stuck])]


def show_all(page, viewport):
    """Make the screen as high as the page, so that a bar below hides nothing of it by chance."""
    height = page.evaluate("document.documentElement.scrollHeight")
    turn(page, VIEWPORTS[viewport] | {"height": max(height, VIEWPORTS[viewport]["height"])})


def serious(page):
    return [
        each for each in accessibility_faults(page) if each["impact"] in {"serious", "critical"}
    ]
