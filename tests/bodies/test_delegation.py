"""What a member lets an assistant into, for how long, and who may say so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.bodies.actors import today
from ecabinet.bodies.models import Post, Scope
from ecabinet.core import clock
from ecabinet.core.clock import now
from ecabinet.core.database import reading
from tests.consultations.asking import Asking
from tests.meetings.sessions import Session

ALL = [each.value for each in Scope]


def post_of(cabinet, who):
    with reading() as current:
        return current.scalars(select(Post.id).where(Post.account_id == cabinet.id(who))).one()


@pytest.fixture
def post(cabinet):
    return post_of(cabinet, "assistant")


def let(client, post, *scopes, until=""):
    return client.post(f"/delegations/{post}", data={"scopes": [*scopes], "until": until})


def status(client, path):
    return client.get(path).status_code


def test_a_member_says_what_their_assistant_reads(cabinet, sign_in, post):
    session, form = Session(cabinet), Asking(cabinet)
    session.published()
    form.send()
    paths = {
        "sessions": f"/meetings/{session.id}",
        "opinions": f"/consultations/{form.id}",
        "tasks": "/tasks/",
    }
    member, assistant = sign_in("minister"), sign_in("assistant")
    for only in paths:
        assert let(member, post, only).status_code == 303
        seen = {scope: status(assistant, path) for scope, path in paths.items()}
        assert seen == {scope: 200 if scope == only else 404 for scope in paths}


def test_taking_back_needs_one_press_and_holds_at_once(cabinet, sign_in, post):
    session = Session(cabinet)
    session.published()
    assistant = sign_in("assistant")
    assert status(assistant, f"/meetings/{session.id}") == 200
    assert sign_in("minister").post(f"/delegations/{post}/take-back").status_code == 303
    assert status(assistant, f"/meetings/{session.id}") == 404
    let(sign_in("minister"), post, "sessions")
    assert status(assistant, f"/meetings/{session.id}") == 200


@pytest.mark.parametrize(
    "other", ["finance", "head", "officer", "assistant", "auditor", "stranger"]
)
def test_nobody_else_may_say_so(sign_in, post, other):
    assert let(sign_in(other), post, *ALL).status_code == 404
    assert sign_in(other).post(f"/delegations/{post}/take-back").status_code == 404


def test_an_administrator_may(sign_in, post):
    assert let(sign_in("admin"), post, "tasks").status_code == 303


def test_wrong_words_are_said_beside_the_form(sign_in, post):
    client = sign_in("minister")
    yesterday = (today() - timedelta(days=1)).isoformat()
    for scopes, until in (("everything",), ""), (("tasks",), yesterday), (("tasks",), "mai"):
        assert let(client, post, *scopes, until=until).status_code == 422
    assert let(client, "nothing", "tasks").status_code == 404


def test_a_member_names_another_assistant_for_a_time(cabinet, sign_in, post):
    session = Session(cabinet)
    session.published()
    until = today() + timedelta(days=3)
    sent = {
        "member_id": cabinet.id("finance"),
        "assistant": post,
        "scopes": ["sessions"],
        "until": until.isoformat(),
    }
    let(sign_in("minister"), post)  # their own member lets them into nothing
    assert status(sign_in("assistant"), f"/meetings/{session.id}") == 404
    for other in ("health", "head", "assistant"):
        assert sign_in(other).post("/delegations", data=sent).status_code in {403, 404}
    finance = sign_in("finance")
    assert finance.post("/delegations", data=sent).status_code == 303
    assert finance.post("/delegations", data=sent).status_code == 422, "they assist already"
    assert status(sign_in("assistant"), f"/meetings/{session.id}") == 200
    with clock.set_to(now() + timedelta(days=5)):
        assert status(sign_in("assistant"), f"/meetings/{session.id}") == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"assistant": "minister's"},
        {"assistant": ""},
        {"member_id": ""},
        {"until": ""},
        {"until": "2020-01-01"},
        {"scopes": ["all"]},
        {"member_id": "x" * 30},
    ],
)
def test_naming_says_what_is_wrong(cabinet, sign_in, post, wrong):
    sent = {"member_id": cabinet.id("finance"), "assistant": post, "scopes": ["tasks"],
            "until": (today() + timedelta(days=3)).isoformat()}  # fmt: skip
    assert sign_in("finance").post("/delegations", data=sent | wrong).status_code in {404, 422}


def test_the_form_stands_on_the_members_page_alone(sign_in):
    assert "Những gì trợ lý được xem" in sign_in("minister").get("/me").text
    for other in ("officer", "assistant", "admin", "guest"):
        assert "Những gì trợ lý được xem" not in sign_in(other).get("/me").text
