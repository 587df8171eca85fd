"""Real browsers: tablets, a phone and a desk, each watched for every error its pages make."""

import json
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers import DEMO_PASSWORD

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
VIEWPORTS = {
    "landscape": {"width": 1180, "height": 820},
    "portrait": {"width": 820, "height": 1180},
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1440, "height": 900},
}
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
AXE_RUN = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
    .then(found => JSON.stringify(found.violations.map(each => ({
        rule: each.id, impact: each.impact, help: each.help, where: each.nodes.map(node => node.target.join(' ')),
        why: each.nodes.map(node => node.failureSummary)
    }))))"""
# A refusal by the content policy is an error of the page, told like any other.
TELL_VIOLATIONS = """document.addEventListener('securitypolicyviolation', event =>
    console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`))"""


class Visitors:
    """The people of one test, each with a browser context of their own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self.url = url
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []
        self._expected: list[str] = []

    def expect_problem(self, words: str) -> None:
        """Let errors that contain `words` pass in this test: a refusal it provokes, a network it cuts."""
        self._expected.append(words)

    def open(
        self,
        path: str = "/",
        *,
        viewport: str = "landscape",
        theme: str = "light",
        **context: object,
    ) -> Page:
        """Open a page as a stranger."""
        own = self._browser.new_context(
            base_url=self.url,
            viewport=VIEWPORTS[viewport],
            color_scheme=theme,
            has_touch=viewport != "desktop",
            device_scale_factor=2,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **context,
        )
        own.add_init_script(TELL_VIOLATIONS)
        own.on("weberror", lambda error: self.problems.append(f"error: {error.error}"))
        own.on("console", self._listen)
        self._contexts.append(own)
        page = own.new_page()
        page.goto(path)
        return page

    def open_as(
        self, username: str, path: str = "/", *, password: str = DEMO_PASSWORD, **how: object
    ) -> Page:
        """Sign in through the form, then open `path`."""
        page = self.open("/sign-in", **how)
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        if path != "/":
            page.goto(path)
        return page

    def leave(self) -> None:
        """Close everything; AssertionError where a page made an error that was not expected."""
        for context in self._contexts:
            for page in context.pages:
                page.evaluate("0")  # what the page said before has been heard once this is answered
            context.close()
        unexpected = [
            each for each in self.problems if not any(words in each for words in self._expected)
        ]
        if unexpected:
            raise AssertionError("\n".join(unexpected))

    def _listen(self, message: object) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url')})")


def accessibility_faults(page: Page) -> list[dict[str, object]]:
    """Return what axe finds wrong with a page. It runs in a world of its own, where the page's policy stays whole."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})[
        "executionContextId"
    ]
    _evaluate(session, world, AXE.read_text())
    found = json.loads(_evaluate(session, world, AXE_RUN))
    session.detach()
    return found


def _evaluate(session: object, world: int, script: str) -> str:
    how = {"contextId": world, "expression": script, "awaitPromise": True, "returnByValue": True}
    answer = session.send("Runtime.evaluate", how)
    if "exceptionDetails" in answer:
        raise AssertionError(answer["exceptionDetails"])
    return answer["result"].get("value", "")
