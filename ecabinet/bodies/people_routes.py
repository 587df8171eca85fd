"""People, as an administrator keeps them: the list, one person, who may come in."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.models import Account
from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.models import MEMBERS, Post, Role, Scope
from ecabinet.bodies.people import (
    add_person,
    change_person,
    deactivate_account,
    end_sessions,
    reactivate_account,
)
from ecabinet.bodies.people_forms import NewPersonForm, PersonForm, read_sought
from ecabinet.bodies.people_queries import (
    PAGE,
    count_sessions,
    find_person,
    list_people,
    list_posts_of,
)
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.queries import list_bodies
from ecabinet.bodies.roles import ROLE_WORDS, SCOPE_WORDS
from ecabinet.core.errors import Invalid, require
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("people", __name__, url_prefix="/administration/people")


@bp.before_request
def _administrators_only() -> None:
    require(may_administer(current_actor()))


@bp.app_context_processor
def _words() -> dict[str, Any]:
    return {
        "role_word": lambda role: gettext(ROLE_WORDS[role]),
        "role_words": lambda: [(role.value, gettext(words)) for role, words in ROLE_WORDS.items()],
        "scope_word": lambda scope: gettext(SCOPE_WORDS[Scope(scope)]),
        "scope_words": lambda: [
            (each.value, gettext(words)) for each, words in SCOPE_WORDS.items()
        ],
    }


@bp.get("/")
def index() -> ResponseReturnValue:
    actor = current_actor()
    found = list_people(actor, read_sought(), request.args.get("after"))
    return page(
        "people/index.html",
        people=found[:PAGE],
        more=found[PAGE - 1].account.id if len(found) > PAGE else None,
        bodies=list_bodies(actor),
        asked={name: request.args.get(name, "") for name in ("q", "body", "role", "active")},
    )


@bp.get("/new")
@fresh  # before anything is typed: a question in between would lose it
def new() -> ResponseReturnValue:
    return _form(None)


@bp.post("/new")
@fresh
def add() -> ResponseReturnValue:
    try:
        person = read_form(NewPersonForm).person()
        account_id = act(lambda actor: add_person(actor, person).id)
    except Invalid as no:
        return _form(None, no), 422
    flash(
        gettext("The account is made. What comes next: a post, and a link for the first sign-in.")
    )
    return redirect(url_for(".show", account_id=account_id), 303)


@bp.get("/<account_id>")
def show(account_id: str) -> ResponseReturnValue:
    actor = current_actor()
    person = find_person(actor, account_id)
    posts = list_posts_of(actor, account_id)
    held = [each for each in posts if _is_held(each)]
    return page(
        "people/show.html",
        person=person,
        held=held,
        to_come=[each for each in posts if _is_to_come(each)],
        past=[each for each in posts if not _is_held(each) and not _is_to_come(each)],
        is_member=any(each.role in MEMBERS for each in held),
        is_administrator=any(each.role is Role.ADMINISTRATOR for each in held),
        sessions=count_sessions(actor, account_id),
        today=today(),
    )


@bp.get("/<account_id>/edit")
@fresh
def edit(account_id: str) -> ResponseReturnValue:
    return _form(find_person(current_actor(), account_id))


@bp.post("/<account_id>/edit")
@fresh
def change(account_id: str) -> ResponseReturnValue:
    try:
        draft = read_form(PersonForm).draft()
    except Invalid as no:
        return _form(find_person(current_actor(), account_id), no), 422
    act(lambda actor: change_person(actor, _locked(actor, account_id), draft))
    return _done(account_id, gettext("Saved."))


@bp.get("/<account_id>/deactivate")
def ask_to_deactivate(account_id: str) -> ResponseReturnValue:
    return page("people/deactivate.html", person=find_person(current_actor(), account_id))


@bp.post("/<account_id>/deactivate")
@fresh
def deactivate(account_id: str) -> ResponseReturnValue:
    act(lambda actor: deactivate_account(actor, _locked(actor, account_id)))
    return _done(account_id, gettext("This account is closed. All its sessions have ended."))


@bp.get("/<account_id>/reactivate")
def ask_to_reactivate(account_id: str) -> ResponseReturnValue:
    return page("people/reactivate.html", person=find_person(current_actor(), account_id))


@bp.post("/<account_id>/reactivate")
@fresh
def reactivate(account_id: str) -> ResponseReturnValue:
    act(lambda actor: reactivate_account(actor, _locked(actor, account_id)))
    return _done(account_id, gettext("This account is open again."))


@bp.post("/<account_id>/sessions/end")
@fresh
def end_all_sessions(account_id: str) -> ResponseReturnValue:
    act(lambda actor: end_sessions(actor, _locked(actor, account_id)))
    return _done(account_id, gettext("All sessions of this person have ended."))


def _locked(actor: Actor, account_id: str) -> Account:
    return find_person(actor, account_id, lock=True)


def _done(account_id: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".show", account_id=account_id), 303)


def _is_held(post: Post) -> bool:
    return post.starts_on <= today() and (post.ends_on is None or post.ends_on >= today())


def _is_to_come(post: Post) -> bool:
    return post.starts_on > today() and (post.ends_on is None or post.ends_on >= post.starts_on)


def _form(person: Account | None, no: Invalid | None = None) -> str:
    return page(
        "people/edit.html", person=person, values=request.form, errors=no.problems if no else {}
    )
