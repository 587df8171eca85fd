"""Posts of a person: given in two steps, corrected, ended on a day; and leaving office, which ends all of them."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.appointments import OF_THE_WHOLE
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.leaving import Line, find_leaver, leave_office, list_remaining
from ecabinet.bodies.models import USUAL_SCOPES, Post, Role
from ecabinet.bodies.operations import give_post
from ecabinet.bodies.people_forms import LastDayForm, PostForm, read_appointment
from ecabinet.bodies.people_queries import find_person
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.posts import change_post, end_post, find_post
from ecabinet.bodies.queries import list_agencies, list_bodies, list_members
from ecabinet.core.errors import Invalid, Missing, Refused, require
from ecabinet.web.forms import read_form
from ecabinet.web.language import day, moment
from ecabinet.web.page import page

bp = Blueprint("posts", __name__, url_prefix="/administration/people/<account_id>")
SPOKEN = {"_at": moment, "_on": day}
WITH_AGENCY = frozenset({Role.CHAIR, Role.MEMBER, Role.AGENCY})


@bp.get("/posts/new")
@fresh  # before anything is typed: a question in between would lose it
def new(account_id: str) -> ResponseReturnValue:
    """Which post, and where; then what it is called and from when."""
    require(may_administer(current_actor()))
    role = request.args.get("role", "")
    body_id = request.args.get("body_id") or None
    if role not in set(Role) or (Role(role) not in OF_THE_WHOLE and body_id is None):
        return _show(account_id, "people/post_role.html", bodies=list_bodies(current_actor()))
    return _appointment_form(account_id, Role(role), body_id)


@bp.post("/posts/new")
@fresh
def give(account_id: str) -> ResponseReturnValue:
    require(may_administer(current_actor()))
    try:
        wanted = read_appointment().appointment()
        act(lambda actor: give_post(actor, find_person(actor, account_id, lock=True), wanted).id)
    except Invalid as no:
        role, body_id = request.form.get("role", ""), request.form.get("body_id") or None
        if role not in set(Role):
            raise
        return _appointment_form(account_id, Role(role), body_id, no), 422
    return _done(account_id, gettext("The post is given."))


@bp.get("/posts/<post_id>")
@fresh
def edit(account_id: str, post_id: str) -> ResponseReturnValue:
    return _post_form(account_id, _find(current_actor(), account_id, post_id))


@bp.post("/posts/<post_id>")
@fresh
def change(account_id: str, post_id: str) -> ResponseReturnValue:
    post = _find(current_actor(), account_id, post_id)
    try:
        draft = read_form(PostForm).draft()
        _on(account_id, post_id, lambda actor, post: change_post(actor, post, draft))
    except (Invalid, Refused) as no:
        return _post_form(account_id, post, no), _status(no)
    return _done(account_id, gettext("Saved."))


@bp.post("/posts/<post_id>/end")
@fresh
def end(account_id: str, post_id: str) -> ResponseReturnValue:
    post = _find(current_actor(), account_id, post_id)
    try:
        last_day = read_form(LastDayForm).last_day
        _on(account_id, post_id, lambda actor, post: end_post(actor, post, last_day))
    except (Invalid, Refused) as no:
        return _post_form(account_id, post, no), _status(no)
    return _done(account_id, gettext("The post ends on %(day)s.", day=day(last_day)))


@bp.get("/leave")
def ask_to_leave(account_id: str) -> ResponseReturnValue:
    require(may_administer(current_actor()))
    return _leave_form(account_id)


@bp.post("/leave")
@fresh
def leave(account_id: str) -> ResponseReturnValue:
    require(may_administer(current_actor()))
    try:
        last_day = read_form(LastDayForm).last_day
        act(lambda actor: leave_office(actor, find_person(actor, account_id, lock=True), last_day))
    except (Invalid, Refused) as no:
        return _leave_form(account_id, no), _status(no)
    flash(
        gettext(
            "All posts end on %(day)s. This is what remains to be handed on.", day=day(last_day)
        )
    )
    return redirect(url_for(".remaining", account_id=account_id), 303)


@bp.get("/remaining")
def remaining(account_id: str) -> ResponseReturnValue:
    """What somebody leaves to hand on: for whoever administers, and for the head of their secretariat."""
    actor = current_actor()
    person = find_leaver(actor, account_id)
    return page(
        "people/remaining.html",
        person=person,
        kinds=list_remaining(actor, account_id),
        say=_say,
        administers=may_administer(actor),
    )


def _say(line: Line) -> str:
    spoken = {
        name: SPOKEN.get(name[-3:], str)(value)  # type: ignore[arg-type]  # by its name it is a day or a moment
        for name, value in line.values.items()
    }
    return str(gettext(line.message, **spoken))


def _find(actor: Actor, account_id: str, post_id: str, *, lock: bool = False) -> Post:
    post = find_post(actor, post_id, lock=lock)
    if post.account_id != account_id:
        raise Missing
    return post


def _on(account_id: str, post_id: str, deed: Callable[[Actor, Post], None]) -> None:
    act(lambda actor: deed(actor, _find(actor, account_id, post_id, lock=True)))


def _done(account_id: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("people.show", account_id=account_id), 303)


def _status(no: Invalid | Refused) -> int:
    return 422 if isinstance(no, Invalid) else 409


def _show(
    account_id: str, template: str, no: Invalid | Refused | None = None, **context: object
) -> str:
    person = find_person(current_actor(), account_id)
    return page(
        template,
        person=person,
        values=request.form,
        errors=no.problems if isinstance(no, Invalid) else {},
        refused=no.message if isinstance(no, Refused) else "",
        today=today(),
        **context,
    )


def _appointment_form(
    account_id: str, role: Role, body_id: str | None, no: Invalid | None = None
) -> str:
    body_id = None if role in OF_THE_WHOLE else body_id
    agencies = list_agencies(current_actor(), body_id) if body_id and role in WITH_AGENCY else []
    members = list_members(body_id, today()) if body_id and role is Role.ASSISTANT else []
    return _show(
        account_id,
        "people/post_new.html",
        no,
        role=role,
        body=next((each for each in list_bodies(current_actor()) if each.id == body_id), None),
        agencies=agencies,
        members=[each for each in members if each.account_id != account_id],
        usual=[each.value for each in USUAL_SCOPES],
    )


def _post_form(account_id: str, post: Post, no: Invalid | Refused | None = None) -> str:
    return _show(account_id, "people/post.html", no, post=post)


def _leave_form(account_id: str, no: Invalid | Refused | None = None) -> str:
    kinds = list_remaining(current_actor(), account_id)
    return _show(account_id, "people/leave.html", no, kinds=kinds, say=_say)
