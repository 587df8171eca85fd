"""Who may, person by person; the rule and its SQL are held together."""

import pytest
from sqlalchemy import select

from ecabinet.agenda.models import ItemReader, Outcome, Secrecy
from ecabinet.agenda.queries import find_item
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing
from ecabinet.core.transaction import run
from ecabinet.minutes.operations import write_conclusion
from ecabinet.notifications.models import Notice
from ecabinet.tasks import policy
from ecabinet.tasks.live import may_watch_tasks
from ecabinet.tasks.models import Task
from ecabinet.tasks.queries import Filter, count_by_agency, count_tasks, find_task, tally
from tests.ballots.stage import Stage
from tests.cabinet import EVERYBODY

DESK = {"officer", "head"}
READERS = DESK | {"chair", "minister", "finance", "health", "justice", "assistant"}


@pytest.fixture
def task(work):
    return work.give()


@pytest.fixture
def shared(work):
    return work.give("Việc phối hợp", coordinating_ids=(work.cabinet.treasury_agency,))


@pytest.fixture
def ordered(work):
    """A task that the conclusion on an item orders."""
    stage, words = Stage(work.cabinet).start(), ("Giao Bộ Xây dựng", Outcome.ADOPTED, 0)
    conclusion = work.cabinet.act(
        "officer",
        lambda actor: write_conclusion(actor, find_item(actor, stage.item), *words).id,
    )
    task = work.give("Việc theo kết luận")

    def deed():
        session().get_one(Task, task).conclusion_id = conclusion

    run(deed)
    return task


def restrict(work, task, but=""):
    """Let only the Minister of Finance, the officer, the head and the chair know of what ordered a task."""

    def deed():
        item = session().get_one(Task, task).conclusion.item
        item.secrecy = Secrecy.RESTRICTED
        for name in {"finance", "officer", "chair"} - {but}:
            item.readers.append(ItemReader(account_id=work.cabinet.id(name)))

    run(deed)


def who(work, rule):
    return {name for name in EVERYBODY if work.cabinet.look(name, rule)}


def about(rule, task):
    return lambda actor: rule(actor, session().get_one(Task, task))


def test_who_sees_a_task(work, task, shared):
    assert who(work, about(policy.may_see, task)) == READERS | {"agency"}
    assert who(work, about(policy.may_see, shared)) == READERS | {"agency", "treasury"}


def test_a_task_ordered_by_a_restricted_conclusion_is_no_more_known_than_it(work, ordered):
    assert who(work, about(policy.may_see, ordered)) == READERS | {"agency"}
    restrict(work, ordered)
    knowing = {"chair", "head", "officer", "finance", "agency"}  # who leads it must carry it out
    assert who(work, about(policy.may_see, ordered)) == knowing
    with pytest.raises(Missing):
        work.cabinet.look("minister", lambda actor: find_task(actor, ordered))
    assert work.cabinet.look("minister", lambda actor: count_tasks(actor, Filter())) == 0


def test_it_counts_in_the_totals_of_everybody(work, ordered):
    restrict(work, ordered)
    for name in ("minister", "chair"):
        counts = work.cabinet.look(name, lambda actor: count_by_agency(actor, work.cabinet.body))
        assert tally(counts).total == 1, name


def test_only_who_may_see_it_is_told_that_it_is_done(work, ordered):
    restrict(work, ordered, but="officer")
    work.accept(ordered)
    work.report(ordered)
    told = f"/tasks/{ordered}"
    with reading():
        found = set(session().scalars(select(Notice.account_id).where(Notice.href == told)))
    assert work.cabinet.id("head") in found
    assert work.cabinet.id("officer") not in found


def test_the_rule_and_its_sql_agree_for_every_person(work, task, shared, ordered):
    restrict(work, ordered)
    for name in EVERYBODY:
        by_rule = {
            each
            for each in (task, shared, ordered)
            if work.cabinet.look(name, about(policy.may_see, each))
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
