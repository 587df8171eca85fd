"""Every way in is guarded."""

import re

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound

from ecabinet.accounts.doors import PUBLIC
from tests.architecture.source import TEMPLATES, name

ADDRESS = re.compile(r"""\b(?:href|action|src)="(/[^"]*)\"""")


def guarded(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield method, rule


def test_strangers_are_turned_away_everywhere(app):
    client = app.test_client()
    address = app.url_map.bind("localhost")
    let_in = []
    for method, rule in guarded(app):
        path = address.build(rule.endpoint, dict.fromkeys(rule.arguments, 1), method=method)
        reply = client.open(path, method=method, headers={"Sec-Fetch-Site": "same-origin"})
        sent_away = reply.status_code == 302 and reply.location.startswith("/sign-in")
        if not sent_away and reply.status_code != 401:
            let_in.append(f"{method} {rule}: {reply.status_code}")
    assert let_in == []


def test_a_strangers_reading_ends_at_the_sign_in_page(app):
    client = app.test_client()
    reply = client.get("/", headers={"Accept": "text/html"})
    assert reply.status_code == 302
    assert reply.location.startswith("/sign-in")


@pytest.mark.parametrize("endpoint", sorted(PUBLIC))
def test_what_is_public_exists(app, endpoint):
    assert endpoint in app.view_functions


def test_an_address_that_is_not_there_tells_a_stranger_nothing(app):
    assert app.test_client().get("/khong-co").status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_an_address_in_a_template_leads_somewhere(app, path):
    addresses = app.url_map.bind("localhost")
    astray = []
    for written in ADDRESS.findall(path.read_text()):
        address = re.sub(r"{{.*?}}", "x", written).partition("?")[0].partition("#")[0]
        try:
            addresses.match(address)
        except NotFound:
            astray.append(written)
        except MethodNotAllowed:
            pass  # it takes a form
    assert astray == []
