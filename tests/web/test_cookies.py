"""Every cookie that we set, with all its flags, on loopback http and over TLS; the headers of every kind of answer."""

import re

import pytest
from itsdangerous import BadSignature

from config import Config
from ecabinet.app import _settings
from tests.cabinet import PASSWORD
from tests.web.test_headers import CLOSED, POLICY, policy

CLOSED_ALWAYS = {"HttpOnly", "Path=/", "SameSite=Lax"}
TLS = "https://localhost"


def config(base_url):
    return Config(
        data="/nowhere",
        database_url="",
        secret_key="s" * 43,
        master_key=b"m",
        signing_key=b"g",
        base_url=base_url,
    )


@pytest.fixture
def over_tls(app):
    """The application as it is configured where people reach it over TLS."""
    wanted = {name: value for name, value in _settings(config(TLS)).items() if "COOKIE" in name}
    wanted |= {"SECURE": True, "ORIGINS": [TLS]}
    before = {name: app.config.get(name) for name in wanted}
    app.config.update(wanted)
    yield app
    app.config.update(before)


def cookies(*replies):
    """Return every cookie that was set to something, with its flags."""
    said = [line for reply in replies for line in reply.headers.getlist("Set-Cookie")]
    return {
        line.partition("=")[0]: {each.strip() for each in line.split(";")[1:]}
        for line in said
        if "Max-Age=0" not in line
    }


def everything_set(app, base_url):
    """Walk what sets a cookie: the form's guard, the key, the device, what one prefers."""
    client = app.test_client()
    data = {"username": "minister", "password": PASSWORD}
    wanted = {"language": "en", "theme": "dark", "text_size": "large"}
    return cookies(
        client.get("/sign-in", base_url=base_url),
        client.post("/sign-in", data=data, base_url=base_url),
        client.get("/me", base_url=base_url),
        client.post("/preferences", data=wanted, base_url=base_url),
    )


def lasting(flags):
    return {each for each in flags if not each.startswith(("Expires", "Max-Age"))}


def test_on_loopback_every_cookie_is_out_of_reach_of_scripts_and_other_sites(app, cabinet):
    found = everything_set(app, "http://localhost")
    assert set(found) == {
        "ecabinet",
        "ecabinet-device",
        "ecabinet-form",
        "language",
        "theme",
        "text_size",
    }
    assert {name: lasting(flags) for name, flags in found.items()} == dict.fromkeys(
        found, CLOSED_ALWAYS
    )


def test_over_tls_every_cookie_is_secure_and_every_key_belongs_to_this_host(over_tls, cabinet):
    found = everything_set(over_tls, TLS)
    assert {name for name in found if name.startswith("__Host-")} == {
        "__Host-ecabinet",
        "__Host-ecabinet-device",
        "__Host-ecabinet-form",
    }
    assert set(found) - {"language", "theme", "text_size"} == {
        name for name in found if name.startswith("__Host-")
    }
    for name, flags in found.items():
        assert lasting(flags) == CLOSED_ALWAYS | {"Secure"}, name


def test_a_sessions_key_dies_with_the_browser_and_a_devices_lives_on(app, cabinet):
    found = everything_set(app, "http://localhost")
    assert not any(each.startswith(("Expires", "Max-Age")) for each in found["ecabinet"])
    assert any(each.startswith("Max-Age=34560000") for each in found["ecabinet-device"])


def test_signing_out_leaves_the_device_known(app, cabinet):
    client = app.test_client()
    client.post("/sign-in", data={"username": "minister", "password": PASSWORD})
    key = client.get_cookie("ecabinet-device").value
    client.post("/sign-out")
    assert client.get_cookie("ecabinet") is None
    assert client.get_cookie("ecabinet-device").value == key


KINDS = {
    "a page": lambda client: client.get("/me"),
    "a fragment": lambda client: client.get("/notices/", headers={"X-Fragment": "1"}),
    "JSON": lambda client: client.post("/socket-ticket", headers={"Accept": "application/json"}),
    "nothing": lambda client: client.post("/activity"),
    "a redirect": lambda client: client.get("/sign-in"),
    "a redirect of routing": lambda client: client.get("/notices"),
    "a no": lambda client: client.get("/meetings/none"),
    "a no in JSON": lambda client: client.get(
        "/meetings/none", headers={"Accept": "application/json"}
    ),
    "a wrong method": lambda client: client.get("/sign-out"),
    "a form that is wrong": lambda client: client.post("/me/password", data={"password": "x"}),
    "a missing file": lambda client: client.get("/papers/versions/none/file"),
    "another site": lambda client: client.post("/lock", headers={"Origin": "https://evil.example"}),
    "a locked screen": lambda client: client.post("/lock") and client.get("/me"),
    "the lock page": lambda client: client.post("/lock") and client.get("/locked"),
    "a locked script": lambda client: (
        client.post("/lock") and client.get("/me", headers={"Accept": "application/json"})
    ),
    "a wrong password": lambda client: client.post("/lock") and client.post("/unlock"),
    "signing out": lambda client: client.post("/sign-out"),
    "a stranger": lambda client: client.post("/sign-out") and client.get("/me"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_is_closed_and_kept_nowhere(sign_in, kind):
    reply = KINDS[kind](sign_in("minister"))
    assert policy(reply) == POLICY
    assert {name: reply.headers.getlist(name) for name in CLOSED} == {
        name: [value] for name, value in CLOSED.items()
    }
    assert reply.headers["Cache-Control"] == "no-store"
    assert not re.search(r"Werkzeug|Python|gunicorn", str(reply.headers.get("X-Powered-By", "")))


def test_signing_out_says_so_to_the_browsers_store(sign_in):
    assert sign_in("minister").post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_what_another_secret_signed_is_worth_nothing(app, monkeypatch):
    interface = app.session_interface
    signed = interface.get_signing_serializer(app).dumps({"csrf_token": "a"})
    assert interface.get_signing_serializer(app) is interface.get_signing_serializer(app)
    monkeypatch.setitem(app.config, "SECRET_KEY", "t" * 43)
    with pytest.raises(BadSignature):
        interface.get_signing_serializer(app).loads(signed)
