"""Everybody who tries to come in at the single sign-on in another's place stays outside."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from ecabinet.accounts.models import SignIn
from ecabinet.core import clock
from tests.accounts.provider import CLIENT_ID, CLIENT_SECRET, OTHER_KEY
from tests.accounts.trips import UNLINKED, changed, count, go, noted, refused

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": ["another"]},
        {"aud": None},
        {"aud": [CLIENT_ID, "another"]},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"azp": "another"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"nbf": 9_000_000_000},
        {"sub": ""},
        {"sub": " "},
        {"sub": 1},
        {"sub": None},
        {"sub": "s" * 256},
    ],
    ids=str,
)
def test_a_token_that_was_not_meant_for_this_opens_nothing(app, linked, claims):
    linked.claims = claims
    client = app.test_client()
    assert refused(client.get(go(client)))
    assert noted() == ["wrong_identity"]


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS384", "PS256"])
def test_only_two_ways_of_signing_are_listened_to(app, linked, algorithm, monkeypatch):
    linked.header = {"alg": algorithm}
    if algorithm == "HS256":  # the public key, which everybody has, used as a shared one
        shared = OctKey.import_key(CLIENT_SECRET)
        monkeypatch.setattr(
            linked, "encode", lambda claims: jwt.encode({"alg": "HS256"}, claims, shared, ["HS256"])
        )
    client = app.test_client()
    assert refused(client.get(go(client)))


def test_another_key_under_the_same_name_signs_nothing(app, linked):
    linked.key = OTHER_KEY
    client = app.test_client()
    assert refused(client.get(go(client)))


def test_another_subject_is_another_person(app, linked):
    linked.user = "subject-2"
    client = app.test_client()
    assert refused(client.get(go(client)), UNLINKED)
    linked.user = "SUBJECT-1"
    assert refused(client.get(go(client)), UNLINKED)


def test_the_way_back_is_gone_once(app, linked):
    client, held = app.test_client(), app.config["SESSION_COOKIE_NAME"]
    client.get("/sign-in/other/")
    held_back = client.get_cookie(held).value
    address = go(client)
    again = go(client)  # a browser has one way open: the later one
    assert client.get(address).status_code == 403
    client.set_cookie(held, held_back)
    assert client.get(again).status_code == 403
    last = go(client)
    held_back = client.get_cookie(held).value
    assert client.get(last).status_code == 303
    client.set_cookie(held, held_back)
    assert client.get(last).status_code == 403
    assert count(SignIn) == 1


def test_a_code_is_redeemed_once(app, linked):
    """A code that was seen on the way, brought along on a way of one's own."""
    client, thief = app.test_client(), app.test_client()
    address = go(client)
    assert client.get(address).status_code == 303
    mine = go(thief)
    code = parse_qs(urlsplit(address).query)["code"][0]
    assert thief.get(changed(mine, code=code)).status_code == 403
    assert count(SignIn) == 1


def test_a_code_of_somebody_elses_way_fits_no_other(app, linked):
    """Not redeemed yet, but begun by another browser: its verifier is missing."""
    victim, thief = app.test_client(), app.test_client()
    stolen, mine = go(victim), go(thief)
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    assert refused(thief.get(changed(mine, code=code)))


def test_a_state_of_another_browser_is_none(app, linked):
    """Whoever is sent an address that an attacker began does not end up in the attacker's account."""
    attacker, victim = app.test_client(), app.test_client()
    address = go(attacker)
    assert refused(victim.get(address))
    go(victim)
    assert refused(victim.get(address))


@pytest.mark.parametrize(
    "change", [{"state": "x"}, {"state": None}, {"code": None}, {"code": "x"}, {"iss": "https://e"}]
)
def test_an_answer_that_was_tampered_with_opens_nothing(app, linked, change):
    client = app.test_client()
    assert refused(client.get(changed(go(client), **change)))


def test_a_provider_that_says_who_it_is_must_say_so(app, linked):
    """Mixed up with another provider's answer, ours is missing (RFC 9207)."""
    linked.says_who_it_is = True
    client = app.test_client()
    assert refused(client.get(changed(go(client), iss=None)))
    assert refused(client.get(changed(go(client), iss="https://evil.example")))
    assert client.get(go(client)).status_code == 303


def test_who_dawdles_begins_again(app, linked):
    client = app.test_client()
    address = go(client)
    with clock.set_to(clock.now() + timedelta(minutes=11)):
        assert client.get(address).status_code == 403
