from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.models import Body
from ecabinet.bodies.queries import find_agency, find_body, list_agencies
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.minutes.models import Conclusion
from ecabinet.minutes.queries import find_conclusion
from ecabinet.papers.models import Kind
from ecabinet.papers.operations import PaperDraft, upload_paper
from ecabinet.papers.queries import list_papers
from ecabinet.realtime.topics import numbers
from ecabinet.tasks.forms import (
    AssignForm,
    DoneForm,
    ProgressForm,
    ReasonForm,
    ReplanForm,
    read_assignment,
    read_evidence,
    read_filter,
)
from ecabinet.tasks.models import State, Task
from ecabinet.tasks.operations import (
    TaskDraft,
    accept_task,
    assign_task,
    cancel_task,
    confirm_task,
    replan_task,
    report_done,
    report_progress,
    resume_task,
    return_task,
    suspend_task,
)
from ecabinet.tasks.policy import followed_bodies, may_assign, may_direct, may_follow, may_work
from ecabinet.tasks.queries import (
    PAGE,
    URGENT,
    Filter,
    count_by_agency,
    count_tasks,
    find_task,
    list_months,
    list_tasks,
    tally,
)
from ecabinet.tasks.timing import timing
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
Deed = Callable[[Actor, Task], object]
LONGEST_SOURCE = 300
AT_A_GLANCE = 8  # rows of a board's tables; the rest is one tap away


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the board to whoever follows a whole body, and an agency its own tasks, the most urgent first."""
    actor = current_actor()
    body_id = _whose(actor)
    if body_id is None:
        return _list(actor, Filter(to_do=True), "tasks/own.html")
    return _board(actor, find_body(actor, body_id))


@bp.get("/list")
def listed() -> ResponseReturnValue:
    actor = current_actor()
    return _list(actor, read_filter(_whose(actor)), "tasks/list.html")


@bp.get("/new")
def new() -> ResponseReturnValue:
    conclusion_id = request.args.get("conclusion", "")
    return _assignment(conclusion_id, request.args.get("body", ""))


@bp.post("/")
def create() -> ResponseReturnValue:
    try:
        form = read_assignment()
        task_id = act(lambda actor: _assign(actor, form).id)
    except Invalid as problem:
        sent = request.form
        return _assignment(sent.get("conclusion", ""), sent.get("body", ""), problem.problems), 422
    flash(gettext("The task was given, and the agencies were told."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.get("/<task_id>")
def show(task_id: str) -> ResponseReturnValue:
    return _task(task_id)


@bp.post("/<task_id>/<deed>")
def do(task_id: str, deed: str) -> ResponseReturnValue:
    """Do one of DEEDS. What cannot be read comes back with the page, beside its field."""
    if deed not in DEEDS:
        raise Missing
    try:
        perform = DEEDS[deed]()
        act(lambda actor: perform(actor, find_task(actor, task_id, lock=True)))
    except Invalid as problem:
        return _task(task_id, deed, problem.problems), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".show", task_id=task_id), 303)


def _progress() -> Deed:
    form = read_form(ProgressForm)
    return lambda actor, task: report_progress(actor, task, form.percent, form.text)


def _done() -> Deed:
    form, upload = read_form(DoneForm), read_evidence()

    def report(actor: Actor, task: Task) -> None:
        if upload:
            draft = PaperDraft(Kind.EVIDENCE, upload.name.removesuffix(".pdf"))
            upload_paper(actor, task.dossier, upload, draft)
        report_done(actor, task, form.text, form.document, form.link)

    return report


def _replan() -> Deed:
    form = read_form(ReplanForm)
    return lambda actor, task: replan_task(actor, task, form.due_on, form.reason)


def _for_a_reason(operation: Callable[[Actor, Task, str], None]) -> Callable[[], Deed]:
    def read() -> Deed:
        form = read_form(ReasonForm)
        return lambda actor, task: operation(actor, task, form.reason)

    return read


DEEDS: Mapping[str, Callable[[], Deed]] = {
    "accept": lambda: accept_task,
    "progress": _progress,
    "done": _done,
    "confirm": lambda: confirm_task,
    "return": _for_a_reason(return_task),
    "replan": _replan,
    "suspend": _for_a_reason(suspend_task),
    "resume": lambda: resume_task,
    "cancel": _for_a_reason(cancel_task),
}


def _whose(actor: Actor) -> str | None:
    """Return the body whose board is asked for, None for an agency's own tasks. Missing for anybody else."""
    followed = followed_bodies(actor)
    follows = [each.body_id for each in actor.holdings if each.body_id in followed]
    wanted = request.args.get("body") or next(iter(follows), None)
    if wanted is None and actor.agencies():
        return None
    if wanted not in follows:
        raise Missing
    return wanted


