"""Who is told what of a task: those who must act next, each in a sentence of their own."""

from sqlalchemy import select

from ecabinet.bodies.actors import current_on, load_actor, today
from ecabinet.bodies.leaving import Line, handed_on
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Post, Role
from ecabinet.bodies.queries import list_agency_officers, list_posts
from ecabinet.core.database import session
from ecabinet.core.events import within
from ecabinet.core.words import N_
from ecabinet.notifications.inbox import tell
from ecabinet.tasks.events import (
    TaskAssigned,
    TaskCancelled,
    TaskConfirmed,
    TaskEvent,
    TaskReplanned,
    TaskReportedDone,
    TaskResumed,
    TaskReturned,
    TaskSuspended,
)
from ecabinet.tasks.models import OVER, Task
from ecabinet.tasks.policy import may_see


@within(TaskAssigned)
def tell_agencies(event: TaskAssigned) -> None:
    due = {"due": _day(event.due_on)}
    dated = N_("Your agency leads a new task: “%(title)s”, due on %(due)s.")
    undated = N_("Your agency leads a new task, without a due date: “%(title)s”.")
    _tell_officers(event, [event.agency_ids[0]], dated if event.due_on else undated, **due)
    helping = N_("Your agency is asked to help with a task: “%(title)s”.")
    _tell_officers(event, list(event.agency_ids[1:]), helping)


@within(TaskReportedDone)
def tell_secretariat(event: TaskReportedDone) -> None:
    task = session().get_one(Task, event.task_id)
    posts = list_posts(event.body_id or "", SECRETARIAT, today())
    told = [each.account_id for each in posts if may_see(load_actor(each.account_id), task)]
    message = N_("A task was reported done and waits for your confirmation: “%(title)s”.")
    tell(event, told, message, {"title": event.title}, _href(event))


@within(TaskConfirmed)
def tell_confirmed(event: TaskConfirmed) -> None:
    _tell_lead(event, N_("The secretariat has confirmed that the task is done: “%(title)s”."))


@within(TaskReturned)
def tell_returned(event: TaskReturned) -> None:
    message = N_("The task came back to be done again: “%(title)s”. Reason: %(reason)s")
    _tell_lead(event, message, reason=event.reason)


@within(TaskReplanned)
def tell_replanned(event: TaskReplanned) -> None:
    dated = N_("The task “%(title)s” is now due on %(due)s.")
    undated = N_("The task “%(title)s” no longer has a due date.")
    _tell_lead(event, dated if event.new_due_on else undated, due=_day(event.new_due_on))


@within(TaskSuspended)
def tell_suspended(event: TaskSuspended) -> None:
    message = N_("The task “%(title)s” is suspended. Reason: %(reason)s")
    _tell_lead(event, message, reason=event.reason)


@within(TaskResumed)
def tell_resumed(event: TaskResumed) -> None:
    _tell_lead(event, N_("The task “%(title)s” goes on."))


@within(TaskCancelled)
def tell_cancelled(event: TaskCancelled) -> None:
    message = N_("The task “%(title)s” is cancelled. Reason: %(reason)s")
    _tell_lead(event, message, reason=event.reason)


def _tell_lead(event: TaskEvent, message: str, **values: str) -> None:
    _tell_officers(event, [event.agency_ids[0]], message, **values)


def _tell_officers(event: TaskEvent, agency_ids: list[str], message: str, **values: str) -> None:
    posts = list_agency_officers(agency_ids, today()) if agency_ids else ()
    named = {"title": event.title} | values
    tell(event, [each.account_id for each in posts], message, named, _href(event))


def _href(event: TaskEvent) -> str:
    return f"/tasks/{event.task_id}"


def _day(iso: str) -> str:
    """Return an ISO day as both languages read it: 23/11/2026."""
    return "/".join(reversed(iso.split("-")))


@handed_on(N_("Tasks not yet done"))
def list_open_tasks(account_id: str) -> list[Line]:
    """What the agency of somebody who leaves office answers for."""
    agencies = select(Post.agency_id).where(
        Post.account_id == account_id, Post.role.in_({*MEMBERS, Role.AGENCY}), current_on(today())
    )
    query = select(Task).where(Task.lead_id.in_(agencies), Task.state.not_in(OVER))
    dated, undated = (
        N_("Task due on %(due_on)s, %(agency)s"),
        N_("Task without a due date, %(agency)s"),
    )
    return [
        Line(
            dated if each.due_on else undated,
            {"due_on": each.due_on, "agency": each.lead.name},
            f"/tasks/{each.id}",
        )
        for each in session().scalars(query.order_by(Task.due_on, Task.id))
    ]
