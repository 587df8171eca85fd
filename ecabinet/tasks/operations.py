from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.models import Agency, Body
from ecabinet.core.clock import is_set, now
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Refused, require
from ecabinet.core.events import record
from ecabinet.core.ids import new_id
from ecabinet.core.words import N_
from ecabinet.minutes.models import Conclusion
from ecabinet.papers.operations import close_dossier, open_dossier
from ecabinet.tasks.events import (
    ProgressReported,
    TaskAccepted,
    TaskAssigned,
    TaskCancelled,
    TaskConfirmed,
    TaskReplanned,
    TaskReportedDone,
    TaskResumed,
    TaskReturned,
    TaskSuspended,
)
from ecabinet.tasks.models import OVER, Coordination, Replan, Report, ReportKind, State, Task
from ecabinet.tasks.policy import may_assign, may_direct, may_work
from ecabinet.tasks.queries import count_evidence

WHOLE = 100
GIVE_REASON = N_("Please give the reason.")


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """What a task is to be."""

    title: str
    result_expected: str = ""
    lead_id: str
    coordinating_ids: tuple[str, ...] = ()
    due_on: date | None = None
    conclusion: Conclusion | None = None
    source: str = ""


def assign_task(actor: Actor, body: Body, draft: TaskDraft) -> Task:
    """Give a task to exactly one lead agency, and to those that help it."""
    require(may_assign(actor, body))
    body.refuse_if_ended(today())
    helpers = tuple(each for each in dict.fromkeys(draft.coordinating_ids) if each != draft.lead_id)
    lead = _agencies_of(body, draft.lead_id, *helpers)[0]
    _ask_for_a_day_to_come(draft.due_on)
    if draft.conclusion and draft.conclusion.item.body_id != body.id:
        raise Invalid(source=N_("This conclusion belongs to another body."))
    task = _task(actor, body, draft, lead)
    task.coordinating = [Coordination(task_id=task.id, agency_id=each) for each in helpers]
    session().add(task)
    record(TaskAssigned(**_about(actor, task), due_on=_spell(task.due_on)))
    return task


def accept_task(actor: Actor, task: Task) -> None:
    require(may_work(actor, task))
    task.move(State.ACCEPTED)
    _say(actor, task, ReportKind.ACCEPTED)
    record(TaskAccepted(**_about(actor, task)))


def report_progress(actor: Actor, task: Task, percent: int, text: str) -> None:
    """Say how far the work has come. Whoever reports has accepted it."""
    require(may_work(actor, task))
    if not 0 <= percent <= WHOLE:
        raise Invalid(percent=N_("Please write a number from 0 to 100."))
    task.move(State.IN_PROGRESS)
    task.percent = percent
    _say(actor, task, ReportKind.PROGRESS, text, percent=percent)
    record(ProgressReported(**_about(actor, task), percent=percent))


def report_done(actor: Actor, task: Task, text: str, document: str, link: str) -> None:
    """Report a task done. Invalid without evidence: a file, a link, or the number of an issued document."""
    require(may_work(actor, task))
    task.move(State.REPORTED_DONE)
    if link.strip() and not link.strip().startswith(("https://", "http://")):
        raise Invalid(link=N_("Please give an address that begins with https://."))
    _say(actor, task, ReportKind.DONE, text, document=document.strip(), link=link.strip())
    _ask_for_evidence(actor, task)
    task.percent, task.reported_on = WHOLE, today()
    record(TaskReportedDone(**_about(actor, task)))


def confirm_task(actor: Actor, task: Task) -> None:
    """Confirm that a task is done: it was done on the day it was reported, however long we took to look."""
    require(may_direct(actor, task))
    task.move(State.CONFIRMED)
    _ask_for_evidence(actor, task)
    task.done_on, task.confirmed_at = task.reported_on, now()
    close_dossier(actor, task.dossier)
    _say(actor, task, ReportKind.CONFIRMED)
    record(TaskConfirmed(**_about(actor, task), done_on=_spell(task.done_on)))


def return_task(actor: Actor, task: Task, reason: str) -> None:
    """Ask the agency to do it again."""
    require(may_direct(actor, task))
    task.move(State.RETURNED)
    task.reported_on = None
    _say(actor, task, ReportKind.RETURNED, _reason(reason))
    record(TaskReturned(**_about(actor, task), reason=reason))


