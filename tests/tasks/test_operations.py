from datetime import UTC, datetime, timedelta

import pytest

from ecabinet.bodies.actors import today
from ecabinet.core.clock import set_to
from ecabinet.core.database import Reading, reading, session
from ecabinet.core.errors import Denied, Invalid, Refused
from ecabinet.notifications.models import Delivery, Notice
from ecabinet.realtime.topics import numbers
from ecabinet.tasks.models import State, Timing
from ecabinet.tasks.operations import (
    accept_task,
    cancel_task,
    confirm_task,
    replan_task,
    report_done,
    report_progress,
    resume_task,
    return_task,
    suspend_task,
)
from ecabinet.tasks.queries import find_task
from ecabinet.tasks.timing import timing

SOME_DAY = datetime(2026, 3, 2, 3, tzinfo=UTC)


def inbox(work, username):
    with reading() as current:
        rows = current.query(Notice).filter_by(account_id=work.cabinet.id(username))
        return [each.message for each in rows.order_by(Notice.at)]


def test_a_task_is_given_to_one_lead_and_those_that_help(work):
    treasury = work.cabinet.treasury_agency
    task = work.row(
        work.give(due_on=today(), coordinating_ids=(treasury, work.cabinet.construction, treasury))
    )
    assert task.agency_ids == (work.cabinet.construction, treasury)
    assert (task.state, task.first_due_on) == (State.ASSIGNED, task.due_on)
    assert "leads a new task" in inbox(work, "agency")[0]
    assert "help" in inbox(work, "treasury")[0]
    assert inbox(work, "minister") == []
    with reading() as current:
        assert current.query(Delivery).count() == 2


def test_an_agency_of_another_body_leads_nothing(work):
    with pytest.raises(Invalid) as no:
        work.give(lead_id="khac")
    assert set(no.value.problems) == {"lead_id"}
    with pytest.raises(Invalid) as no:
        work.give(coordinating_ids=("khac",))
    assert set(no.value.problems) == {"coordinating_ids"}


def test_nothing_new_is_due_in_the_past_unless_the_past_is_told(work):
    yesterday = today() - timedelta(days=1)
    with pytest.raises(Invalid):
        work.give(due_on=yesterday)
    with set_to(SOME_DAY):
        assert work.row(work.give(due_on=SOME_DAY.date() - timedelta(days=1))).due_on


def test_the_life_of_a_task(work):
    task = work.give(due_on=today())
    work.accept(task)
    work.progress(task, 40)
    assert (work.row(task).state, work.row(task).percent) == (State.IN_PROGRESS, 40)
    work.report(task)
    assert work.row(task).percent == 100
    work.confirm(task)
    done = work.row(task)
    assert (done.state, done.done_on) == (State.CONFIRMED, today())
    assert [each.kind for each in done.reports] == ["accepted", "progress", "done", "confirmed"]
    assert "confirmed" in inbox(work, "agency")[-1]
    assert "waits for your confirmation" in inbox(work, "officer")[0]


def test_it_was_done_on_the_day_it_was_reported_however_late_that_is_confirmed(work):
    with set_to(SOME_DAY):
        task = work.give(due_on=SOME_DAY.date())
        work.report(task)
    work.confirm(task)
    done = work.row(task)
    assert done.done_on == SOME_DAY.date()
    assert timing(done, today()) == Timing.DONE_ON_TIME


def test_what_is_returned_is_measured_against_the_day_again(work):
    with set_to(SOME_DAY):
        task = work.give(due_on=SOME_DAY.date())
        work.report(task)
        assert timing(work.row(task), SOME_DAY.date()) == Timing.IN_TIME
        work.do("head", return_task, task, "Thiếu phụ lục")
    assert timing(work.row(task), today()) == Timing.OVERDUE
    assert any("came back" in each for each in inbox(work, "agency"))
    work.report(task)
    work.confirm(task)
    assert timing(work.row(task), today()) == Timing.DONE_LATE


@pytest.mark.parametrize("evidence", [{"document": ""}, {"document": " ", "link": " "}])
def test_done_without_evidence_is_not_done(work, evidence):
    task = work.give()
    with pytest.raises(Invalid):
        work.report(task, **evidence)
    assert work.row(task).state is State.ASSIGNED
    assert work.row(task).reports == []


@pytest.mark.parametrize(
    "evidence", [{"document": "12/NĐ-CP"}, {"document": "", "link": "https://vanban.example.vn/1"}]
)
def test_a_number_or_a_link_is_evidence(work, evidence):
    task = work.give()
    work.report(task, **evidence)
    assert work.row(task).state is State.REPORTED_DONE


