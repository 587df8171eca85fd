from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.agenda import operations
from ecabinet.agenda.forms import GuestForm, ItemForm, PlaceForm, PositionForm, RecusalForm
from ecabinet.agenda.models import Group, Item, Stand
from ecabinet.agenda.policy import may_add, may_edit, may_recuse, may_take_position
from ecabinet.agenda.queries import find_item, find_my_position
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.queries import list_agencies
from ecabinet.core.errors import Invalid, Overtaken, require
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.queries import find_meeting
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment, wants_json

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


@bp.post("/items/<item_id>/place")
def move(item_id: str) -> ResponseReturnValue:
    place = read_form(PlaceForm).place
    meeting_id = act(
        lambda actor: (
            operations.move_item(actor, find_item(actor, item_id, lock=True), place).meeting_id
        )
    )
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


@bp.get("/items/<item_id>/position")
def ask_for_position(item_id: str) -> ResponseReturnValue:
    return _position_form(item_id, {}, {})


@bp.post("/items/<item_id>/position")
def take_position(item_id: str) -> ResponseReturnValue:
    try:
        form = read_form(PositionForm)
        at = act(
            lambda actor: (
                operations.take_position(
                    actor, find_item(actor, item_id), form.stand, form.text, form.seq
                ).at
            )
        )
    except Invalid as no:
        if wants_json():
            raise
        return _position_form(item_id, request.form, no.problems), 422
    if wants_json():
        return jsonify(ok=True, receipt="", at=at.isoformat())
    if wants_fragment():
        return _position_form(item_id, {}, {})
    flash(gettext("Your position is recorded."))
    return redirect(f"/items/{item_id}", 303)


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
        agencies=list_agencies(current_actor(), meeting.body_id),
        groups=list(Group),
    )


def _position_form(item_id: str, sent: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    item = find_item(current_actor(), item_id)
    require(may_take_position(current_actor(), item))
    return page(
        "agenda/_position.html" if wants_fragment() else "agenda/position.html",
        item=item,
        position=find_my_position(current_actor(), item),
        values=sent,
        errors=errors,
        stands=list(Stand),
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
