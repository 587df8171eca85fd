"""The page of rights is made from the rules themselves: each is in it, in words, and answers for every role."""

from pathlib import Path

import pytest

from ecabinet.bodies.models import Role
from ecabinet.desk.rights import rules, says, table
from ecabinet.desk.rights_words import FEATURES, RIGHTS
from ecabinet.desk.rights_world import OVER, PREPARED, RECUSED, STRANGE, UNDER_WAY, UNNAMED
from tests.cabinet import EVERYBODY

pytestmark = pytest.mark.once

PACKAGE = Path(__file__).parents[2] / "ecabinet"
HOUSE = {Role.ADMINISTRATOR, Role.AUDITOR}
# What somebody may do with themselves, whatever the body; and a list of which each sees their own.
ONES_OWN = {"bodies.may_act_as", "bodies.may_see_delegations", "bodies.may_see_recoveries"}
READS = {"auditor", "admin"}


def rights():
    return {
        f"{feature}.{right.name}": right for feature, found in table().items() for right in found
    }


def whoever(name, at):
    return {each.role for each in rights()[name].answers if at in each.when}


@pytest.mark.once
def test_every_rule_of_every_feature_is_in_the_page_and_nothing_else():
    features = {path.parent.name for path in PACKAGE.glob("*/policy.py")}
    assert set(FEATURES) == features
    assert set(RIGHTS) == {f"{each}.{name}" for each in features for name, _ in rules(each)}


@pytest.mark.once
def test_a_body_gives_no_right_in_another():
    strangers = set(Role) - HOUSE
    reached = {
        f"{feature}.{name}"
        for feature in FEATURES
        for name, rule in rules(feature)
        if any(says(rule, role, STRANGE) for role in strangers)
    }
    assert reached <= ONES_OWN


@pytest.mark.once
def test_who_looks_after_the_house_has_no_right_to_its_papers():
    for name, right in rights().items():
        if name.partition(".")[0] in {
            "meetings",
            "agenda",
            "papers",
            "ballots",
            "minutes",
            "tasks",
        }:
            assert [
                each.role for each in right.answers if each.role in HOUSE and each.when
            ] == [], name


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "at", "who"),
    [
        ("ballots.may_vote", UNDER_WAY, {Role.CHAIR, Role.MEMBER}),
        ("ballots.may_vote", UNNAMED, {Role.CHAIR}),
        ("ballots.may_vote", RECUSED, set()),
        ("agenda.may_see", UNNAMED, {Role.CHAIR, Role.HEAD}),
        ("agenda.may_see", PREPARED, {Role.CHAIR, Role.OFFICER, Role.HEAD, Role.AGENCY}),
        ("meetings.may_approve", PREPARED, {Role.HEAD}),
        ("consultations.may_see_answers", UNDER_WAY, set()),
        ("consultations.may_answer", OVER, {Role.CHAIR, Role.MEMBER}),
        ("tasks.may_work", UNDER_WAY, {Role.AGENCY}),
        ("bodies.may_administer", UNDER_WAY, {Role.ADMINISTRATOR}),
        ("audit.may_audit", UNDER_WAY, {Role.AUDITOR}),
    ],
)
def test_the_page_says_what_the_law_of_the_house_says(name, at, who):
    assert whoever(name, at) == who


def test_the_administrator_and_the_auditor_read_it(sign_in):
    for username in READS:
        shown = sign_in(username).get("/rights")
        assert shown.status_code == 200
        assert "Biểu quyết" in shown.text
        assert shown.text.count("row__title") == len(RIGHTS)


def test_nobody_else_does(sign_in):
    others = set(EVERYBODY) - READS
    assert {sign_in(each).get("/rights").status_code for each in others} == {403}


def test_it_is_narrowed_to_a_role(sign_in):
    client = sign_in("admin")
    for role in Role:
        theirs = [each for each in rights().values() if not each.of(role).never]
        shown = client.get(f"/rights?role={role.value}").text
        assert shown.count("row__title") == len(theirs), role


def test_a_role_that_is_none_narrows_nothing(sign_in):
    assert sign_in("admin").get("/rights?role=%3Cb%3E").text.count("row__title") == len(RIGHTS)
