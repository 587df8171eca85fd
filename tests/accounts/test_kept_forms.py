"""Whoever is asked who is there in the middle of a form finds afterwards what they had typed."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.accounts.kept_forms import KEPT
from ecabinet.accounts.models import Challenge
from ecabinet.accounts.stepup import FRESH
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from tests.cabinet import PASSWORD

PLACE = re.compile(r"<(?:\w+:)?\w+>")
TYPED = "Lời đã gõ trong 10 phút; <b>'\"&\nvà dòng hai"
LATER = FRESH + timedelta(seconds=1)


def asking_routes(app):
    """Every address that takes a form and asks again who is there."""
    found = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
        and getattr(app.view_functions[rule.endpoint], "asks_again", False)
    ]
    assert len(found) > 20
    return sorted(PLACE.sub("x", each) for each in found)


@pytest.fixture
def stopped():
    moment = clock.now()
    with clock.set_to(moment):
        yield moment


def forms(page):
    """What each form of a page would send, by its address."""
    return {
        html.unescape(action): [
            (html.unescape(name), html.unescape(value))
            for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', inside)
        ]
        for action, inside in re.findall(
            r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page, re.DOTALL
        )
    }


def test_no_form_that_asks_loses_what_was_typed(app, sign_in, stopped):
    client = sign_in("admin")
    for number, path in enumerate(asking_routes(app)):
        at = stopped + LATER * (number + 1)
        with clock.set_to(at):
            reply = client.post(f"{path}?kind=1", data={"probe": TYPED, "more": ["1", "2"]})
            assert (reply.status_code, reply.location) == (303, "/verify?next=%2Fverify%2Fagain"), (
                path
            )
            assert client.get("/verify/again").location.startswith("/verify?next="), path
            reply = client.post(reply.location, data={"password": PASSWORD})
            assert (reply.status_code, reply.location) == (303, "/verify/again"), path
            sent = forms(client.get("/verify/again").text)[f"{path}?kind=1"]
            assert {("probe", TYPED), ("more", "1"), ("more", "2")} <= set(sent), path


def test_sent_at_last_it_is_done_once(cabinet, sign_in, stopped):
    client = sign_in("admin")
    data = {"name": "Người được thêm", "username": "nguoi.duoc.them", "email": ""}
    with clock.set_to(stopped + LATER):
        client.post("/administration/people/new", data=data)
        client.post("/verify?next=/verify/again", data={"password": PASSWORD})
        sent = forms(client.get("/verify/again").text)["/administration/people/new"]
        assert client.post("/administration/people/new", data=dict(sent)).status_code == 303
    assert "Người được thêm" in client.get("/administration/people/?q=nguoi.duoc.them").text


def test_it_is_kept_sealed_for_its_own_session_and_not_for_long(sign_in, stopped):
    client, other = sign_in("admin"), sign_in("admin")
    with clock.set_to(stopped + LATER):
        client.post("/administration/people/new", data={"name": "Chuyện riêng"})
        with reading():
            kept = (
                session().scalars(select(Challenge.kept).where(Challenge.kept.is_not(None))).one()
            )
        assert "Chuyện riêng".encode() not in kept
        for each in (client, other):
            each.post("/verify", data={"password": PASSWORD})
        assert "Chuyện riêng" in client.get("/verify/again").text
        assert "Chuyện riêng" not in other.get("/verify/again").text
    with clock.set_to(stopped + LATER + KEPT):
        client.post("/verify", data={"password": PASSWORD})
        assert "Chuyện riêng" not in client.get("/verify/again").text


@pytest.mark.parametrize("data", [{"password": "mật khẩu mới"}, {"new_password": "mật khẩu"}, {}])
def test_passwords_and_bare_presses_are_not_kept(sign_in, stopped, data):
    client = sign_in("admin")
    with clock.set_to(stopped + LATER):
        reply = client.post("/me/code-app/begin", data=data | {"name": "x"} if data else data)
        assert reply.location == "/verify?next=%2Fme%2Fcode-app"
    with reading():
        assert (
            session().scalars(select(Challenge.kept).where(Challenge.kept.is_not(None))).all() == []
        )
