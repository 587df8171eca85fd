from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from ecabinet.accounts.stepup import fresh
from ecabinet.agenda import operations
from ecabinet.agenda.forms import (
    GuestForm,
    ItemForm,
    RecusalForm,
    SecrecyForm,
)
from ecabinet.agenda.models import Group, Item, Secrecy
from ecabinet.agenda.policy import (
    may_add,
    may_edit,
    may_recuse,
    may_restrict,
)
from ecabinet.agenda.queries import find_item, list_candidates, list_voters
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.queries import list_agencies
from ecabinet.core.errors import Invalid, Overtaken, require
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.queries import find_meeting
from ecabinet.web.forms import read_form, read_values
from ecabinet.web.page import page

bp = Blueprint("agenda", __name__)


@bp.get("/meetings/<meeting_id>/items/new")
def new(meeting_id: str) -> ResponseReturnValue:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_add(current_actor(), meeting))
    return _item_form(meeting, None, {})


@bp.post("/meetings/<meeting_id>/items/new")
def add(meeting_id: str) -> ResponseReturnValue:
    try:
        draft = read_form(ItemForm).draft()
        item_id = act(
            lambda actor: (
                operations.add_item(actor, find_meeting(actor, meeting_id, lock=True), draft).id
            )
        )
    except Invalid as no:
        meeting = find_meeting(current_actor(), meeting_id)
        return _item_form(meeting, None, request.form, no), 422
    if draft.secrecy is Secrecy.RESTRICTED:
        return redirect(f"/items/{item_id}/secrecy", 303)
    return _to_editor(meeting_id, item_id)


@bp.get("/items/<item_id>/edit")
def edit(item_id: str) -> ResponseReturnValue:
    item = find_item(current_actor(), item_id)
    require(may_edit(current_actor(), item))
    return _item_form(item.meeting, item, {})


@bp.post("/items/<item_id>/edit")
def change(item_id: str) -> ResponseReturnValue:
    """Save an item. The second of two writers sees both texts, and nothing is lost."""
    try:
        form = read_form(ItemForm)
        draft, revision = form.draft(), form.revision
        meeting_id = act(
            lambda actor: (
                operations.change_item(
                    actor, find_item(actor, item_id, lock=True), draft, revision
                ).meeting_id
            )
        )
    except (Invalid, Overtaken) as no:
        status = 422 if isinstance(no, Invalid) else 409
        item = find_item(current_actor(), item_id)
        return _item_form(item.meeting, item, request.form, no), status
    flash(gettext("The item is saved."))
    return _to_editor(meeting_id, item_id)


@bp.get("/items/<item_id>/remove")
def ask_to_remove(item_id: str) -> ResponseReturnValue:
    item = find_item(current_actor(), item_id)
    require(may_edit(current_actor(), item))
    return page("agenda/remove.html", item=item)


@bp.post("/items/<item_id>/remove")
def remove(item_id: str) -> ResponseReturnValue:
    meeting_id = act(
        lambda actor: operations.remove_item(actor, find_item(actor, item_id, lock=True)).meeting_id
    )
    return _to_editor(meeting_id)


@bp.post("/items/<item_id>/guests")
def invite(item_id: str) -> ResponseReturnValue:
    account_id = read_form(GuestForm).account_id
    act(
        lambda actor: operations.invite_guest(
            actor, find_item(actor, item_id, lock=True), account_id
        )
    )
    return _to_editor(find_item(current_actor(), item_id).meeting_id, item_id)


@bp.get("/items/<item_id>/secrecy")
@fresh
def ask_to_restrict(item_id: str) -> ResponseReturnValue:
    return _secrecy_form(item_id, {})


@bp.post("/items/<item_id>/secrecy")
@fresh
def restrict(item_id: str) -> ResponseReturnValue:
    """Say how far an item is known. Members who are not named are counted in the sentence that confirms it."""
    try:
        sent = {"reader_ids": request.form.getlist("reader_ids")}
        form = read_values(SecrecyForm, sent | {"secrecy": request.form.get("secrecy", "")})
        act(
            lambda actor: operations.restrict_item(
                actor, find_item(actor, item_id, lock=True), form.secrecy, form.reader_ids
            )
        )
    except Invalid as no:
        return _secrecy_form(item_id, no.problems), 422
    item = find_item(current_actor(), item_id)
    flash(_who_knows(item))
    return _to_editor(item.meeting_id, item_id)