def _board(actor: Actor, body: Body) -> str:
    counts = count_by_agency(actor, body.id)
    urgent = Filter(body_id=body.id, timings=URGENT)
    reported = Filter(body_id=body.id, states=frozenset({State.REPORTED_DONE}))
    directs = may_assign(actor, body)
    topic = f"tasks:{body.id}"
    return page(
        "tasks/_board.html" if wants_fragment() else "tasks/board.html",
        body=body,
        counts=counts,
        count=tally(counts),
        months=list_months(actor, body.id),
        urgent=list_tasks(actor, urgent, limit=AT_A_GLANCE),
        waiting=list_tasks(actor, reported, limit=AT_A_GLANCE) if directs else (),
        directs=directs,
        timing=timing,
        today=today(),
        topic=topic,
        seq=numbers([topic])[topic],
    )


def _list(actor: Actor, wanted: Filter, template: str) -> str:
    tasks = list_tasks(actor, wanted, request.args.get("after"))
    topics = [f"tasks:{each}" for each in (wanted.body_id and [wanted.body_id]) or actor.agencies()]
    return page(
        "tasks/_list.html" if wants_fragment() else template,
        tasks=tasks,
        total=count_tasks(actor, wanted),
        more=tasks[-1].id if len(tasks) == PAGE else None,
        wanted=wanted,
        asked={key: value for key, value in request.args.items() if key != "after"},
        agency=find_agency(actor, wanted.agency_id) if wanted.agency_id else None,
        timing=timing,
        today=today(),
        seqs=numbers(topics),
    )


def _assign(actor: Actor, form: AssignForm) -> Task:
    draft = TaskDraft(
        title=form.title,
        result_expected=form.result_expected,
        lead_id=form.lead_id,
        coordinating_ids=form.coordinating_ids,
        due_on=form.due_on,
        conclusion=find_conclusion(actor, form.conclusion) if form.conclusion else None,
        source=form.source,
    )
    return assign_task(actor, find_body(actor, form.body), draft)


def _assignment(conclusion_id: str, body_id: str, errors: Mapping[str, str] | None = None) -> str:
    """Show the form; from a conclusion, it says already what the task comes from."""
    actor = current_actor()
    conclusion = find_conclusion(actor, conclusion_id) if conclusion_id else None
    body = find_body(
        actor, conclusion.item.body_id if conclusion else body_id or _whose(actor) or ""
    )
    require(may_assign(actor, body))
    typed = request.form if errors else {"source": _source(conclusion)}
    return page(
        "tasks/new.html",
        body=body,
        conclusion=conclusion,
        agencies=list_agencies(actor, body.id),
        typed=typed,
        helping=request.form.getlist("coordinating_ids"),
        errors=errors or {},
    )


def _source(conclusion: Conclusion | None) -> str:
    if conclusion is None:
        return ""
    item = conclusion.item
    values = {"number": item.label, "title": item.meeting.title}
    return str(gettext("Conclusion on item %(number)s, %(title)s", **values))[:LONGEST_SOURCE]


def _task(task_id: str, deed: str = "", errors: Mapping[str, str] | None = None) -> str:
    """Show a task; `deed` and `errors` say which form could not be read, and why."""
    actor = current_actor()
    task = find_task(actor, task_id)
    whole = may_follow(actor, task.body_id)
    topic = f"tasks:{task.body_id}" if whole else f"tasks:{_mine(actor, task)}"
    return page(
        "tasks/_task.html" if wants_fragment() and not errors else "tasks/show.html",
        task=task,
        conclusion=_conclusion(actor, task),
        papers=list_papers(actor, task.dossier),
        works=may_work(actor, task),
        directs=may_direct(actor, task),
        deed=deed,
        errors=errors or {},
        typed=request.form,
        timing=timing,
        today=today(),
        topic=topic,
        seq=numbers([topic])[topic],
    )


def _mine(actor: Actor, task: Task) -> str:
    """Return the agency through which the task is theirs to see."""
    return next(each for each in task.agency_ids if each in actor.agencies())


def _conclusion(actor: Actor, task: Task) -> Conclusion | None:
    """Return what the task comes from, where the reader may know it."""
    try:
        return find_conclusion(actor, task.conclusion_id) if task.conclusion_id else None
    except Missing:
        return None
