"""Signing in and out, and what a session opens."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ecabinet.accounts import sessions
from ecabinet.accounts.models import Account, SignIn
from ecabinet.audit.models import Entry
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import engines, run
from tests.cabinet import PASSWORD

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng"


def events():
    with reading():
        return list(session().scalars(select(Entry.event).order_by(Entry.at)))


def test_signing_in_opens_today_and_is_written_down(sign_in):
    assert sign_in("minister").get("/me").status_code == 200
    assert "account.signed_in" in events()


@pytest.mark.parametrize(
    ("username", "password"),
    [("minister", "wrong password"), ("nobody", PASSWORD), ("minister", "x" * 5000)],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(app, cabinet, username, password):
    reply = app.test_client().post("/sign-in", data={"username": username, "password": password})
    assert reply.status_code == 422
    assert WRONG in reply.text or "Kính đề nghị nhập" in reply.text
    assert "Set-Cookie" not in reply.headers or "ecabinet=" not in reply.headers["Set-Cookie"]


def test_what_was_typed_is_kept_but_for_the_password(app, cabinet):
    reply = app.test_client().post("/sign-in", data={"username": "minister", "password": "wrong"})
    assert 'value="minister"' in reply.text
    assert "wrong" not in reply.text


def test_signing_out_kills_the_session_for_good(app, sign_in):
    client = sign_in("minister")
    key = client.get_cookie("ecabinet").value
    assert client.post("/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("ecabinet", key)
    assert thief.get("/me").status_code == 302


def test_an_old_session_asks_to_sign_in_again(sign_in):
    client = sign_in("minister")
    with clock.set_to(clock.now() + sessions.LIFETIME + timedelta(minutes=1)):
        reply = client.get("/me")
        assert reply.status_code == 302
        assert "ended=1" in reply.location
        assert "đã kết thúc" in client.get(reply.location).text
        assert client.post("/notices/read").status_code == 401


@pytest.mark.parametrize("change", [{"active": False}, {"authz_epoch": 7}])
def test_a_session_ends_when_rights_do(cabinet, sign_in, change):
    client = sign_in("minister")
    run(
        lambda: session().execute(
            update(Account).where(Account.username == "minister").values(change)
        )
    )
    assert client.get("/me").status_code == 302


def test_only_the_hash_of_a_key_is_kept(sign_in):
    key = sign_in("minister").get_cookie("ecabinet").value
    with engines()[0].connect() as connection:
        rows = connection.execute(select(SignIn)).all()
    assert rows
    assert key not in str(rows)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\\evil",
    ],
)
def test_signing_in_leads_nowhere_else(app, cabinet, target):
    data = {"username": "minister", "password": PASSWORD, "next": target}
    assert app.test_client().post("/sign-in", data=data).location == "/"


def test_language_and_theme_are_kept_with_the_account(sign_in):
    client = sign_in("minister")
    client.post("/preferences", data={"language": "en", "theme": "dark", "text_size": "huge"})
    page = client.get("/me").text
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page
    assert "huge" not in page


def test_a_stranger_reads_english_after_asking_for_it(app):
    client = app.test_client()
    assert "Đăng nhập" in client.get("/sign-in").text
    client.post("/preferences", data={"language": "en"})
    assert "User name" in client.get("/sign-in").text


def test_the_form_signs_in_with_the_right_password(app, cabinet):
    client = app.test_client()
    reply = client.post("/sign-in", data={"username": " Minister ", "password": PASSWORD})
    assert (reply.status_code, reply.location) == (303, "/")
    assert client.get("/me").status_code == 200


def test_a_demonstration_says_where_its_password_stands(app, monkeypatch, tmp_path):
    assert "demo-password" not in app.test_client().get("/sign-in").text
    monkeypatch.setitem(app.config, "DEMO", True)
    monkeypatch.setitem(app.config, "DATA", tmp_path / "elsewhere")
    assert f"{tmp_path}/elsewhere/demo-password" in app.test_client().get("/sign-in").text
    monkeypatch.chdir(tmp_path)
    assert " elsewhere/demo-password" in app.test_client().get("/sign-in").text
