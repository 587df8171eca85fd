"""What a person decides about their own posts: the face they act in, and what their assistants read."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.doors import signed_in
from ecabinet.accounts.models import Account
from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.delegation import (
    Delegation,
    change_delegation,
    find_delegation,
    list_delegations,
    list_free_assistants,
    name_assistant,
    take_back,
)
from ecabinet.bodies.faces import choose_face
from ecabinet.bodies.models import Post
from ecabinet.bodies.people_forms import FaceForm, read_delegation, read_new_delegation
from ecabinet.bodies.policy import may_see_delegations
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing
from ecabinet.web.addresses import inside
from ecabinet.web.forms import read_form
from ecabinet.web.page import refusal_page

bp = Blueprint("own", __name__)


@bp.app_context_processor
def _offered() -> dict[str, Any]:
    return {"delegations_of": _delegations_of, "assistants_for": _assistants_for, "today_is": today}


@bp.post("/face")
def face() -> ResponseReturnValue:
    """Act in another of one's posts, from the home page of that post."""
    post_id, sign_in_id = read_form(FaceForm).post_id, signed_in().sign_in_id
    act(lambda actor: choose_face(actor, sign_in_id, post_id))
    return redirect("/", 303)


@bp.post("/delegations")
@fresh
def name() -> ResponseReturnValue:
    """Let another assistant of the body help for a time."""
    try:
        sent = read_new_delegation()
        act(lambda actor: _name(actor, sent.member_id, sent.assistant, sent.delegation()))
    except Invalid as no:
        return _say_wrong(no)
    return _back(gettext("The assistant is named, up to the day you chose."))


@bp.post("/delegations/<post_id>")
@fresh
def change(post_id: str) -> ResponseReturnValue:
    try:
        wanted = read_delegation().delegation()
        act(
            lambda actor: change_delegation(
                actor, find_delegation(actor, post_id, lock=True), wanted
            )
        )
    except Invalid as no:
        return _say_wrong(no)
    return _back(gettext("Saved. It holds from now on."))


@bp.post("/delegations/<post_id>/take-back")
def take(post_id: str) -> ResponseReturnValue:
    """Taking back asks for nothing more: it must be quick."""
    act(lambda actor: take_back(actor, find_delegation(actor, post_id, lock=True)))
    return _back(gettext("Taken back. The assistant reads none of it any more."))


def _name(actor: Actor, member_id: str, post_id: str, delegation: Delegation) -> str:
    member, post = session().get(Account, member_id), session().get(Post, post_id)
    if member is None or post is None or not may_see_delegations(actor, member_id):
        raise Missing
    return name_assistant(actor, member, post, delegation).id


def _delegations_of(member_id: str) -> Sequence[Post]:
    actor = current_actor()
    return list_delegations(actor, member_id) if may_see_delegations(actor, member_id) else []


def _assistants_for(member_id: str) -> Sequence[Post]:
    actor = current_actor()
    return list_free_assistants(actor, member_id) if may_see_delegations(actor, member_id) else []


def _say_wrong(no: Invalid) -> ResponseReturnValue:
    return refusal_page(no.message, 422, no.values, no.problems.values())


def _back(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(inside(request.form.get("next"), url_for("accounts.me")), 303)
