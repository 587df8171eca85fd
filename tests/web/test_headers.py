"""What every answer tells the browser: the strictest policy our pages can live with, and nothing kept."""

import re

import pytest

from ecabinet.web.assets import ASK_AGAIN, FOR_GOOD
from tests.cabinet import PASSWORD

pytestmark = pytest.mark.once

NONCE = re.compile(r"'nonce-([\w-]{22})'")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-…'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "ecabinet",
}
CLOSED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
ANSWERS = ["/", "/sign-in", "/me", "/healthz", "/readyz", "/nowhere", "/meetings/nowhere"]
STYLES = "/static/css/base.css"


@pytest.fixture
def over_tls(app):
    """The application as people reach it over TLS."""
    app.config["SECURE"] = True
    yield app
    app.config["SECURE"] = False


def policy(reply):
    """Return the policy's directives, the nonce blotted out."""
    text = NONCE.sub("'nonce-…'", reply.headers["Content-Security-Policy"])
    return dict(each.strip().split(" ", 1) for each in text.split(";"))


def nonce(reply):
    return NONCE.search(reply.headers["Content-Security-Policy"])[1]


def pages(app):
    """Return every page that needs nothing but somebody signed in."""
    rules = app.url_map.iter_rules()
    return sorted(rule.rule for rule in rules if "GET" in rule.methods and not rule.arguments)


def enter(app):
    data = {"username": "minister", "password": PASSWORD}
    return app.test_client().post("/sign-in", data=data)


def flags(reply, name):
    """Return the words that stand beside a cookie's value."""
    said = [each for each in reply.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")]
    assert len(said) == 1
    return {each.strip() for each in said[0].split(";")[1:]}


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_is_closed_to_all_that_is_not_ours(sign_in, address):
    reply = sign_in("minister").get(address)
    assert policy(reply) == POLICY
    assert {name: reply.headers.getlist(name) for name in CLOSED} == {
        name: [value] for name, value in CLOSED.items()
    }


@pytest.mark.parametrize("status", [404, 405, 500])
def test_an_answer_that_went_wrong_is_as_closed(app, sign_in, monkeypatch, status):
    client = sign_in("minister")
    if status == 500:
        monkeypatch.setitem(app.view_functions, "accounts.me", lambda: 1 / 0)
    reply = client.get({404: "/nowhere", 405: "/sign-out", 500: "/me"}[status])
    assert reply.status_code == status
    assert policy(reply) == POLICY
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_nonce_is_used_once_and_stands_on_the_import_map(sign_in):
    client = sign_in("minister")
    replies = [client.get("/me") for _ in range(5)]
    assert len({nonce(each) for each in replies}) == 5
    for each in replies:
        assert set(re.findall(r'nonce="([^"]*)"', each.text)) == {nonce(each)}


def test_no_page_of_somebody_signed_in_is_kept(app, sign_in):
    client, addresses = sign_in("officer"), pages(app)
    assert len(addresses) > 10
    for address in addresses:
        assert client.get(address).headers["Cache-Control"] == "no-store", address


def test_a_file_is_kept_for_good_only_at_the_address_of_its_content(app, sign_in):
    client = sign_in("minister")
    linked = set(re.findall(r'"(/static/[^"]+)"', client.get("/me").text))
    assert any(each.startswith(STYLES) for each in linked)
    for address in linked:
        assert client.get(address, buffered=True).headers["Cache-Control"] == FOR_GOOD, address
    for address in (STYLES, f"{STYLES}?v=0", "/static/css/none.css"):
        assert client.get(address, buffered=True).headers["Cache-Control"] == ASK_AGAIN


def test_a_file_is_no_more_sniffed_or_shared_than_a_page(app):
    reply = app.test_client().get(STYLES, buffered=True)
    assert {name: reply.headers[name] for name in CLOSED} == CLOSED


def test_signing_out_lets_the_browser_forget(sign_in):
    reply = sign_in("minister").post("/sign-out")
    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert {"Max-Age=0", "Path=/", "HttpOnly"} <= flags(reply, "ecabinet")
    assert "Clear-Site-Data" not in sign_in("minister").get("/me").headers


def test_the_key_is_out_of_reach_of_scripts_and_other_sites(app, cabinet):
    assert flags(enter(app), "ecabinet") == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_over_tls_the_key_belongs_to_this_host_alone(over_tls, cabinet):
    reply = enter(over_tls)
    assert flags(reply, "__Host-ecabinet") == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert not any(each.startswith("ecabinet=") for each in reply.headers.getlist("Set-Cookie"))


def test_over_tls_the_key_opens_and_is_taken_back(over_tls, cabinet):
    client = over_tls.test_client()
    data = {"username": "minister", "password": PASSWORD}
    client.post("/sign-in", data=data, base_url="https://localhost")
    assert client.get("/me", base_url="https://localhost").status_code == 200
    reply = client.post("/sign-out", base_url="https://localhost")
    assert {"Secure", "Max-Age=0"} <= flags(reply, "__Host-ecabinet")
    assert client.get("/me", base_url="https://localhost").status_code == 302


def test_over_tls_the_browser_is_told_to_stay_there(over_tls):
    for address in ("/sign-in", "/nowhere", STYLES):
        reply = over_tls.test_client().get(address, buffered=True)
        said = re.fullmatch(
            r"max-age=(\d+); includeSubDomains", reply.headers["Strict-Transport-Security"]
        )
        assert int(said[1]) >= 365 * 24 * 3600


def test_without_tls_nothing_is_promised_of_it(app):
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers
