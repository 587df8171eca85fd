"""The three steps of the first start, as a browser without script walks them."""

import re
import subprocess
import sys
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from sqlalchemy import select

from ecabinet.accounts.models import Account
from ecabinet.audit.models import Entry
from ecabinet.bodies.founding import declare_installation, issue_link
from ecabinet.bodies.models import Body, InstallationKind
from ecabinet.bodies.rules import PRESETS
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run
from ecabinet.notifications import mail
from tests.servers import ROOT

pytestmark = pytest.mark.once

PASSWORD = "thuyền về bến cũ"
WHO = {
    "name": "Lương Thế Vinh",
    "username": "QuanTri",
    "email": "quantri@example.vn",
    "password": PASSWORD,
    "again": PASSWORD,
}
BODY = {
    "name": "Ủy ban nhân dân tỉnh Hòa Giang",
    "members_name": "thành viên Ủy ban nhân dân tỉnh",
    "place": "Hòa Giang",
    "preset": "province",
}
LINK = re.compile(r"http://localhost:\d+(/first-start/[\w-]{43})")


@pytest.fixture
def link(app):
    """The address that the first start of a real installation prints."""
    run(lambda: declare_installation(InstallationKind.REAL))
    return f"/first-start/{run(issue_link)}"


@pytest.fixture
def visitor(app):
    return app.test_client()


@pytest.fixture
def administrator(visitor, link):
    """The browser of whoever has just made themselves the administrator."""
    visitor.post(link, data=WHO)
    return visitor


@pytest.fixture
def use_mail(monkeypatch, tmp_path):
    """Choose another way for letters, for this test alone."""
    for name in ("_post", "_sender", "_base_url", "_way"):
        monkeypatch.setattr(mail, name, [])
    return lambda url: mail.use_mail(url, tmp_path / "outbox", "a@example.vn", "http://here")


def test_three_steps_lead_from_the_link_to_the_home_page(visitor, link, use_mail, tmp_path):
    use_mail(None)
    assert "Quản trị viên đầu tiên" in visitor.get(link).text
    reply = visitor.post(link, data=WHO)
    assert (reply.status_code, reply.location) == (303, "/first-start/body")
    assert "Cơ quan đầu tiên" in visitor.get(reply.location).text
    reply = visitor.post("/first-start/body", data=BODY)
    assert (reply.status_code, reply.location) == (303, "/first-start/mail")
    assert str(tmp_path / "outbox") in visitor.get(reply.location).text
    assert BODY["name"] in visitor.get("/").text
    with reading():
        assert session().scalars(select(Body)).one().rules == PRESETS["province"]


def test_the_administrator_signs_in_with_what_was_chosen(administrator, app):
    reply = app.test_client().post("/sign-in", data={"username": "quantri", "password": PASSWORD})
    assert reply.status_code == 303
    with reading():
        kept = session().scalars(select(Account).where(Account.username == "quantri")).one()
    assert kept.password_hash.startswith("$argon2id$")


def test_the_link_leads_nowhere_once_it_was_used(administrator, link, app):
    for each in (administrator, app.test_client()):
        assert each.get(link).status_code == 404
        assert each.post(link, data=WHO | {"username": "other"}).status_code == 404
    with reading():
        assert session().scalars(select(Account).where(Account.username == "other")).all() == []


def test_after_an_hour_the_link_says_what_to_do(visitor, link):
    with set_to(now() + timedelta(minutes=61)):
        for reply in (visitor.get(link), visitor.post(link, data=WHO)):
            assert reply.status_code == 410
            assert "khởi động lại e-Cabinet" in reply.text


