"""Single sign-on against a real provider: the whole journey, linking, and what is asked of the provider."""

import re
import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug.serving import make_server

from ecabinet.accounts.models import Account, CodeApp, ExternalIdentity, SignIn
from ecabinet.audit.models import Entry
from ecabinet.bodies.identities import (
    find_linkable,
    link_identity,
    list_identities,
    unlink_identity,
)
from ecabinet.bodies.operations import Person, create_account
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Missing, Refused
from ecabinet.core.transaction import run
from tests.accounts.trips import AWAY, BACK, UNLINKED, count, go, noted, refused
from tests.cabinet import FOUNDER


def test_the_whole_way_there_and_back(app, linked):
    client = app.test_client()
    assert "Cổng xác thực" in client.get("/sign-in").text
    reply = client.get(go(client, "/sign-in/other/?next=/me"))
    assert (reply.status_code, reply.location) == (303, "/me")
    assert "Vũ An Khang" in client.get("/me").text
    assert noted() == ["signed_in"]


def test_the_provider_is_shown_a_challenge_and_the_verifier_only_behind_the_scenes(app, linked):
    client = app.test_client()
    there = parse_qs(urlsplit(client.get("/sign-in/other/").location).query)
    assert there["code_challenge_method"] == ["S256"]
    assert there["scope"] == ["openid"]
    assert {"state", "nonce", "code_challenge"} <= there.keys()
    client.get(go(client))
    (form,) = linked.redeemed
    assert len(form["code_verifier"]) >= 43
    assert form["code_verifier"] not in str(there)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil"])
def test_it_leads_nowhere_else(app, linked, target):
    client = app.test_client()
    address = go(client, f"/sign-in/other/?{urlencode({'next': target})}")
    assert client.get(address).location == "/"


def test_whom_nobody_linked_is_told_so_and_nothing_is_made(app, cabinet, provider):
    before, client = count(Account), app.test_client()
    assert refused(client.get(go(client)), UNLINKED)
    assert (count(Account), count(ExternalIdentity)) == (before, 0)
    assert noted() == ["unknown_identity"]


def test_an_address_of_mail_opens_nothing(app, cabinet, provider):
    provider.claims = {"email": "minister@example.vn", "email_verified": True}
    client = app.test_client()
    assert refused(client.get(go(client)), UNLINKED)


def test_somebody_deactivated_stays_outside(app, cabinet, linked):
    run(lambda: setattr(session().get_one(Account, cabinet.id("minister")), "active", False))
    client = app.test_client()
    assert refused(client.get(go(client)), UNLINKED)


@pytest.mark.parametrize(
    ("claims", "factors"),
    [
        ({}, 1),
        ({"amr": ["pwd"]}, 1),
        ({"amr": ["pwd", "pin"]}, 1),
        ({"amr": ["pwd", "otp"]}, 2),
        ({"amr": ["mfa"]}, 2),
        ({"amr": ["hwk"]}, 2),
        ({"amr": "mfa"}, 1),
        ({"acr": "aal2"}, 2),
        ({"acr": "0"}, 1),
    ],
)
def test_two_factors_count_where_the_provider_says_so(app, linked, claims, factors):
    linked.claims = claims
    client = app.test_client()
    assert client.get(go(client)).status_code in {303, 403}
    with reading():
        assert session().scalars(select(SignIn.factors)).all() in ([factors], [])


def test_one_factor_over_there_is_asked_for_the_second_one_here(app, cabinet, linked):
    minister, at = cabinet.id("minister"), clock.now()
    seed = CodeApp(account_id=minister, seed=b"sealed", confirmed_at=at)
    run(lambda: session().add(seed))
    client = app.test_client()
    assert client.get(go(client)).location.startswith("/sign-in/second")
    assert count(SignIn) == 0
    linked.claims = {"amr": ["mfa"]}
    assert client.get(go(client)).location == "/"
    assert count(SignIn) == 1


def test_what_is_published_is_asked_for_once_an_hour(app, linked):
    client = app.test_client()
    for _ in range(3):
        client.get(go(client))
    assert linked.asked.count("/keys") == 1
    assert linked.asked.count("/.well-known/openid-configuration") == 1
    with clock.set_to(clock.now() + timedelta(hours=1, minutes=1)):
        client.get("/sign-in/other/")
    assert linked.asked.count("/.well-known/openid-configuration") == 2


def test_a_new_key_is_asked_for_but_not_at_every_unknown_name(app, linked):
    client = app.test_client()
    assert client.get(go(client)).status_code == 303
    linked.key = linked.published = RSAKey.generate_key(2048, {"kid": "second"})
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        assert client.get(go(client)).status_code == 303
        linked.key = RSAKey.generate_key(2048, {"kid": "third"})
        for _ in range(3):
            assert client.get(go(client)).status_code == 403
    assert linked.asked.count("/keys") == 2


def test_a_provider_that_is_away_is_said_so_and_passwords_work(app, linked):
    linked.stop()
    try:
        client = app.test_client()
        reply = client.get("/sign-in/other/")
        assert reply.status_code == 503
        assert AWAY in reply.text
        assert client.get("/sign-in").status_code == 200
    finally:
        linked.start()


def test_a_provider_that_calls_itself_otherwise_is_not_trusted(app, linked):
    issuer, linked.issuer = linked.issuer, "https://evil.example"
    assert app.test_client().get("/sign-in/other/").status_code == 503
    linked.issuer = issuer
    assert app.test_client().get("/sign-in/other/").status_code == 303


