from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from ecabinet.agenda.forms import DraftForm, PositionForm, RestForm
from ecabinet.agenda.models import Stand
from ecabinet.agenda.policy import may_draft_position, may_take_position, may_take_positions
from ecabinet.agenda.position_operations import (
    draft_position,
    take_position,
    take_rest,
    withdraw_draft,
)
from ecabinet.agenda.position_queries import find_my_draft, list_left, list_prepared
from ecabinet.agenda.queries import find_item, find_my_position
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, Overtaken, require
from ecabinet.meetings.queries import find_meeting
from ecabinet.web.forms import read_form, read_values
from ecabinet.web.page import page, wants_fragment, wants_json

bp = Blueprint("positions", __name__)


@bp.get("/items/<item_id>/position")
def ask(item_id: str) -> ResponseReturnValue:
    return _position_form(item_id, {}, {})


@bp.post("/items/<item_id>/position")
def take(item_id: str) -> ResponseReturnValue:
    try:
        form = read_form(PositionForm)
        at = act(
            lambda actor: (
                take_position(actor, find_item(actor, item_id), form.stand, form.text, form.seq).at
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


@bp.get("/meetings/<meeting_id>/rest")
def ask_for_rest(meeting_id: str) -> ResponseReturnValue:
    return _rest_form(meeting_id, {})


@bp.post("/meetings/<meeting_id>/rest")
def take_the_rest(meeting_id: str) -> ResponseReturnValue:
    """No objection to the items that are left: one press after a look at the list."""
    try:
        sent = read_values(RestForm, {"item_ids": request.form.getlist("item_ids")}).item_ids
        at, count = act(lambda actor: _take_rest(actor, meeting_id, sent))
    except Invalid as no:
        if wants_json():
            raise
        return _rest_form(meeting_id, no.problems), 422
    if wants_json():
        return jsonify(ok=True, receipt="", at=at, count=count)
    flash(
        ngettext(
            "Recorded: no objection to %(num)d item.",
            "Recorded: no objection to %(num)d items.",
            count,
        )
    )
    return redirect(f"/meetings/{meeting_id}", 303)


@bp.get("/items/<item_id>/positions/<member_id>/draft")
def ask_for_draft(item_id: str, member_id: str) -> ResponseReturnValue:
    return _draft_form(item_id, member_id, {})


@bp.post("/items/<item_id>/positions/<member_id>/draft")
def prepare(item_id: str, member_id: str) -> ResponseReturnValue:
    """An assistant sends up what their member may sign."""
    try:
        form = read_form(DraftForm)
        said = (form.stand, form.text)
        act(
            lambda actor: (
                draft_position(actor, find_item(actor, item_id), member_id, said, form.revision).id
            )
        )
    except (Invalid, Overtaken) as no:
        return _draft_form(item_id, member_id, request.form, no), _status(no)
    flash(gettext("Sent up. It counts once the member signs it."))
    return redirect(f"/items/{item_id}", 303)


@bp.post("/items/<item_id>/positions/<member_id>/withdraw")
def withdraw(item_id: str, member_id: str) -> ResponseReturnValue:
    act(lambda actor: withdraw_draft(actor, find_item(actor, item_id), member_id))
    flash(gettext("Taken back."))
    return redirect(f"/items/{item_id}", 303)


def _take_rest(actor: Actor, meeting_id: str, item_ids: list[str]) -> tuple[str, int]:
    taken = take_rest(actor, find_meeting(actor, meeting_id), item_ids)
    return max(each.at for each in taken).isoformat(), len(taken)


def _status(no: Invalid | Overtaken) -> int:
    return 422 if isinstance(no, Invalid) else 409


def _position_form(item_id: str, sent: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    actor = current_actor()
    item = find_item(actor, item_id)
    require(may_take_position(actor, item))
    return page(
        "agenda/_position.html" if wants_fragment() else "agenda/position.html",
        item=item,
        position=find_my_position(actor, item),
        prepared=find_my_draft(actor, item),
        values=sent,
        errors=errors,
        stands=list(Stand),
    )


def _rest_form(meeting_id: str, errors: Mapping[str, str]) -> str:
    actor = current_actor()
    meeting = find_meeting(actor, meeting_id)
    require(may_take_positions(actor, meeting))
    left = list_left(actor, meeting)
    return page("agenda/rest.html", meeting=meeting, left=left, errors=errors)


def _draft_form(
    item_id: str, member_id: str, sent: Mapping[str, Any], no: Invalid | Overtaken | None = None
) -> str:
    actor = current_actor()
    item = find_item(actor, item_id)
    require(may_draft_position(actor, item, member_id))
    found = {call.account_id: (call, draft) for call, draft in list_prepared(actor, item)}
    call, draft = found[member_id]
    return page(
        "agenda/position_draft.html",
        item=item,
        call=call,
        draft=draft,
        values=sent,
        errors=no.problems if isinstance(no, Invalid) else {},
        overtaken=isinstance(no, Overtaken),
        stands=list(Stand),
    )
