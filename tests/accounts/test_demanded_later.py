"""The rules come to ask for a second factor while people are signed in: their next page asks for it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.accounts.models import SignIn
from ecabinet.accounts.stepup import FRESH
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from tests.accounts.keyring import Telephone, code_awaited, demand_second_factor, give_password
from tests.cabinet import PASSWORD

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
AT_THE_DOOR = "/sign-in/enrolment/?next=%2Ftasks%2F"


@pytest.fixture
def client(app, cabinet):
    """The minister, signed in with a password before the rules asked for more."""
    client = app.test_client()
    give_password(client)
    demand_second_factor(cabinet.body)
    return client


def standing(account_id):
    with reading():
        query = select(SignIn.factors).where(
            SignIn.account_id == account_id, SignIn.revoked_at.is_(None)
        )
        return session().scalars(query).all()


def test_the_next_page_leads_to_setting_one_up_and_back(client, cabinet):
    assert client.get("/tasks/", headers=PAGE).location == AT_THE_DOOR
    assert client.get(AT_THE_DOOR).status_code == 200
    client.post("/sign-in/enrolment/code-app/begin", data={"next": "/tasks/"})
    code = code_awaited(cabinet.id("minister"))
    reply = client.post("/sign-in/enrolment/code-app?next=/tasks/", data={"code": code})
    assert reply.status_code == 303
    assert client.get("/tasks/", headers=PAGE).status_code == 200
    assert standing(cabinet.id("minister")) == [2]


def test_what_is_under_way_is_not_held_up(client):
    assert client.get("/tasks/", headers={"Accept": "image/webp,*/*"}).status_code == 200
    assert client.get("/tasks/", headers=PAGE | {"X-Fragment": "1"}).status_code == 200
    assert client.post("/preferences", data={"theme": "dark"}, headers=PAGE).location == "/"


def test_a_tablet_that_lies_open_is_given_no_key_by_its_finder(client):
    with clock.set_to(clock.now() + FRESH + timedelta(seconds=1)):
        assert client.get("/tasks/", headers=PAGE).location == "/verify?next=%2Ftasks%2F"
        assert client.get("/verify?next=/tasks/", headers=PAGE).status_code == 200
        client.post("/verify?next=/tasks/", data={"password": PASSWORD})
        assert client.get("/tasks/", headers=PAGE).location == AT_THE_DOOR


def test_whoever_has_a_factor_or_another_body_goes_on(client, cabinet, sign_in):
    Telephone(cabinet.id("minister"))
    assert client.get("/tasks/", headers=PAGE).status_code == 200
    assert sign_in("stranger").get("/tasks/", headers=PAGE).status_code == 200
