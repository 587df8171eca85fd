"""`python -m benchmarks.shots`: a picture of every screen, both ways up and in both themes, into var/shots.

`ONLY=today,room` names screens. A page's error is printed, and fails the run: a picture of a broken page is none.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.figures import only
from tests.browsers import ARGUMENTS, CHROMIUM, Visitors
from tests.servers import LiveServer

FOLDER = Path(__file__).parents[1] / "var" / "shots"
HOLDINGS = [
    ("landscape", "light"),
    ("portrait", "light"),
    ("landscape", "dark"),
    ("portrait", "dark"),
]


@dataclass(frozen=True)
class Screen:
    """A screen, whose it is, and how they get there from their home. No `username`: a stranger's."""

    name: str
    username: str | None
    go: Callable[[Page], object]


def through(*links: str) -> Callable[[Page], object]:
    """Follow the first link whose address begins so, one after the other."""

    def go(page: Page) -> None:
        for link in links:
            page.locator(f"main a[href^='{link}'], nav a[href^='{link}']").first.click()
            page.wait_for_load_state()

    return go


SCREENS = [
    Screen("sign-in", None, lambda page: page.goto("/sign-in")),
    Screen("today", "member02", lambda page: page.goto("/")),
    Screen("inbox", "member02", through("/inbox")),
    Screen("meetings", "member02", through("/meetings")),
    Screen("meeting", "member02", through("/meetings", "/meetings/")),
    Screen("consultations", "member02", through("/consultations")),
    Screen("consultation", "member02", through("/consultations", "/consultations/")),
    Screen("tasks", "member02", through("/tasks")),
    Screen("search", "member02", through("/search")),
]


def main() -> int:
    wanted = only()
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = LiveServer(DEMO="1")
    try:
        server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            faults = [
                fault
                for screen in SCREENS
                if not wanted or screen.name in wanted
                for fault in _take(Visitors(browser, server.url), screen)
            ]
            browser.close()
    finally:
        server.stop()
    print("\n".join(faults) or f"pictures in {FOLDER}")
    return 1 if faults else 0


def _take(visitors: Visitors, screen: Screen) -> list[str]:
    """Take the pictures of one screen; return what was wrong with it."""
    faults = []
    try:
        for viewport, theme in HOLDINGS:
            page = _open(visitors, screen, viewport, theme)
            screen.go(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{screen.name}-{viewport}-{theme}.png")
    except Exception as error:  # noqa: BLE001 -- the other screens are still wanted
        faults.append(f"{screen.name}: {str(error).splitlines()[0]}")
    try:
        visitors.leave()
    except AssertionError as error:
        faults.append(f"{screen.name}: {error}")
    return faults


def _open(visitors: Visitors, screen: Screen, viewport: str, theme: str) -> Page:
    if screen.username is None:
        return visitors.open("/sign-in", viewport=viewport, theme=theme)
    return visitors.open_as(screen.username, viewport=viewport, theme=theme)


if __name__ == "__main__":
    sys.exit(main())