def replan_task(actor: Actor, task: Task, due_on: date | None, reason: str) -> Replan:
    """Give a task a new due date, or none. The first one is never edited, and every one is kept."""
    require(may_direct(actor, task))
    if task.state in OVER:
        raise Refused(N_("The task is finished; its due date stays as it is."))
    _ask_for_a_day_to_come(due_on)
    replan = Replan(
        id=new_id(), task_id=task.id, at=now(), by_id=actor.id,
        old_due_on=task.due_on, new_due_on=due_on, reason=_reason(reason),
    )  # fmt: skip
    task.replans.append(replan)
    task.due_on = due_on
    record(
        TaskReplanned(
            **_about(actor, task),
            old_due_on=_spell(replan.old_due_on),
            new_due_on=_spell(due_on),
            reason=reason,
        )
    )
    return replan


def suspend_task(actor: Actor, task: Task, reason: str) -> None:
    """Let the work rest; meanwhile the task has no timing."""
    require(may_direct(actor, task))
    task.move(State.SUSPENDED)
    _say(actor, task, ReportKind.SUSPENDED, _reason(reason))
    record(TaskSuspended(**_about(actor, task), reason=reason))


def resume_task(actor: Actor, task: Task) -> None:
    """Let the work go on from where it was."""
    require(may_direct(actor, task))
    task.resume()
    _say(actor, task, ReportKind.RESUMED)
    record(TaskResumed(**_about(actor, task)))


def cancel_task(actor: Actor, task: Task, reason: str) -> None:
    require(may_direct(actor, task))
    task.move(State.CANCELLED)
    close_dossier(actor, task.dossier)
    _say(actor, task, ReportKind.CANCELLED, _reason(reason))
    record(TaskCancelled(**_about(actor, task), reason=reason))


def _task(actor: Actor, body: Body, draft: TaskDraft, lead: Agency) -> Task:
    dossier = open_dossier(actor, body.id, draft.title, open_to_body=True, agency_id=lead.id)
    return Task(
        id=new_id(),
        body_id=body.id,
        title=draft.title,
        result_expected=draft.result_expected,
        lead_id=lead.id,
        lead=lead,
        conclusion=draft.conclusion,
        source=draft.source,
        dossier=dossier,
        state=State.ASSIGNED,
        first_due_on=draft.due_on,
        due_on=draft.due_on,
        assigned_at=now(),
        assigned_by_id=actor.id,
        percent=0,
    )


def _agencies_of(body: Body, *agency_ids: str) -> list[Agency]:
    """Return the agencies in the order asked for. Invalid when one is not of the body."""
    query = select(Agency).where(Agency.id.in_(agency_ids), Agency.body_id == body.id)
    found = {each.id: each for each in session().scalars(query)}
    if agency_ids[0] not in found:
        raise Invalid(lead_id=N_("Please choose the lead agency."))
    if len(found) < len(agency_ids):
        raise Invalid(coordinating_ids=N_("Please choose from the agencies of this body."))
    return [found[each] for each in agency_ids]


def _ask_for_a_day_to_come(due_on: date | None) -> None:
    """A set clock tells of the past, where a due date lies behind us by right."""
    if due_on and due_on < today() and not is_set():
        raise Invalid(due_on=N_("This day has passed. Please choose a later one."))


def _ask_for_evidence(actor: Actor, task: Task) -> None:
    if not count_evidence(actor, task):
        raise Invalid(
            document=N_(
                "Please attach a file, give a link, or write the number of the issued document."
            )
        )


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid(reason=GIVE_REASON)
    return text.strip()


def _say(actor: Actor, task: Task, kind: ReportKind, text: str = "", **more: Any) -> None:
    report = Report(
        id=new_id(), task_id=task.id, kind=kind, by_id=actor.id, at=now(), text=text.strip(), **more
    )
    task.reports.append(report)
    if may_work(actor, task):
        task.last_report_at = report.at


def _about(actor: Actor, task: Task) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "body_id": task.body_id,
        "task_id": task.id,
        "title": task.title,
        "agency_ids": task.agency_ids,
    }


def _spell(day: date | None) -> str:
    return day.isoformat() if day else ""
