"""The dossiers of an agency: its list, the five steps, handing in, withdrawing, the receipt."""

import io
from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.rates import EXPORTS, reads_at_most
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.calendar import WorkingCalendar
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.bodies.queries import find_agency
from ecabinet.core.errors import Invalid, Missing, Overtaken, require
from ecabinet.lodging import queries
from ecabinet.lodging.forms import (
    LAST_STEP,
    STEPS,
    WRITTEN_AT,
    AskForm,
    HandInForm,
    ReasonForm,
    read_filter,
    said_of,
)
from ecabinet.lodging.models import Lodging, State
from ecabinet.lodging.operations import (
    Beginning,
    begin_lodging,
    hand_in,
    save_lodging,
    withdraw_lodging,
)
from ecabinet.lodging.policy import may_assign, may_begin, may_check, may_take, may_write
from ecabinet.lodging.printing import print_receipt
from ecabinet.lodging.timing import Left, left
from ecabinet.papers.queries import list_papers
from ecabinet.realtime.topics import numbers
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("lodging", __name__, url_prefix="/dossiers")
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show an agency its own dossiers, and the secretariat what was handed in to it."""
    actor = current_actor()
    if not (actor.agencies() or actor.bodies(SECRETARIAT)):
        raise Missing
    wanted = read_filter()
    lodgings = queries.list_lodgings(actor, wanted, request.args.get("after"))
    topics = [f"lodgings:{each}" for each in sorted(actor.agencies() | actor.bodies(SECRETARIAT))]
    return page(
        "lodging/_list.html" if wants_fragment() else "lodging/index.html",
        lodgings=lodgings,
        left=_lefts(lodgings),
        counts=queries.count_by_state(actor),
        total=queries.count_lodgings(actor, wanted),
        wanted=wanted,
        more=lodgings[-1].id if len(lodgings) == queries.PAGE else None,
        asked={key: value for key, value in request.args.items() if key != "after"},
        agencies=_own_agencies(actor),
        checks=bool(actor.bodies(SECRETARIAT)),
        seqs=numbers(topics),
    )


@bp.get("/find")
def find() -> ResponseReturnValue:
    """Look a dossier up by the code on its receipt."""
    code = request.args.get("code", "")
    try:
        found = queries.find_by_code(current_actor(), code)
    except Missing:
        flash(gettext("There is no dossier of this code among those that are open to you."))
        return redirect(url_for(".index"))
    return redirect(url_for(".show", lodging_id=found.id))


@bp.get("/new")
def new() -> ResponseReturnValue:
    agencies = _own_agencies(current_actor())
    require(bool(agencies))
    return _step(None, 1, {}, {})


@bp.post("/new")
def begin() -> ResponseReturnValue:
    """The first step makes the dossier."""
    own = _own_agencies(current_actor())
    require(bool(own))
    try:
        form = read_form(AskForm)
        agency_id = form.agency or next(iter(own))
        require(may_begin(current_actor(), agency_id))
        beginning = Beginning(form.title, form.ask, form.decision, form.secrecy)
        lodging_id = act(lambda actor: begin_lodging(actor, agency_id, beginning).id)
    except Invalid as no:
        return _step(None, 1, request.form, no.problems), UNPROCESSABLE
    return redirect(url_for(".step", lodging_id=lodging_id, number=2), 303)


@bp.get("/<lodging_id>")
def show(lodging_id: str) -> ResponseReturnValue:
    return _show(lodging_id)


@bp.get("/<lodging_id>/steps/<int:number>")
def step(lodging_id: str, number: int) -> ResponseReturnValue:
    lodging = _written(lodging_id)
    if not 1 <= number <= LAST_STEP:
        raise Missing
    return _step(lodging, number, {}, {})


@bp.post("/<lodging_id>/steps/<int:number>")
def save(lodging_id: str, number: int) -> ResponseReturnValue:
    """Keep what a step says. Of two who write at once the second sees both texts."""
    lodging = _written(lodging_id)
    if number not in STEPS:
        raise Missing
    try:
        form = read_form(STEPS[number])
        act(
            lambda actor: save_lodging(
                actor,
                queries.find_lodging(actor, lodging_id, lock=True),
                said_of(form),
                form.revision,
            )
        )
    except Invalid as no:
        return _step(lodging, number, request.form, no.problems), UNPROCESSABLE
    except Overtaken:
        lodging = queries.find_lodging(current_actor(), lodging_id)
        return _step(lodging, number, request.form, {}, overtaken=True), HTTPStatus.CONFLICT
    return redirect(url_for(".step", lodging_id=lodging_id, number=number + 1), 303)


@bp.post("/<lodging_id>/hand-in")
def send(lodging_id: str) -> ResponseReturnValue:
    lodging = _written(lodging_id)
    try:
        form = read_form(HandInForm)
        act(
            lambda actor: hand_in(
                actor,
                queries.find_lodging(actor, lodging_id, lock=True),
                form.meeting_id,
                form.late_reason,
            )
        )
    except Invalid as no:
        return _step(lodging, LAST_STEP, request.form, no.problems), UNPROCESSABLE
    return redirect(url_for(".receipt", lodging_id=lodging_id), 303)


@bp.get("/<lodging_id>/withdraw")
def ask_to_withdraw(lodging_id: str) -> ResponseReturnValue:
    return _withdrawal(lodging_id, {})


@bp.post("/<lodging_id>/withdraw")
def withdraw(lodging_id: str) -> ResponseReturnValue:
    try:
        reason = read_form(ReasonForm).reason
        lodging = act(
            lambda actor: withdraw_lodging(
                actor, queries.find_lodging(actor, lodging_id, lock=True), reason
            )
        )
    except Invalid as no:
        return _withdrawal(lodging_id, no.problems), UNPROCESSABLE
    if lodging.state is State.WITHDRAWN:
        flash(gettext("The dossier is withdrawn."))
    else:
        flash(gettext("The secretariat was asked to take the dossier off the agenda."))
    return redirect(url_for(".show", lodging_id=lodging_id), 303)


@bp.get("/<lodging_id>/receipt")
def receipt(lodging_id: str) -> ResponseReturnValue:
    """What an agency has in hand once it has handed in."""
    actor = current_actor()
    lodging = _received(actor, lodging_id)
    papers = list_papers(actor, lodging.dossier)
    return page("lodging/receipt.html", lodging=lodging, papers=papers)


@bp.get("/<lodging_id>/receipt.pdf")
@reads_at_most(EXPORTS)
def receipt_pdf(lodging_id: str) -> ResponseReturnValue:
    actor = current_actor()
    lodging = _received(actor, lodging_id)
    target = io.BytesIO()
    print_receipt(lodging, list_papers(actor, lodging.dossier), target)
    target.seek(0)
    name = f"phieu-tiep-nhan-{lodging.spoken_code}.pdf"
    return send_file(target, "application/pdf", download_name=name, max_age=0)


def _received(actor: Actor, lodging_id: str) -> Lodging:
    lodging = queries.find_lodging(actor, lodging_id)
    if not lodging.was_handed_in:
        raise Missing
    return lodging


def _written(lodging_id: str) -> Lodging:
    """Return a dossier that the reader may write now."""
    lodging = queries.find_lodging(current_actor(), lodging_id)
    require(may_write(current_actor(), lodging))
    lodging.refuse_unless_written()
    return lodging


def _own_agencies(actor: Actor) -> dict[str, str]:
    return {each: find_agency(actor, each).name for each in sorted(actor.agencies())}


def _lefts(lodgings: queries.Lodgings) -> dict[str, Left | None]:
    """Return how long is left for each dossier, by the calendar of its body."""
    calendars = {each.body_id: WorkingCalendar.of(each.body) for each in lodgings}
    return {each.id: left(calendars[each.body_id], each.due_on) for each in lodgings}


def _step(
    lodging: Lodging | None,
    number: int,
    values: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    overtaken: bool = False,
) -> str:
    actor = current_actor()
    last, papers = number == LAST_STEP, number >= LAST_STEP - 1
    return page(
        "lodging/step.html",
        lodging=lodging,
        number=number,
        values=values,
        errors=errors,
        overtaken=overtaken,
        agencies=_own_agencies(actor),
        checklist=queries.find_checklist(actor, lodging) if lodging and papers else None,
        papers=list_papers(actor, lodging.dossier) if lodging and papers else (),
        problems=queries.find_problems(actor, lodging) if lodging and last else {},
        choices=queries.list_choices(actor, lodging) if lodging and last else (),
        written_at=WRITTEN_AT,
    )


def _show(lodging_id: str) -> str:
    actor = current_actor()
    lodging = queries.find_lodging(actor, lodging_id)
    checks = may_check(actor, lodging)
    return page(
        "lodging/_lodging.html" if wants_fragment() else "lodging/show.html",
        lodging=lodging,
        left=left(WorkingCalendar.of(lodging.body), lodging.due_on),
        checklist=queries.find_checklist(actor, lodging),
        papers=list_papers(actor, lodging.dossier),
        lateness=queries.find_lateness(actor, lodging),
        writes=may_write(actor, lodging),
        takes=may_take(actor, lodging),
        checks=checks,
        officers=queries.list_officers(actor, lodging) if may_assign(actor, lodging) else (),
        seq=numbers([f"lodging:{lodging.id}"])[f"lodging:{lodging.id}"],
    )


def _withdrawal(lodging_id: str, errors: Mapping[str, str]) -> str:
    lodging = queries.find_lodging(current_actor(), lodging_id)
    require(may_write(current_actor(), lodging))
    return page("lodging/withdraw.html", lodging=lodging, values=request.form, errors=errors)
