"""Some deeds ask again who is there; whoever has just shown it is not asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.accounts.models import Passkey, SignIn
from ecabinet.accounts.stepup import FRESH
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from tests.accounts.keyring import Telephone, demand_second_factor, paper_of
from tests.cabinet import PASSWORD

JSON = {"Accept": "application/json"}
# What changes factors, each as whoever does it presses it; the last word says where they come back to.
GUARDED = [
    ("GET", "/me/passkeys", "%2Fme%2Fpasskeys"),
    ("POST", "/me/passkeys/options", "%2Fme%2Fpasskeys"),
    ("POST", "/me/passkeys", "%2Fme%2Fpasskeys"),
    ("POST", "/me/passkeys/x/remove", "%2Fme%2Fpasskeys%2Fx%2Fremove"),
    ("POST", "/me/code-app/begin", "%2Fme%2Fcode-app"),
    ("POST", "/me/code-app/remove", "%2Fme%2Fcode-app%2Fremove"),
    ("POST", "/me/recovery-codes", "%2Fme%2Frecovery-codes"),
    ("POST", "/meetings/x/steps/start", "%2Fmeetings%2Fx"),
]


@pytest.fixture
def stopped():
    moment = clock.now()
    with clock.set_to(moment):
        yield moment


@pytest.mark.parametrize(("method", "path", "back"), GUARDED)
def test_it_is_asked_after_five_minutes(sign_in, stopped, method, path, back):
    client = sign_in("minister")
    with clock.set_to(stopped + FRESH + timedelta(seconds=1)):
        reply = client.open(path, method=method)
        assert (reply.status_code, reply.location) == (303, f"/verify?next={back}")
        reply = client.open(path, method=method, headers=JSON)
        assert (reply.status_code, reply.json["verify"]) == (403, f"/verify?next={back}")


def test_within_five_minutes_nobody_is_asked(sign_in, stopped):
    client = sign_in("minister")
    with clock.set_to(stopped + FRESH - timedelta(seconds=1)):
        assert client.get("/me/passkeys").status_code == 200


def test_a_form_may_say_where_to_come_back_to_but_not_elsewhere(sign_in, stopped):
    client = sign_in("minister")
    with clock.set_to(stopped + FRESH + timedelta(seconds=1)):
        reply = client.post("/me/code-app/begin", data={"back": "/me"})
        assert reply.location == "/verify?next=%2Fme"
        reply = client.post("/me/code-app/begin", data={"back": "//evil.example"})
        assert reply.location == "/verify?next=%2Fme%2Fcode-app"


def test_the_password_does_where_there_is_nothing_else(app, sign_in, stopped):
    client = sign_in("minister")
    old = client.get_cookie("ecabinet").value
    with clock.set_to(stopped + timedelta(minutes=6)):
        assert client.post("/verify", data={"password": "wrong"}).status_code == 422
        reply = client.post("/verify?next=/me/passkeys", data={"password": PASSWORD})
        assert (reply.status_code, reply.location) == (303, "/me/passkeys")
        assert client.get("/me/passkeys").status_code == 200
        new = client.get_cookie("ecabinet").value
        assert new != old
        thief = app.test_client()
        thief.set_cookie("ecabinet", old)
        assert thief.get("/me").status_code == 302


def test_whoever_has_an_app_must_show_its_code(cabinet, sign_in, stopped):
    telephone = Telephone(cabinet.id("minister"))
    client = sign_in("minister")
    assert client.post("/verify", data={"password": PASSWORD}).status_code == 422
    assert client.post("/verify", data={"code": telephone.code}).status_code == 303
    with reading():
        assert session().scalars(select(SignIn.factors)).one() == 2


def test_a_code_shown_to_verify_is_used_up(app, cabinet, sign_in, stopped):
    telephone = Telephone(cabinet.id("minister"))
    client = sign_in("minister")
    assert client.post("/verify", data={"code": telephone.code}).status_code == 303
    assert client.post("/verify", data={"code": telephone.code}).status_code == 422


def test_wrong_ones_are_slowed_down(sign_in, stopped):
    client = sign_in("minister")
    statuses = [client.post("/verify", data={"password": "wrong"}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    with clock.set_to(stopped + timedelta(seconds=6)):
        assert client.post("/verify", data={"password": PASSWORD}).status_code == 303


def test_no_token_is_taken_over_from_before_signing_in(app, cabinet):
    """Fixation: what a browser brought along is not what it goes on with."""
    client = app.test_client()
    client.set_cookie("ecabinet", "planted-by-somebody-else")
    client.post("/sign-in", data={"username": "minister", "password": PASSWORD})
    assert client.get_cookie("ecabinet").value != "planted-by-somebody-else"


def test_a_locked_screen_opens_to_a_code(cabinet, sign_in, stopped):
    telephone = Telephone(cabinet.id("minister"))
    client = sign_in("minister")
    client.post("/lock")
    assert client.get("/me").status_code == 303
    assert client.post("/verify", data={"code": telephone.code}).status_code == 303
    assert client.get("/me").status_code == 200


def a_key_of(account_id):
    key = Passkey(
        id=new_id(),
        account_id=account_id,
        credential_id=new_id(),
        public_key=b"",
        name="iPad",
        created_at=clock.now(),
    )
    run(lambda: session().add(key))
    return key.id


def test_a_key_is_named_and_removed(cabinet, sign_in):
    key_id = a_key_of(cabinet.id("minister"))
    client = sign_in("minister")
    assert client.post(f"/me/passkeys/{key_id}/name", data={"name": " "}).status_code == 422
    client.post(f"/me/passkeys/{key_id}/name", data={"name": "Máy ở phòng làm việc"})
    assert "Máy ở phòng làm việc" in client.get(f"/me/passkeys/{key_id}/remove").text
    assert client.post(f"/me/passkeys/{key_id}/remove").status_code == 303
    assert client.post(f"/me/passkeys/{key_id}/remove").status_code == 404


def test_others_keys_are_not_there(cabinet, sign_in):
    key_id = a_key_of(cabinet.id("finance"))
    client = sign_in("minister")
    for path in (f"/me/passkeys/{key_id}/name", f"/me/passkeys/{key_id}/remove"):
        assert client.get(path).status_code == 404
    assert client.post(f"/me/passkeys/{key_id}/remove").status_code == 404


def test_the_last_factor_stays_where_the_rules_ask_for_one(cabinet, sign_in):
    account_id = cabinet.id("minister")
    Telephone(account_id)
    key_id = a_key_of(account_id)
    demand_second_factor(cabinet.body)
    client = sign_in("minister")
    assert client.post("/me/code-app/remove").status_code == 303
    reply = client.post(f"/me/passkeys/{key_id}/remove")
    assert reply.status_code == 409
    assert "lớp cuối cùng" in reply.text


def test_with_the_last_factor_the_paper_ends(cabinet, sign_in):
    account_id = cabinet.id("minister")
    Telephone(account_id)
    paper_of(account_id)
    client = sign_in("minister")
    client.post("/me/code-app/remove")
    assert client.post("/me/recovery-codes").status_code == 409


def test_own_factors_take_as_many_statements_with_many_keys(cabinet, sign_in, statements):
    account_id = cabinet.id("minister")
    client = sign_in("minister")
    client.get("/me/passkeys")
    with statements() as count:
        client.get("/me/passkeys")
        few = count()
    for _ in range(5):
        a_key_of(account_id)
    with statements() as count:
        client.get("/me/passkeys")
        assert count() == few
