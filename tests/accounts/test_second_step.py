"""The second step of signing in, and what a sign-in half done may not do."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ecabinet.accounts.models import Account, Challenge, SignIn
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Notice
from tests.accounts.keyring import (
    STEP,
    Telephone,
    code_awaited,
    demand_second_factor,
    give_password,
    paper_of,
)

pytestmark = pytest.mark.once

WALK = ["/", "/me", "/meetings/", "/notices/", "/me/passkeys", "/me/recovery-codes", "/verify"]


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def stopped():
    moment = clock.now()
    with clock.set_to(moment):
        yield moment


def sessions_begun():
    with reading():
        return len(session().scalars(select(SignIn.id)).all())


def test_who_has_an_app_is_asked_for_its_code(client, cabinet):
    telephone = Telephone(cabinet.id("minister"))
    reply = give_password(client, next="/notices/")
    assert (reply.status_code, reply.location) == (303, "/sign-in/second?next=%2Fnotices%2F")
    assert client.get_cookie("ecabinet") is None
    assert "Vũ An Khang" in client.get(reply.location).text
    reply = client.post(reply.location, data={"code": telephone.code, "next": "/notices/"})
    assert (reply.status_code, reply.location) == (303, "/notices/")
    assert client.get("/me").status_code == 200
    with reading():
        assert session().scalars(select(SignIn.factors)).one() == 2


def test_a_sign_in_half_done_opens_nothing(client, cabinet):
    Telephone(cabinet.id("minister"))
    half = give_password(client)
    assert half.status_code == 303
    for path in WALK:
        reply = client.get(path)
        assert (reply.status_code, reply.location.partition("?")[0]) == (302, "/sign-in"), path
    for path in ("/me/recovery-codes", "/me/code-app/begin", "/sign-out", "/verify"):
        assert client.post(path).status_code == 401, path
    assert client.post("/sign-in/enrolment/code-app/begin").status_code == 401
    assert client.post("/sign-in/enrolment/later").status_code == 401
    assert sessions_begun() == 0


def test_the_cookie_of_half_a_sign_in_is_no_session(app, client, cabinet):
    Telephone(cabinet.id("minister"))
    give_password(client)
    half = client.get_cookie("ecabinet-half")
    assert half.http_only
    assert half.same_site == "Lax"
    thief = app.test_client()
    thief.set_cookie("ecabinet", half.value)
    assert thief.get("/me").status_code == 302


def test_it_ends_after_five_minutes(client, cabinet, stopped):
    telephone = Telephone(cabinet.id("minister"))
    give_password(client)
    with clock.set_to(stopped + timedelta(minutes=5, seconds=1)):
        assert client.get("/sign-in/second").location == "/sign-in?ended=1"
        assert client.post("/sign-in/second", data={"code": telephone.code}).status_code == 401
    assert sessions_begun() == 0


def test_it_is_good_once(client, cabinet, stopped):
    telephone = Telephone(cabinet.id("minister"))
    give_password(client)
    half = client.get_cookie("ecabinet-half").value
    assert client.post("/sign-in/second", data={"code": telephone.code}).status_code == 303
    client.delete_cookie("ecabinet")
    client.set_cookie("ecabinet-half", half)
    later = telephone.at(stopped + timedelta(seconds=30))
    assert client.post("/sign-in/second", data={"code": later}).status_code == 401


def test_an_account_deactivated_meanwhile_is_not_let_in(client, cabinet):
    telephone = Telephone(cabinet.id("minister"))
    give_password(client)
    whose = Account.id == cabinet.id("minister")
    run(lambda: session().execute(update(Account).where(whose).values(active=False)))
    assert client.post("/sign-in/second", data={"code": telephone.code}).status_code == 401


def test_wrong_codes_are_slowed_down_and_never_lock_out(client, cabinet, stopped):
    telephone = Telephone(cabinet.id("minister"))
    give_password(client)
    wrong = [client.post("/sign-in/second", data={"code": "000000"}).status_code for _ in range(5)]
    assert wrong == [422] * 5
    reply = client.post("/sign-in/second", data={"code": telephone.code})
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "5")
    with clock.set_to(stopped + timedelta(seconds=6)):
        reply = client.post("/sign-in/second", data={"code": telephone.at(clock.now())})
    assert reply.status_code == 303


def test_the_brake_follows_the_account_to_another_address(app, client, cabinet, stopped):
    Telephone(cabinet.id("minister"))
    give_password(client)
    for _ in range(5):
        client.post("/sign-in/second", data={"code": "000000"})
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "10.1.2.3"
    give_password(elsewhere)
    assert elsewhere.post("/sign-in/second", data={"code": "000000"}).status_code == 429


def test_a_recovery_code_lets_in_once_and_is_told_to_its_owner(client, cabinet):
    account_id = cabinet.id("minister")
    Telephone(account_id)
    paper = paper_of(account_id)
    give_password(client)
    assert client.post("/sign-in/second", data={"recovery_code": "wrong"}).status_code == 422
    assert client.post("/sign-in/second", data={"recovery_code": paper[3]}).status_code == 303
    with reading():
        told = session().scalars(select(Notice.message).where(Notice.account_id == account_id))
        assert any("recovery code; %(left)s" in each for each in told)
    client.post("/sign-out")
    give_password(client)
    assert client.post("/sign-in/second", data={"recovery_code": paper[3]}).status_code == 422


def test_where_the_rules_ask_for_it_nobody_goes_further_without(client, cabinet):
    demand_second_factor(cabinet.body)
    reply = give_password(client)
    assert reply.location == "/sign-in/enrolment/?next=%2F"
    page = client.get(reply.location)
    assert "không ai khác vào được dưới tên" in page.text
    assert "/sign-in/enrolment/later" not in page.text
    for path in WALK:
        assert client.get(path).status_code == 302, path
    assert client.post("/sign-in/enrolment/later").status_code == 401
    assert sessions_begun() == 0


def test_at_the_door_an_app_is_set_up_and_lets_in(client, cabinet):
    demand_second_factor(cabinet.body)
    give_password(client)
    page = client.post("/sign-in/enrolment/code-app/begin", follow_redirects=True)
    assert "data:image/svg+xml" in page.text
    assert client.post("/sign-in/enrolment/code-app", data={"code": "1"}).status_code == 422
    code = code_awaited(cabinet.id("minister"))
    reply = client.post("/sign-in/enrolment/code-app", data={"code": code, "next": "/notices/"})
    assert reply.location == "/me/recovery-codes?next=/notices/"
    made = client.post("/me/recovery-codes")
    assert made.text.count("<li>") >= 10
    with reading():
        assert session().scalars(select(Challenge.id)).all() == []


def test_other_bodies_rules_are_not_ones_own(client, cabinet):
    demand_second_factor(cabinet.other_body)
    assert give_password(client).location == "/"


def test_who_administers_everything_follows_the_strictest_rule(client, cabinet):
    demand_second_factor(cabinet.other_body)
    assert give_password(client, "admin").location == "/sign-in/enrolment/?next=%2F"


def test_who_knows_the_password_keeps_nobody_out_by_wrong_codes(app, client, cabinet, stopped):
    telephone = Telephone(cabinet.id("minister"))
    client.post(give_password(client).location, data={"code": telephone.code})
    other = app.test_client()
    at = give_password(other).location
    assert [other.post(at, data={"code": "000000"}).status_code for _ in range(7)][-1] == 429
    client.post("/sign-out")
    at = give_password(client).location
    with clock.set_to(stopped + STEP):
        assert client.post(at, data={"code": telephone.code}).status_code == 303


def test_a_factor_set_up_meanwhile_is_not_walked_around(app, client, cabinet):
    demand_second_factor(cabinet.body)
    begun = give_password(client).location
    assert client.get(begun).status_code == 200
    Telephone(cabinet.id("minister"))
    assert client.get(begun).status_code == 303  # back to the beginning
    for path in ("passkey/options", "code-app/begin", "later"):
        assert client.post(f"/sign-in/enrolment/{path}").status_code == 401, path