def test_an_address_that_is_none_is_refused(work):
    with pytest.raises(Invalid) as no:
        work.report(work.give(), document="", link="javascript:alert(1)")
    assert set(no.value.problems) == {"link"}


def test_evidence_of_a_report_that_came_back_does_not_do_for_the_next(work):
    task = work.give()
    work.report(task)
    work.do("head", return_task, task, "Sai số hiệu")
    with pytest.raises(Invalid):
        work.report(task, document="")


def test_a_replan_keeps_every_date(work):
    task = work.give(due_on=today())
    later, latest = today() + timedelta(days=10), today() + timedelta(days=30)
    work.do("officer", replan_task, task, later, "Chờ ý kiến bộ")
    work.do("officer", replan_task, task, latest, "Chờ thẩm định")
    found = work.row(task)
    assert (found.first_due_on, found.due_on, found.drift) == (today(), latest, 30)
    kept = [(each.old_due_on, each.new_due_on) for each in found.replans]
    assert kept == [(today(), later), (later, latest)]
    with pytest.raises(Invalid):
        work.do("officer", replan_task, task, latest, "  ")
    with pytest.raises(Invalid):
        work.do("officer", replan_task, task, today() - timedelta(days=1), "Sớm")


def test_a_task_rests_and_goes_on_from_where_it_was(work):
    task = work.give(due_on=today())
    work.progress(task)
    work.do("head", suspend_task, task, "Chờ luật")
    assert timing(work.row(task), today()) is None
    with pytest.raises(Refused):
        work.progress(task)
    work.do("head", resume_task, task)
    assert work.row(task).state is State.IN_PROGRESS


@pytest.mark.parametrize(
    ("username", "deed", "arguments"),
    [
        ("officer", confirm_task, ()),
        ("officer", return_task, ("Thiếu",)),
        ("officer", resume_task, ()),
    ],
)
def test_what_was_not_reported_is_neither_confirmed_nor_returned(work, username, deed, arguments):
    with pytest.raises(Refused):
        work.do(username, deed, work.give(), *arguments)


@pytest.mark.parametrize("end", ["confirmed", "cancelled"])
def test_what_is_finished_stays_so(work, end):
    task = work.give()
    if end == "confirmed":
        work.report(task)
        work.confirm(task)
    else:
        work.do("head", cancel_task, task, "Không còn cần")
    deeds = [
        ("agency", accept_task, ()),
        ("agency", report_progress, (50, "")),
        ("agency", report_done, ("", "1/QĐ", "")),
        ("head", replan_task, (None, "Lý do")),
        ("head", suspend_task, ("Lý do",)),
        ("head", cancel_task, ("Lý do",)),
    ]
    for username, deed, arguments in deeds:
        with pytest.raises(Refused):
            work.do(username, deed, task, *arguments)


@pytest.mark.parametrize(
    ("username", "deed", "arguments"),
    [
        ("treasury", accept_task, ()),
        ("minister", report_progress, (50, "")),
        ("officer", report_done, ("", "1/QĐ", "")),
        ("agency", confirm_task, ()),
        ("agency", replan_task, (None, "Lý do")),
        ("minister", cancel_task, ("Lý do",)),
        ("treasury", suspend_task, ("Lý do",)),
    ],
)
def test_what_is_not_theirs_to_do(work, username, deed, arguments):
    task = work.give(coordinating_ids=(work.cabinet.treasury_agency,))
    with pytest.raises(Denied):
        work.do(username, deed, task, *arguments)


def test_those_who_watch_are_told(work):
    task = work.give(coordinating_ids=(work.cabinet.treasury_agency,))
    work.accept(task)
    with reading():
        whose = (work.cabinet.body, work.cabinet.construction, work.cabinet.treasury_agency)
        assert set(numbers(f"tasks:{each}" for each in whose).values()) == {2}
        assert isinstance(session(), Reading)


@pytest.mark.parametrize("over", ["confirmed", "cancelled"])
def test_the_evidence_of_a_finished_task_stays_as_it_is(work, over):
    task = work.give()
    work.report(task)
    assert not evidence_is_closed(work, task)
    if over == "confirmed":
        work.confirm(task)
    else:
        work.do("officer", cancel_task, task, "Không còn cần thiết")
    assert evidence_is_closed(work, task)


def test_a_returned_task_takes_evidence_again(work):
    task = work.give()
    work.report(task)
    work.do("head", return_task, task, "Thiếu phụ lục")
    assert not evidence_is_closed(work, task)


def evidence_is_closed(work, task):
    return work.cabinet.look("agency", lambda actor: find_task(actor, task).dossier.is_closed)
