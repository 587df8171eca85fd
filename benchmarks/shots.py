"""`python -m benchmarks.shots`: a picture of every screen, both ways up and in both themes, into var/shots.

`ONLY=today,room-ballot` names screens. A page's error is printed and fails the run: a picture of a broken page is none.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figures import only
from tests.browser import screens_of_administration as administration
from tests.browser.screens import SCREENS, Screen, find_places
from tests.browser.stage import CHOICES, Stage
from tests.browsers import ARGUMENTS, CHROMIUM, VIEWPORTS, Visitors
from tests.servers import LiveServer

FOLDER = Path(__file__).parents[1] / "var" / "shots"
HOLDINGS = [(way, theme) for way in ("landscape", "portrait") for theme in ("light", "dark")]
SETTLE_MS = 400  # a page of a paper is painted twice: first roughly, then sharply
ALL = SCREENS + administration.ALWAYS + administration.IN_PICTURES
STAGES = ("", "open", "closed")  # today's session waits, then votes, then has a result
VOTES = (
    CHOICES
    | {f"deputy{number:02}": "for_" for number in range(2, 10)}
    | {"member06": "for_", "member07": "for_"}
)


class Album:
    """The screens of one demonstration, each person with one tablet."""

    def __init__(self, browser: Browser, server: LiveServer) -> None:
        self._people = Visitors(browser, server.url)
        self._people.expect_problem("404 (NOT FOUND)")  # the refusal is such a page
        self._stage = Stage(server)
        self._places = find_places(self._stage) | administration.find_places(self._stage)
        self._pages: dict[str | None, Page] = {}
        self._ballot = ""

    def take(self, wanted: frozenset[str]) -> Iterator[str]:
        """Take the pictures in the order in which a session goes; tell what was wrong."""
        for stage in STAGES:
            self._bring_to(stage)
            for screen in ALL:
                if screen.room == stage and (not wanted or screen.name in wanted):
                    yield from self._picture(screen)
        self._stage.leave()
        try:
            self._people.leave()
        except AssertionError as error:
            yield str(error)

    def _bring_to(self, stage: str) -> None:
        if not stage:
            return
        today = self._places[stage] = self._places["today"]
        if stage == "closed":
            self._stage.finish(self._ballot)
            return
        self._stage.begin(today)
        self._ballot = self._stage.put_to_vote(today, 2)
        self._stage.cast(self._ballot, VOTES)

    def _picture(self, screen: Screen) -> Iterator[str]:
        try:
            page = self._page_of(screen.username)
            for way, theme in HOLDINGS:
                page.set_viewport_size(VIEWPORTS[way])
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                page.goto(screen.find(self._places))
                if screen.then:
                    screen.then(page)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=FOLDER / f"{screen.name}-{way}-{theme}.png")
        except Exception as error:  # noqa: BLE001 -- the other screens are still wanted
            yield f"{screen.name}: {str(error).splitlines()[0]}"

    def _page_of(self, username: str | None) -> Page:
        if username not in self._pages:
            people = self._people
            self._pages[username] = (
                people.open_as(username) if username else people.open("/sign-in")
            )
        return self._pages[username]


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = LiveServer(DEMO="1")
    try:
        server.start(seconds=600)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            faults = list(Album(browser, server).take(only()))
            browser.close()
    finally:
        server.stop()
    print("\n".join(faults) or f"pictures in {FOLDER}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
