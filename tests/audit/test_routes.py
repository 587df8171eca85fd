"""The pages of whoever supervises: who reaches them, what they find there, and what they never find."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import delete, select, update

from ecabinet.accounts.models import SignIn
from ecabinet.agenda.models import Item, Secrecy
from ecabinet.audit.exports import verify_file
from ecabinet.audit.jobs import check_daily
from ecabinet.audit.models import Check, Entry
from ecabinet.audit.policy import may_see, visible_to
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Post, Role
from ecabinet.core import signing
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import engines, run
from tests.audit.chains import write
from tests.ballots.stage import Stage
from tests.cabinet import EVERYBODY

PAGES = ("/audit/", "/audit/checkpoints.jsonl", "/audit/key.pem")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("username", ["chair", "head", "officer", "assistant", "stranger", "admin"])
def test_the_trail_is_the_auditors_alone(sign_in, username, path):
    assert sign_in(username).get(path).status_code == 404


@pytest.mark.parametrize("username", ["auditor", "admin"])
@pytest.mark.parametrize("path", ["/audit/state", "/audit/access/"])
def test_who_supervises_sees_whether_it_is_whole_and_who_came(sign_in, username, path):
    assert sign_in(username).get(path).status_code == 200


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_rule_and_its_sql_agree(cabinet, username):
    with reading():
        actor = load_actor(cabinet.id(username))
        everything = session().scalars(select(Entry)).all()
        by_rule = {(each.chain, each.position) for each in everything if may_see(actor, each)}
        found = session().scalars(select(Entry).where(visible_to(actor))).all()
    assert {(each.chain, each.position) for each in found} == by_rule
    assert bool(by_rule) == (username == "auditor")


def test_the_auditor_of_a_body_sees_its_chain_alone(cabinet, sign_in):
    def move(_):
        post = session().scalars(select(Post).where(Post.role == Role.AUDITOR)).one()
        post.body_id = cabinet.body

    cabinet.act("admin", move)
    text = sign_in("auditor").get("/audit/").text
    assert f"/audit/entries/{cabinet.body}/" in text
    assert "/audit/entries/installation/" not in text
    assert cabinet.other_body not in text


@pytest.fixture
def voted(cabinet):
    """A session with an item on which two members have voted."""
    stage = Stage(cabinet).start()
    ballot = stage.open()
    for username in ("minister", "finance"):
        stage.cast(username, ballot)
    return stage


def listed(client, **asked):
    reply = client.get("/audit/", query_string=asked)
    assert reply.status_code == 200
    return reply.text


def test_who_did_what_is_found_by_person_thing_group_body_and_day(cabinet, sign_in, voted):
    auditor = sign_in("auditor")
    everything = listed(auditor)
    assert "Biểu quyết về: 1. Nhà ở xã hội" in everything
    minister = cabinet.id("minister")
    assert f"person={minister}" in listed(auditor, name="vu an khang")
    mine = listed(auditor, person=minister, group="ballots")
    assert mine.count("Biểu quyết về:") == 1
    assert "Mở biểu quyết" not in mine
    assert "Biểu quyết về:" in listed(auditor, thing=voted.item)
    assert "Biểu quyết về:" not in listed(auditor, chain=cabinet.other_body)
    assert "Biểu quyết về:" not in listed(auditor, last="2020-01-31")
    assert "Biểu quyết về:" in listed(auditor, first="2020-01-31", last="2099-01-31")


@pytest.mark.parametrize(
    "asked",
    [{"first": "tomorrow"}, {"group": "none"}, {"thing": "'; DROP"}, {"name": "x" * 201}],
    ids=str,
)
def test_what_cannot_be_looked_for_is_said_beside_its_field(sign_in, asked):
    reply = sign_in("auditor").get("/audit/", query_string=asked)
    assert reply.status_code == 422
    assert "field--wrong" in reply.text


def test_pages_follow_one_another_and_ask_the_same_number_of_things(cabinet, sign_in, statements):
    write(cabinet.body, 120)
    auditor, path, seen, asked = sign_in("auditor"), "/audit/?group=settings", [], []
    auditor.get(path)
    while path:
        with statements() as count:
            text = auditor.get(path).text
        asked.append(count())
        seen += re.findall(r'href="(/audit/entries/[^"]+)"', text)
        more = re.search(r'href="(/audit/\?[^"]*after=[^"]+)"', text)
        path = unescape(more.group(1)) if more else None
    assert len(seen) == len(set(seen)) >= 80
    assert len(asked) > 1
    assert max(asked) <= min(asked) + 2  # a page further looks its beginning up


def test_a_restricted_item_has_no_title_in_the_trail(cabinet, sign_in, voted):
    run(lambda: setattr(session().get_one(Item, voted.item), "secrecy", Secrecy.RESTRICTED))
    text = listed(sign_in("auditor"), group="ballots")
    assert "một nội dung không nêu tên tại đây" in text
    assert "Nhà ở xã hội" not in text
    with reading():
        told = [str(each.details) for each in session().scalars(select(Entry))]
    assert not [each for each in told if "Nhà ở xã hội" in each]


def test_an_entry_says_whether_its_link_holds(cabinet, sign_in):
    auditor = sign_in("auditor")
    path = f"/audit/entries/{cabinet.body}/2"
    assert "Mắt xích nguyên vẹn" in auditor.get(path).text
    with engines()[-1].begin() as connection:
        at = (Entry.chain == cabinet.body) & (Entry.position == 2)
        connection.execute(update(Entry).where(at).values(actor_id="nobody"))
    assert "Mắt xích đứt gãy" in auditor.get(path).text
    assert auditor.get(f"/audit/entries/{cabinet.body}/9999").status_code == 404


def test_a_break_is_told_to_who_supervises_and_stands_in_red(cabinet, sign_in, drain):
    auditor = sign_in("auditor")
    assert auditor.post("/audit/checks").status_code == 303
    drain()
    assert "Nhật ký nguyên vẹn" in auditor.get("/audit/state").text
    with engines()[-1].begin() as connection:
        connection.execute(delete(Entry).where(Entry.chain == cabinet.body, Entry.position == 2))
    sign_in("admin").post("/audit/checks")
    drain()
    for path in ("/audit/", "/audit/state"):
        assert "Nhật ký không còn nguyên vẹn" in auditor.get(path).text
    for username in ("auditor", "admin"):
        assert "Nhật ký bị đứt gãy" in sign_in(username).get("/notices/").text
    assert "Nhật ký bị đứt gãy" not in sign_in("minister").get("/notices/").text


def test_it_is_checked_once_a_day_by_itself(cabinet, drain):
    for hours in (0, 1, 23, 25):
        with set_to(now() + timedelta(hours=hours)):
            check_daily()
            drain()
    with reading():
        checks = session().scalars(select(Check)).all()
    assert [each.broken for each in checks] == [0, 0]
    assert all(each.finished_at and each.walked >= each.entries > 0 for each in checks)


def fresh(client, cabinet, username):
    """Let the person of a browser have shown just now who they are."""
    run(
        lambda: session().execute(
            update(SignIn)
            .where(SignIn.account_id == cabinet.id(username))
            .values(verified_at=now())
        )
    )
    return client


def test_a_copy_asks_who_is_there_stands_in_the_trail_and_can_be_checked(
    cabinet, sign_in, tmp_path, voted
):
    auditor = sign_in("auditor")
    run(lambda: session().execute(update(SignIn).values(verified_at=None)))
    assert "/verify" in auditor.post("/audit/export", data={"form": "jsonl"}).location
    fresh(auditor, cabinet, "auditor")
    with auditor.post("/audit/export", data={"form": "jsonl"}) as reply:
        assert reply.status_code == 200
        (tmp_path / "copy").write_bytes(reply.data)
    assert list(verify_file(tmp_path / "copy", signing.known_keys())) == []
    assert b'"event":"trail.exported"' in reply.data
    with auditor.post("/audit/export", data={"form": "csv", "group": "ballots"}) as reply:
        rows = reply.data.decode("utf-8-sig").splitlines()
    assert len(rows) == 5  # the heading; prepared, opened, and two votes
    with auditor.post("/audit/export", data={"form": "xlsx"}) as reply:
        assert reply.data.startswith(b"PK")
    assert auditor.post("/audit/export", data={"form": "exe"}).status_code == 422
    assert fresh(sign_in("admin"), cabinet, "admin").post("/audit/export").status_code == 404


def test_the_sign_in_log_is_looked_through_and_taken_out(cabinet, sign_in, app):
    stranger = app.test_client()
    for username in ("minister", "nobody-here"):
        stranger.post("/sign-in", data={"username": username, "password": "not the right one"})
    admin = fresh(sign_in("admin"), cabinet, "admin")
    failed = admin.get("/audit/access/?what=failed").text
    assert "Sai mật khẩu" in failed
    assert "Vũ An Khang" in failed
    assert "nobody-here" not in failed
    assert "Sai mật khẩu" in admin.get(f"/audit/access/?person={cabinet.id('minister')}").text
    person, other = cabinet.id("finance"), "/audit/access/?address=10."
    assert 'class="row trail-row"' not in admin.get(f"/audit/access/?person={person}").text
    assert 'class="row trail-row"' not in admin.get(other).text
    with admin.post("/audit/access/export", data={"form": "csv", "what": "failed"}) as reply:
        assert "Sai mật khẩu" in reply.data.decode("utf-8-sig")
    assert sign_in("minister").get("/audit/access/").status_code == 404


def test_a_person_sees_their_own_last_deeds_and_no_titles(sign_in, voted):
    text = sign_in("minister").get("/me").text
    assert "Biểu quyết về: một nội dung không nêu tên tại đây" in text
