"""The pages of whoever supervises: who reaches them, what they find there, and what they never find."""

import pytest
from sqlalchemy import select

from ecabinet.audit.models import Entry
from ecabinet.audit.policy import may_see, visible_to
from ecabinet.bodies.actors import load_actor
from ecabinet.bodies.models import Post, Role
from ecabinet.core.database import reading, session
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
