"""Rules of procedure as a form: every rule has its words, its law and its preset; a change is kept."""

from datetime import timedelta

import pytest

from ecabinet.bodies.models import Body
from ecabinet.bodies.rules import PRESETS, Rules
from ecabinet.bodies.rules_words import WORDS
from ecabinet.core.clock import now, set_to
from tests.bodies.test_settings_pages import facts, one

pytestmark = pytest.mark.once

RULES = {
    "source": "Quy chế làm việc số 12",
    "papers_ahead_days": "7",
    "extraordinary_ahead_days": "1",
    "quorum_share": "3",
    "quorum_whole": "4",
    "notice_days": "5",
    "check_days": "2",
    "submit_days": "5",
    "answer_days": "3",
    "summary_over_pages": "10",
    "summary_pages": "6",
    "required_papers": ["submission", "draft"],
    "options": "government",
    "tie": "head",
    "form_days_least": "2",
    "form_days_most": "5",
    "silence": "agreed",
    "online_counts": "yes",
    "remote_vote": "yes",
    "revision": "0",
    "law-papers_ahead_days": "Quy chế, Điều 9",
}


@pytest.fixture
def where(cabinet):
    return f"/administration/bodies/{cabinet.body}/rules"


@pytest.mark.once
def test_every_rule_has_its_words_and_a_law_for_each_preset():
    assert set(WORDS) == set(Rules.model_fields) - {"source", "laws"}
    assert all(set(words.laws) == set(PRESETS) for words in WORDS.values())


def test_a_change_is_saved_and_the_trail_keeps_what_it_was(cabinet, sign_in, where):
    assert sign_in("admin").post(where, data=RULES).status_code == 303
    rules = one(Body, cabinet.body).rules
    assert (rules.papers_ahead_days, rules.quorum_of, rules.source) == (
        7,
        (3, 4),
        "Quy chế làm việc số 12",
    )
    assert rules.required_papers == ("submission", "draft")
    assert rules.laws == {"papers_ahead_days": "Quy chế, Điều 9"}
    kept = facts("body.rules_changed")[-1]
    assert "papers_ahead_days=5" in kept["before"]
    assert "papers_ahead_days=7" in kept["after"]
    assert not any(each.startswith("notice_days") for each in kept["before"])


def test_the_source_of_a_preset_left_as_it_was_stays_one_for_every_language(
    cabinet, sign_in, where
):
    client = sign_in("admin")
    shown = client.get(where).text
    start = shown.index('name="source"')
    written = shown[shown.index(">", start) + 1 : shown.index("</textarea>", start)].strip()
    client.post(where, data=RULES | {"source": written})
    assert one(Body, cabinet.body).rules.source == PRESETS["government"].source


def test_a_percent_sign_in_a_source_breaks_no_page(cabinet, sign_in, where):
    client = sign_in("admin")
    client.post(where, data=RULES | {"source": "Trên 50% số thành viên"})
    for path in ("/", "/administration/bodies/", where):
        reply = client.get(path)
        assert reply.status_code == 200
        assert "Trên 50% số thành viên" in reply.text


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("quorum_whole", "2"),
        ("form_days_most", "1"),
        ("extraordinary_ahead_days", "9"),
        ("papers_ahead_days", "0"),
        ("papers_ahead_days", "năm"),
        ("check_days", "0"),
        ("summary_over_pages", "0"),
        ("required_papers", "evidence"),
        ("tie", "nobody knows"),
        ("source", ""),
        ("law-tie", "x" * 201),
    ],
)
def test_a_rule_that_cannot_be_is_said_beside_it(cabinet, sign_in, where, field, wrong):
    reply = sign_in("admin").post(where, data=RULES | {field: wrong})
    assert reply.status_code == 422
    assert f'href="#f-{field}"' in reply.text
    assert one(Body, cabinet.body).revision == 0


def test_the_second_writer_of_the_rules_overwrites_nothing(cabinet, sign_in, where):
    client = sign_in("admin")
    client.post(where, data=RULES)
    late = client.post(where, data=RULES | {"papers_ahead_days": "9"})
    assert late.status_code == 409
    assert one(Body, cabinet.body).rules.papers_ahead_days == 7


def test_nobody_else_changes_the_rules(cabinet, sign_in, where):
    codes = {sign_in(each).post(where, data=RULES).status_code for each in ("chair", "auditor")}
    assert codes == {403}


@pytest.mark.parametrize(
    "path",
    [
        "/administration/bodies/{body}/rules",
        "/administration/retention/kinds/access",
        "/administration/retention/holds/new",
    ],
)
def test_what_weighs_much_asks_once_more_who_it_is(cabinet, sign_in, path):
    client, asked = sign_in("admin"), path.format(body=cabinet.body)
    with set_to(now() + timedelta(minutes=6)):
        for reply in (client.get(asked), client.post(asked, data={"back": asked})):
            assert reply.status_code in {302, 303}
            assert reply.location.startswith("/verify?")
    assert one(Body, cabinet.body).revision == 0
