"""Who may, person by person; the rule and its SQL are held together."""

import pytest
from sqlalchemy import select

from ecabinet.core.database import session
from ecabinet.tasks import policy
from ecabinet.tasks.live import may_watch_tasks
from ecabinet.tasks.models import Task
from tests.cabinet import EVERYBODY

DESK = {"officer", "head"}
READERS = DESK | {"chair", "minister", "finance", "health", "justice", "assistant"}


@pytest.fixture
def task(work):
    return work.give()


@pytest.fixture
def shared(work):
    return work.give("Việc phối hợp", coordinating_ids=(work.cabinet.treasury_agency,))


def who(work, rule):
    return {name for name in EVERYBODY if work.cabinet.look(name, rule)}


def about(rule, task):
    return lambda actor: rule(actor, session().get_one(Task, task))


def test_who_sees_a_task(work, task, shared):
    assert who(work, about(policy.may_see, task)) == READERS | {"agency"}
    assert who(work, about(policy.may_see, shared)) == READERS | {"agency", "treasury"}


def test_the_rule_and_its_sql_agree_for_every_person(work, task, shared):
    for name in EVERYBODY:
        by_rule = {
            each for each in (task, shared) if work.cabinet.look(name, about(policy.may_see, each))
        }
        by_sql = work.cabinet.look(
            name,
            lambda actor: set(session().scalars(select(Task.id).where(policy.visible_to(actor)))),
        )
        assert by_sql == by_rule, name


def test_only_the_lead_agency_works_on_it(work, shared):
    assert who(work, about(policy.may_work, shared)) == {"agency"}


def test_only_the_secretariat_directs_it(work, shared):
    assert who(work, about(policy.may_direct, shared)) == DESK


def test_who_watches_the_board_and_who_an_agency(work):
    body, agency = work.cabinet.body, work.cabinet.construction
    assert who(work, lambda actor: may_watch_tasks(actor, body)) == READERS
    assert who(work, lambda actor: may_watch_tasks(actor, agency)) == {"agency"}
