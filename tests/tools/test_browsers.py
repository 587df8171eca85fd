"""The guard over the pages and the accessibility check can fail."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.browsers import Visitors, accessibility_faults

pytestmark = pytest.mark.once
POLICY = (
    "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types none"
)
PAGES = {
    "/favicon.ico": "",
    "/good": "<!doctype html><html lang=vi><title>Tốt</title><main><h1>Tốt</h1></main>",
    "/inline": "<!doctype html><html lang=vi><title>Xấu</title><main><h1>Xấu</h1></main><script>1</script>",
    "/unlabelled": "<!doctype html><html lang=vi><title>Ô</title><main><h1>Ô</h1><input></main>",
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path, "<p>").encode()
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Nobody reads it."""


@pytest.fixture
def people(browser):
    server = HTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Visitors(browser, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_clean_page_passes(people):
    page = people.open("/good")
    assert accessibility_faults(page) == []
    people.leave()


def test_a_breach_of_the_content_policy_fails_the_test(people):
    people.open("/inline")
    with pytest.raises(AssertionError, match="content policy: script-src-elem"):
        people.leave()


def test_an_expected_problem_passes(people):
    people.expect_problem("404")
    people.open("/absent")
    people.leave()


def test_a_field_without_a_label_is_found_under_the_strict_policy(people):
    page = people.open("/unlabelled")
    assert [each["rule"] for each in accessibility_faults(page)] == ["label"]
    people.leave()