@bp.get("/items/<item_id>/still-open")
def still_open(item_id: str) -> ResponseReturnValue:
    """Answer a page that shows the item, when something about it moved; Missing once it is not the reader's."""
    find_item(current_actor(), item_id)
    return Response(status=204)


@bp.get("/items/<item_id>/recusal")
def ask_to_recuse(item_id: str) -> ResponseReturnValue:
    return _recusal_form(item_id, {})


@bp.post("/items/<item_id>/recusal")
def recuse(item_id: str) -> ResponseReturnValue:
    """Whoever recuses themselves no longer sees the item: they go on to the session."""
    meeting_id = find_item(current_actor(), item_id).meeting_id
    try:
        form = read_form(RecusalForm)
        act(
            lambda actor: operations.recuse_member(
                actor, find_item(actor, item_id, lock=True), form.account_id, form.reason
            )
        )
    except Invalid as no:
        return _recusal_form(item_id, no.problems), 422
    flash(gettext("Recorded: this member takes no part in the item."))
    return redirect(f"/meetings/{meeting_id}", 303)


def _to_editor(meeting_id: str, item_id: str = "") -> ResponseReturnValue:
    chosen = f"?item={item_id}#item-{item_id}" if item_id else ""
    return redirect(f"/meetings/{meeting_id}/agenda{chosen}", 303)


def _item_form(
    meeting: Meeting,
    item: Item | None,
    sent: Mapping[str, Any],
    no: Invalid | Overtaken | None = None,
) -> str:
    return page(
        "agenda/edit.html" if item else "agenda/new.html",
        meeting=meeting,
        item=item,
        values=sent,
        errors=no.problems if isinstance(no, Invalid) else {},
        overtaken=isinstance(no, Overtaken),
        agencies=list_agencies(
            current_actor(), meeting.body_id, keep=item.agency_id if item else None
        ),
        groups=list(Group),
    )


def _secrecy_form(item_id: str, errors: Mapping[str, str]) -> str:
    item, actor = find_item(current_actor(), item_id), current_actor()
    require(may_restrict(actor, item))
    typed = request.form.getlist("reader_ids") if errors else None
    candidates = list_candidates(actor, item)
    named = {each.account_id for each in item.readers}
    is_made = item.is_restricted and named - {actor.id, item.meeting.chair_id}
    usual = named if is_made else {each.account_id for each in candidates if each.usual}
    return page(
        "agenda/secrecy.html",
        item=item,
        candidates=candidates,
        chosen=usual if typed is None else typed,
        level=request.form.get("secrecy", item.secrecy),
        voters=len(list_voters(actor, item.meeting)),
        errors=errors,
    )


def _who_knows(item: Item) -> str:
    """Say what a restriction means for a ballot: who is not named does not vote, and is counted all the same."""
    voters = list_voters(current_actor(), item.meeting)
    unnamed = sum(not item.names(each.account_id) for each in voters) if item.is_restricted else 0
    if not unnamed:
        return str(gettext("It is kept to whom this item is open."))
    return str(
        ngettext(
            "%(num)d member is not named. A ballot on this item still counts by all %(all)d members.",
            "%(num)d members are not named. A ballot on this item still counts by all %(all)d members.",
            unnamed,
            all=len(voters),
        )
    )


def _recusal_form(item_id: str, errors: Mapping[str, str]) -> str:
    item, actor = find_item(current_actor(), item_id), current_actor()
    require(may_recuse(actor, item, actor.id))
    return page(
        "agenda/recusal.html",
        item=item,
        voters=[each for each in item.meeting.invitations if each.votes],
        own=item.meeting.invitation_of(actor.id) is not None,
        errors=errors,
    )
