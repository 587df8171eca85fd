"""Reading, editing and taking back a manual."""

import pytest
from sqlalchemy import select

from ecabinet.audit.models import Entry
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Missing
from ecabinet.core.transaction import run
from ecabinet.manuals.operations import edit_manual, restore_manual
from ecabinet.manuals.queries import find_text
from ecabinet.manuals.shipped import ROLES
from tests.cabinet import EVERYBODY, PEOPLE

OWN = "# Bản của cơ quan\n\n## Một\n\nNội dung **riêng**."


def events():
    with reading():
        return [
            each
            for each in session().scalars(select(Entry.event).order_by(Entry.chain, Entry.position))
            if each.startswith("manual.")
        ]


def test_everybody_finds_their_own_manual_first(sign_in):
    for username, role in (*((each[0], each[2]) for each in PEOPLE), ("admin", "administrator")):
        own, others = sign_in(username).get("/manuals/").text.split('id="others"')
        listed = [f'href="/manuals/{each}"' for each in (role, "everybody")]
        assert own.index(listed[0]) < own.index(listed[1])
        assert (own + others).count('<a href="/manuals/') == len(ROLES)


def test_every_manual_opens_in_both_languages(sign_in):
    client = sign_in("guest")
    for role in ROLES:
        for language in ("vi", "en"):
            reply = client.get(f"/manuals/{role}?language={language}")
            assert reply.status_code == 200
            assert f'<div lang="{language}">' in reply.text
            assert 'href="#section-1"' in reply.text
            assert 'id="section-1"' in reply.text


@pytest.mark.parametrize(
    "path", ["/manuals/nobody", "/manuals/..%2fvi%2fmember", "/manuals/x/vi/edit"]
)
def test_a_manual_that_is_not_there_is_missing(sign_in, path):
    assert sign_in("admin").get(path).status_code == 404


def test_an_unknown_language_reads_vietnamese(sign_in):
    assert '<div lang="vi">' in sign_in("guest").get("/manuals/guest?language=../..").text


def test_the_house_puts_its_own_text_and_takes_it_back(sign_in):
    admin, guest = sign_in("admin"), sign_in("guest")
    edit = "/manuals/guest/vi/edit"
    assert 'name="revision" value="0"' in admin.get(edit).text
    assert admin.post(edit, data={"text": OWN, "revision": 0}).status_code == 303
    assert "<strong>riêng</strong>" in guest.get("/manuals/guest").text
    assert "riêng" not in guest.get("/manuals/guest?language=en").text
    assert "Trở về nội dung gốc" in admin.get(edit).text
    assert admin.post("/manuals/guest/vi/restore", data={"revision": 1}).status_code == 303
    assert "Bản của cơ quan" not in guest.get("/manuals/guest").text
    assert events() == ["manual.edited", "manual.restored"]


def test_a_preview_keeps_nothing(sign_in):
    reply = sign_in("admin").post(
        "/manuals/guest/vi/edit", data={"text": OWN, "revision": 0, "preview": "1"}
    )
    assert reply.status_code == 200
    assert "<strong>riêng</strong>" in reply.text
    assert "## Một" in reply.text
    assert events() == []


def test_the_second_of_two_writers_sees_both_texts(sign_in):
    admin, edit = sign_in("admin"), "/manuals/guest/vi/edit"
    admin.post(edit, data={"text": OWN, "revision": 0})
    reply = admin.post(edit, data={"text": "# Bản khác", "revision": 0})
    assert reply.status_code == 409
    assert "# Bản khác" in reply.text
    assert "# Bản của cơ quan" in reply.text
    assert 'name="revision" value="1"' in reply.text
    assert admin.post("/manuals/guest/vi/restore", data={"revision": 0}).status_code == 409
    assert admin.post(edit, data={"text": "# Bản khác", "revision": 1}).status_code == 303


def test_the_same_text_again_is_no_deed(sign_in):
    admin, edit = sign_in("admin"), "/manuals/guest/vi/edit"
    admin.post(edit, data={"text": OWN.replace("\n", "\r\n"), "revision": 0})
    admin.post(edit, data={"text": OWN, "revision": 1})
    assert events() == ["manual.edited"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": "", "revision": 0},
        {"text": "x" * 70_000, "revision": 0},
        {"text": "x\n\n" + "<" * 60_000, "revision": 0},
        {"text": "x", "revision": "-1"},
        {"text": "x", "revision": "new"},
    ],
    ids=["nothing", "empty", "too long", "too long once shown", "below 0", "no number"],
)
def test_what_cannot_be_kept_is_said_so(sign_in, data):
    reply = sign_in("admin").post("/manuals/guest/vi/edit", data=data)
    assert reply.status_code == 422
    assert events() == []


def test_only_an_administrator_edits(cabinet, sign_in):
    for username in EVERYBODY:
        if username != "admin":
            client = sign_in(username)
            assert client.get("/manuals/guest/vi/edit").status_code == 403
            data = {"text": OWN, "revision": 0}
            assert client.post("/manuals/guest/vi/edit", data=data).status_code == 403
            assert client.post("/manuals/guest/vi/restore", data=data).status_code == 403
            assert "/edit" not in client.get("/manuals/guest").text
    with pytest.raises(Denied):
        cabinet.act(
            "head", lambda actor: edit_manual(actor, find_text(actor, "guest", "vi"), "x", 0)
        )
    with pytest.raises(Denied):
        cabinet.act("head", lambda actor: restore_manual(actor, find_text(actor, "guest", "vi"), 0))


def test_taking_back_what_was_never_changed_changes_nothing(cabinet):
    cabinet.act("admin", lambda actor: restore_manual(actor, find_text(actor, "guest", "vi"), 0))
    assert events() == []
    with pytest.raises(Missing):
        run(lambda: find_text(None, "guest", "fr"))
