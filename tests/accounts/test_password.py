"""A new password, and what it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.accounts.models import Account, SignIn
from ecabinet.accounts.passwords import is_right
from ecabinet.accounts.stepup import FRESH
from ecabinet.audit.models import Entry
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from tests.accounts.keyring import Telephone, give_password
from tests.cabinet import PASSWORD

pytestmark = pytest.mark.once

NEW = "một câu mới rất dài"


@pytest.fixture
def stale():
    """So late that the person has to say again who they are."""
    with clock.set_to(clock.now() + FRESH + timedelta(minutes=1)):
        yield


def change(client, **changes):
    data = {"current": PASSWORD, "password": NEW, "again": NEW} | changes
    return client.post("/me/password", data=data)


def kept(cabinet):
    with reading():
        return session().get_one(Account, cabinet.id("minister"))


def test_the_old_one_opens_nothing_any_more(app, cabinet, sign_in, stale):
    client = sign_in("minister")
    with clock.set_to(clock.now() + FRESH + timedelta(minutes=1)):
        assert "current" in client.get("/me/password").text
        assert change(client).status_code == 303
    assert is_right(NEW, kept(cabinet).password_hash)
    assert not is_right(PASSWORD, kept(cabinet).password_hash)
    assert kept(cabinet).password_changed_at
    with reading():
        assert "account.password_changed" in session().scalars(select(Entry.event)).all()


def test_every_other_session_ends_and_an_old_cookie_is_worth_nothing(app, sign_in):
    here, there = sign_in("minister"), sign_in("minister")
    old = here.get_cookie("ecabinet").value
    other = there.get_cookie("ecabinet").value
    assert change(here).status_code == 303
    assert here.get("/me").status_code == 200
    for stolen in (old, other):
        thief = app.test_client()
        thief.set_cookie("ecabinet", stolen)
        assert thief.get("/me").status_code == 302
    with reading():
        open_ones = [each for each in session().scalars(select(SignIn)) if not each.revoked_at]
    assert len(open_ones) == 1


def test_whoever_has_just_shown_who_they_are_needs_no_old_one(cabinet, sign_in):
    client = sign_in("minister")
    assert 'name="current"' not in client.get("/me/password").text
    assert change(client, current="").status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"current": "wrong password"}, "Mật khẩu chưa đúng"),
        ({"current": ""}, "Mật khẩu chưa đúng"),
        ({"again": NEW + "x"}, "chưa giống nhau"),
        ({"password": "ngắn", "again": "ngắn"}, "12 ký tự"),
        ({"password": "Password-1234", "again": "Password-1234"}, "dễ bị đoán"),
        ({"password": "", "again": ""}, ""),
    ],
)
def test_what_will_not_do_is_said_beside_the_field(cabinet, sign_in, changes, sentence):
    client = sign_in("minister")
    with clock.set_to(clock.now() + FRESH + timedelta(minutes=1)):
        reply = change(client, **changes)
    assert reply.status_code == 422
    assert 'class="field field--wrong"' in reply.text
    if sentence:
        assert sentence in reply.text
    assert NEW not in reply.text
    assert is_right(PASSWORD, kept(cabinet).password_hash)


def test_guessing_the_old_one_is_slowed_down(sign_in):
    client = sign_in("minister")
    with clock.set_to(clock.now() + FRESH + timedelta(minutes=1)):
        for _ in range(5):
            assert change(client, current="wrong password").status_code == 422
        assert change(client).status_code == 429


def test_a_stranger_changes_nothing(app, cabinet):
    assert change(app.test_client()).status_code == 401


def test_a_sign_in_half_done_with_the_old_one_is_over(app, cabinet, sign_in):
    telephone = Telephone(cabinet.id("minister"))
    thief = app.test_client()
    at = give_password(thief).location
    assert change(sign_in("minister")).status_code == 303
    assert thief.post(at, data={"code": telephone.code}).status_code == 401
    assert thief.get("/me").status_code == 302