def test_without_a_provider_there_is_no_such_door(app):
    client = app.test_client()
    assert client.get("/sign-in/other/").status_code == 404
    assert client.get(BACK).status_code == 404
    assert "/sign-in/other" not in client.get("/sign-in").text


def test_the_trail_names_the_deed_and_not_the_subject(linked):
    with reading():
        entries = session().execute(select(Entry)).scalars().all()
    facts = [each for each in entries if each.event == "identity.linked"]
    assert len(facts) == 1
    assert "subject-1" not in str(vars(facts[0]))


def test_every_step_goes_over_the_wire(app, linked, monkeypatch):
    """A browser that knows nothing of tests: our server, the provider's server, and cookies in between."""
    ours = make_server("localhost", 0, app, threaded=True)
    home = f"http://localhost:{ours.server_port}"
    monkeypatch.setitem(app.config, "BASE_URL", home)
    linked.client.redirect_uri = f"{home}{BACK}"
    thread = threading.Thread(target=ours.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        with requests.Session() as browser:
            reply = browser.get(f"{home}/sign-in/other/?next=/me", timeout=10)
            assert reply.url == f"{home}/me"
            assert "Vũ An Khang" in reply.text
            assert [each.status_code for each in reply.history] == [303, 302, 303]
    finally:
        ours.shutdown()
        thread.join(5)
        ours.server_close()


def test_one_links_oneself_after_saying_so(cabinet, provider, sign_in):
    client = sign_in("minister")
    assert "/me/identities/link" in client.get("/me").text
    back = client.get(go(client, "/me/identities/link"))
    assert back.location == "/me/identities/new"
    assert count(ExternalIdentity) == 0
    assert "subject-1" in client.get("/me/identities/new").text
    assert client.post("/me/identities").status_code == 303
    assert count(ExternalIdentity) == 1
    assert client.get("/me/identities/new").status_code == 404
    unlink = re.search(r'action="(/me/identities/\w+/remove)"', client.get("/me").text)[1]
    assert client.post(unlink).status_code == 303
    assert count(ExternalIdentity) == 0


def test_linking_asks_again_who_is_there(cabinet, provider, sign_in):
    client = sign_in("minister")
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        reply = client.get("/me/identities/link")
        assert (reply.status_code, provider.asked) == (303, [])
        assert "/verify" in reply.location


def test_what_one_brought_home_links_nobody_else(app, cabinet, provider, sign_in):
    """A browser in which somebody else signed in on the way, and one that never set out."""
    client, other = sign_in("minister"), sign_in("finance")
    address = go(client, "/me/identities/link")
    client.set_cookie("ecabinet", other.get_cookie("ecabinet").value)
    assert client.get(address).status_code == 403
    assert other.get("/me/identities/new").status_code == 404
    assert other.post("/me/identities").status_code == 404
    assert count(ExternalIdentity) == 0


def test_a_link_does_not_sign_in_and_a_sign_in_does_not_link(app, cabinet, provider, sign_in):
    client = sign_in("minister")
    address = go(client, "/me/identities/link")
    client.delete_cookie("ecabinet")
    assert client.get(address).status_code == 403
    assert "ecabinet" not in {each.key for each in [client.get_cookie("ecabinet")] if each}


def test_one_identity_opens_one_account(cabinet, linked):
    with pytest.raises(Refused):
        cabinet.act(
            "finance",
            lambda actor: link_identity(
                actor, find_linkable(actor, actor.id), linked.issuer, "subject-1"
            ),
        )


def test_an_administrator_links_by_name_and_nobody_else_does(cabinet, provider, sign_in):
    account_id = cabinet.id("health")
    path = f"/administration/people/{account_id}/identities"
    said = {"issuer": provider.issuer, "subject": "subject-9"}
    for other in ("health", "officer", "auditor"):
        assert sign_in(other).post(path, data=said).status_code == 403
    admin = sign_in("admin")
    assert admin.post(path, data={"issuer": " ", "subject": "x" * 256}).status_code == 422
    assert (
        admin.post(path, data=said).status_code == 409
    )  # who comes in already links for themselves
    new_id = run(lambda: create_account(FOUNDER, Person(username="new", name="Người mới"))).id
    path = path.replace(account_id, new_id)
    assert admin.post(path, data=said).status_code == 303
    (identity,) = cabinet.look("admin", lambda actor: list_identities(actor, new_id))
    assert admin.post(f"{path}/{identity.id}/remove").status_code == 303
    assert count(ExternalIdentity) == 0


def test_whose_identities_they_are_not_sees_none(cabinet, linked):
    minister = cabinet.id("minister")
    for other in ("finance", "officer", "head", "auditor", "stranger"):
        with pytest.raises(Missing):
            cabinet.look(other, lambda actor: list_identities(actor, minister))
        with pytest.raises(Denied):
            cabinet.act(
                other,
                lambda actor: link_identity(
                    actor, session().get_one(Account, minister), linked.issuer, "s"
                ),
            )


def test_the_last_way_in_is_not_taken_away_by_oneself(cabinet, linked):
    minister = cabinet.id("minister")
    run(lambda: setattr(session().get_one(Account, minister), "password_hash", None))
    (identity,) = cabinet.look("minister", lambda actor: list_identities(actor, minister))
    unlink = lambda actor: unlink_identity(actor, find_linkable(actor, minister), identity.id)  # noqa: E731
    with pytest.raises(Refused):
        cabinet.act("minister", unlink)
    cabinet.act("admin", unlink)
    assert count(ExternalIdentity) == 0