def test_a_guess_finds_nothing(visitor, link):
    assert visitor.get(f"{link[:-1]}{'A' if link[-1] != 'A' else 'B'}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"password": "ngắn", "again": "ngắn"}, "password"),
        ({"password": "123456789012", "again": "123456789012"}, "password"),
        ({"username": "hoang.van.thu", "password": "hoang.van.thu", "again": "hoang.van.thu"}, "password"),
        ({"again": "thuyền về bến khác"}, "again"),
        ({"username": "tên có dấu"}, "username"),
        ({"username": "system-founder"}, "username"),
        ({"email": "quantri"}, "email"),
        ({"name": "   "}, "name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_the_rest_is_kept(visitor, link, wrong, field):
    reply = visitor.post(link, data=WHO | wrong)
    assert reply.status_code == 422
    assert f'id="f-{field}-error"' in reply.text
    assert (WHO | wrong)["email"] in reply.text
    assert (WHO | wrong)["password"] not in reply.text.replace((WHO | wrong)["username"], "")
    assert visitor.post(link, data=WHO).status_code == 303


def test_the_language_chosen_on_the_way_is_kept(visitor, link):
    visitor.set_cookie("language", "en")
    visitor.post(link, data=WHO)
    visitor.delete_cookie("language")
    assert "The first body" in visitor.get("/first-start/body").text


def test_who_was_interrupted_finds_the_way_on_at_home(administrator):
    assert 'href="/first-start/body"' in administrator.get("/").text
    administrator.post("/first-start/body", data=BODY)
    home = administrator.get("/").text
    assert "/first-start/body" not in home
    assert 'href="/first-start/mail"' in home
    assert 'href="/administration/people/import"' in home  # nobody can meet yet
    new = {"name": "Lê Thị Bình", "username": "binh", "email": ""}
    assert administrator.post("/administration/people/new", data=new).status_code == 303
    assert 'href="/administration/people/import"' not in administrator.get("/").text


def test_the_rules_of_both_presets_stand_in_words(administrator):
    page = administrator.get("/first-start/body").text
    assert "2/3 tổng số thành viên" in page
    assert "từ 2 đến 5 ngày làm việc" in page
    assert "từ 3 đến 5 ngày làm việc" in page


def test_an_incomplete_body_is_not_founded(administrator):
    reply = administrator.post("/first-start/body", data=BODY | {"preset": "", "place": ""})
    assert reply.status_code == 422
    assert BODY["name"] in reply.text
    with reading():
        assert session().scalars(select(Body)).all() == []


def test_there_is_no_second_first_body(administrator):
    administrator.post("/first-start/body", data=BODY)
    assert administrator.get("/first-start/body").status_code == 404
    assert administrator.post("/first-start/body", data=BODY).status_code == 404


def test_a_test_letter_reaches_the_administrator(administrator, use_mail, tmp_path):
    use_mail(None)
    reply = administrator.post("/first-start/mail", follow_redirects=True)
    assert "Thư gửi quantri@example.vn đã được lưu vào thư mục" in reply.text
    (letter,) = (tmp_path / "outbox").glob("*.eml")
    assert b"To: quantri@example.vn" in letter.read_bytes()


def test_a_mail_server_that_does_not_answer_is_said(administrator, use_mail):
    use_mail("smtp://post:giữ-kín@127.0.0.1:9")
    page = administrator.get("/first-start/mail").text
    assert "127.0.0.1:9" in page
    assert "giữ-kín" not in page
    reply = administrator.post("/first-start/mail", follow_redirects=True)
    assert "Chưa chuyển được thư" in reply.text
    with reading():
        tried = (
            session().scalars(select(Entry).where(Entry.event == "installation.mail_tried")).one()
        )
    assert tried.details == {"sent": False}


@pytest.mark.parametrize("username", ["officer", "auditor", "minister"])
@pytest.mark.parametrize("path", ["/first-start/body", "/first-start/mail"])
def test_nobody_else_finds_the_later_steps(sign_in, username, path):
    run(lambda: declare_installation(InstallationKind.REAL))
    assert sign_in(username).get(path).status_code == 404
    assert sign_in(username).post(path, data=BODY).status_code == 404


@pytest.mark.parametrize("path", ["/first-start/body", "/first-start/mail"])
def test_a_demonstration_has_no_first_start(sign_in, path):
    run(lambda: declare_installation(InstallationKind.DEMO))
    assert sign_in("admin").get(path).status_code == 404
    assert sign_in("admin").post(path, data=BODY).status_code == 404


def status(url):
    try:
        with urlopen(url) as answer:
            return answer.status
    except HTTPError as refusal:
        with refusal:
            return refusal.code


def test_every_start_without_an_administrator_prints_a_fresh_link(start_server):
    server = start_server(DEMO="0")
    (first,) = LINK.findall(server.log())
    server.kill_9()
    server.start()
    second = LINK.findall(server.log())[-1]
    assert second != first
    assert status(f"{server.url}{second}") == 200
    assert status(f"{server.url}{first}") == 404
    mixed = subprocess.run(
        [sys.executable, "-m", "ecabinet.start"],
        check=False,
        cwd=ROOT,
        env=server.environment | {"DEMO": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert mixed.returncode == 1
    assert "Set DEMO=0" in mixed.stderr
    assert not (server.data / "demo-telling").exists()
