"""Passkeys in a real browser, with an authenticator of its own that confirms at once, as a finger would."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from ecabinet.accounts.models import Passkey
from ecabinet.core import transaction
from ecabinet.core.database import session
from tests.browser.hands import PATIENCE_MS, path_of, send
from tests.browsers import Visitors
from tests.cabinet import PASSWORD, Cabinet
from tests.servers import LiveServer

AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WHO = "minister"
COUNT_TAPS = """addEventListener("click", (event) => {
    if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
}, true)"""


class Tablet:
    """A tablet with a finger on it: the browser's own authenticator, which keeps keys as hardware does."""

    def __init__(self, page):
        self.page = page
        page.add_init_script(COUNT_TAPS)
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable", {"enableUI": False})
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self._id = added["authenticatorId"]

    def held(self):
        asked = {"authenticatorId": self._id}
        return self._session.send("WebAuthn.getCredentials", asked)["credentials"]

    def count_back(self):
        """Do what a copy of the key does: count from an earlier number."""
        for key in self.held():
            self._session.send(
                "WebAuthn.removeCredential",
                {"authenticatorId": self._id, "credentialId": key["credentialId"]},
            )
            self._session.send(
                "WebAuthn.addCredential",
                {"authenticatorId": self._id, "credential": key | {"signCount": 0}},
            )

    def forget_confirming(self):
        """Let the finger be the wrong one from now on."""
        wrong = {"authenticatorId": self._id, "isUserVerified": False}
        self._session.send("WebAuthn.setUserVerified", wrong)

    def press_key(self):
        self.page.locator("passkey-button[data-state=resting] button").first.tap()

    def start_cold(self, path="/"):
        """Come as after a night: no session, no page."""
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        self.page.goto(path)
        self.page.evaluate("sessionStorage.clear()")

    def taps(self):
        return self.page.evaluate("Number(sessionStorage.taps ?? 0)")


@pytest.fixture(scope="module")
def server(new_database):
    """A real server with the small Cabinet in its database."""
    running = LiveServer(DEMO="0", ECABINET_DATABASE_URL=new_database())
    try:
        running.start()
        transaction.open_database(running.database_url)
        Cabinet()
        yield running
    finally:
        running.stop()


@pytest.fixture
def visitors(browser, server):
    people = Visitors(browser, server.url)
    yield people
    people.leave()


@pytest.fixture
def tablet(visitors):
    """A tablet that its owner signed in on by password, and on which they made a passkey; it is removed at the end."""
    page = visitors.open_as(WHO, "/me/passkeys", password=PASSWORD, viewport="portrait")
    tablet = Tablet(page)
    page.reload()
    tablet.press_key()
    expect(page.locator(".rows .row")).to_have_count(1, timeout=PATIENCE_MS)
    yield tablet
    # Behind the page, for the test may have ended anywhere: signed out, locked, or turned away.
    transaction.run(lambda: session().execute(delete(Passkey)))


def remove(page):
    with page.expect_navigation():
        page.locator("main a[href$='/remove']").first.tap()
    send(page, "main form.form")


def test_two_taps_from_a_cold_start(tablet, visitors):
    """One on the button, one for the device, which here confirms by itself."""
    tablet.start_cold()
    assert path_of(tablet.page) == "/sign-in"
    tablet.press_key()
    tablet.page.wait_for_url(f"{visitors.url}/", timeout=PATIENCE_MS)
    on_the_page, on_the_device = tablet.taps(), 1
    assert on_the_page + on_the_device == 2
    assert [key["signCount"] for key in tablet.held()] == [2]  # made, shown


def test_it_is_the_second_step_after_the_password(tablet, visitors):
    page = tablet.page
    tablet.start_cold("/sign-in?next=/notices/")
    page.locator("input[name=username]").fill(WHO)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/sign-in/second*")
    page.goto("/me")
    assert path_of(page) == "/sign-in"
    page.goto("/sign-in/second?next=/notices/")
    tablet.press_key()
    page.wait_for_url(f"{visitors.url}/notices/", timeout=PATIENCE_MS)


def test_it_confirms_who_is_there_and_a_removed_one_opens_nothing(tablet, visitors):
    page = tablet.page
    visitors.expect_problem("422")
    key_before = session_key(page)
    page.goto("/verify?next=/me/passkeys")
    tablet.press_key()
    page.wait_for_url(f"{visitors.url}/me/passkeys", timeout=PATIENCE_MS)
    assert session_key(page) != key_before
    remove(page)
    tablet.start_cold()
    tablet.press_key()
    refused = page.locator("passkey-button[data-state=refused] [data-sentence]")
    expect(refused).to_contain_text("không nhận ra", timeout=PATIENCE_MS)
    sign_in_by_password(page)


def test_a_copy_of_a_key_and_a_wrong_finger_open_nothing(tablet, visitors):
    page = tablet.page
    visitors.expect_problem("422")
    tablet.start_cold()
    tablet.press_key()
    page.wait_for_url(f"{visitors.url}/", timeout=PATIENCE_MS)
    tablet.count_back()
    tablet.start_cold()
    tablet.press_key()
    expect(page.locator("passkey-button[data-state=refused]")).to_be_visible(timeout=PATIENCE_MS)
    tablet.forget_confirming()
    page.reload()
    tablet.press_key()
    cancelled = page.locator("passkey-button [data-when=cancelled]")
    expect(cancelled).to_be_visible(timeout=PATIENCE_MS)
    expect(cancelled).to_contain_text("mật khẩu ở bên dưới")


def session_key(page):
    return next(each["value"] for each in page.context.cookies() if each["name"] == "ecabinet")


def sign_in_by_password(page):
    page.locator("input[name=username]").fill(WHO)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
