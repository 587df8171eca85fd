from collections.abc import Callable, Sequence

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ecabinet.agenda.models import Item
from ecabinet.agenda.queries import find_item
from ecabinet.ballots.models import Ballot
from ecabinet.ballots.operations import open_ballot, open_bloc
from ecabinet.ballots.preparing_operations import (
    prepare_ballot,
    prepare_bloc,
    prepare_free_ballot,
)
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.clock import now
from ecabinet.core.errors import Invalid, Missing
from ecabinet.meetings import attendance_operations as attendance
from ecabinet.meetings.queries import find_meeting
from ecabinet.sittings.forms import (
    CheckIn,
    ItemCall,
    Put,
    Question,
    SpeakerCall,
    read_bloc,
    read_question,
)
from ecabinet.sittings.operations import (
    ask_to_speak,
    call_current_item,
    call_speaker,
    end_speech,
    withdraw_request,
)
from ecabinet.sittings.queries import find_own_request, find_request, find_room, find_sitting
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment, wants_json

bp = Blueprint("sittings", __name__, url_prefix="/meetings/<meeting_id>/room")

PARTS = frozenset({"agenda", "main", "side", "status"})


@bp.get("")
def room(meeting_id: str) -> ResponseReturnValue:
    return page("sittings/room.html", room=find_room(current_actor(), meeting_id), now=now())


@bp.get("/<part>")
def part(meeting_id: str, part: str) -> ResponseReturnValue:
    """One live region of the room, drawn by the same partial as the page."""
    if part not in PARTS:
        raise Missing
    return _part(meeting_id, part)


@bp.post("/item")
def call_item(meeting_id: str) -> ResponseReturnValue:
    item_id = read_form(ItemCall).item_id
    return _do(
        meeting_id,
        "main",
        lambda actor: call_current_item(
            actor, find_sitting(actor, meeting_id, lock=True), find_item(actor, item_id)
        ),
    )


@bp.post("/ballots")
def put_to_vote(meeting_id: str) -> ResponseReturnValue:
    """Prepare a ballot, or several together, and open them if that is asked."""
    try:
        sent = read_question()
        act(lambda actor: _put_to_vote(actor, meeting_id, sent))
    except Invalid as no:
        template = "sittings/_main.html" if wants_fragment() else "sittings/room.html"
        found = find_room(current_actor(), meeting_id)
        body = page(template, room=found, now=now(), errors=no.problems, typed=request.form)
        return body, 422
    return _after(meeting_id, "main")


def _put_to_vote(actor: Actor, meeting_id: str, sent: Question) -> None:
    if sent.put is Put.SEVERAL:
        ballots = _prepare_bloc(actor, meeting_id)
    elif sent.put is Put.ITEM or (sent.put is Put.LIST and sent.on_item):
        item = _item_of(actor, meeting_id, sent.item_id)
        question = sent.question if sent.put is Put.ITEM else sent.asked
        ballots = [prepare_ballot(actor, item, question, sent.labels)]
    else:
        meeting = find_meeting(actor, meeting_id)
        ballots = [prepare_free_ballot(actor, meeting, sent.asked, sent.labels)]
    if sent.opens and len(ballots) == 1:
        open_ballot(actor, ballots[0], sent.limit_s)
    elif sent.opens:
        open_bloc(actor, ballots, sent.limit_s)


def _prepare_bloc(actor: Actor, meeting_id: str) -> Sequence[Ballot]:
    asked = {_item_of(actor, meeting_id, each): words for each, words in read_bloc().items()}
    questions = {item: words or item.ask or item.title for item, words in asked.items()}
    return prepare_bloc(actor, find_meeting(actor, meeting_id), questions)


def _item_of(actor: Actor, meeting_id: str, item_id: str) -> Item:
    item = find_item(actor, item_id)
    if item.meeting_id != meeting_id:
        raise Missing
    return item


@bp.post("/check-in")
def check_in(meeting_id: str) -> ResponseReturnValue:
    online = read_form(CheckIn).online
    return _do(
        meeting_id,
        "main",
        lambda actor: attendance.check_in(
            actor, find_meeting(actor, meeting_id, lock=True), online=online
        ),
    )


@bp.post("/members/<account_id>/check-in")
def check_in_member(meeting_id: str, account_id: str) -> ResponseReturnValue:
    online = read_form(CheckIn).online
    return _do(
        meeting_id,
        "main",
        lambda actor: attendance.check_in_member(
            actor, find_meeting(actor, meeting_id, lock=True), account_id, online=online
        ),
    )


@bp.post("/members/<account_id>/check-out")
def check_out_member(meeting_id: str, account_id: str) -> ResponseReturnValue:
    return _do(
        meeting_id,
        "main",
        lambda actor: attendance.check_out_member(
            actor, find_meeting(actor, meeting_id, lock=True), account_id
        ),
    )


@bp.post("/floor/ask")
def ask(meeting_id: str) -> ResponseReturnValue:
    return _do(
        meeting_id,
        "side",
        lambda actor: ask_to_speak(actor, find_sitting(actor, meeting_id, lock=True)),
    )


@bp.post("/floor/withdraw")
def withdraw(meeting_id: str) -> ResponseReturnValue:
    return _do(meeting_id, "side", lambda actor: _withdraw(actor, meeting_id))


def _withdraw(actor: Actor, meeting_id: str) -> None:
    sitting = find_sitting(actor, meeting_id, lock=True)
    if own := find_own_request(actor, sitting):
        withdraw_request(actor, sitting, own)


@bp.post("/floor/call")
def call(meeting_id: str) -> ResponseReturnValue:
    request_id = read_form(SpeakerCall).request_id
    return _do(
        meeting_id,
        "side",
        lambda actor: call_speaker(
            actor, find_sitting(actor, meeting_id, lock=True), find_request(actor, request_id)
        ),
    )


@bp.post("/floor/end")
def end(meeting_id: str) -> ResponseReturnValue:
    return _do(
        meeting_id,
        "side",
        lambda actor: end_speech(actor, find_sitting(actor, meeting_id, lock=True)),
    )


def _do(meeting_id: str, part: str, deed: Callable[[Actor], object]) -> ResponseReturnValue:
    act(deed)
    return _after(meeting_id, part)


def _after(meeting_id: str, part: str) -> ResponseReturnValue:
    if wants_json():
        return jsonify(ok=True)
    if wants_fragment():
        return _part(meeting_id, part)
    return redirect(url_for(".room", meeting_id=meeting_id), 303)


def _part(meeting_id: str, part: str) -> ResponseReturnValue:
    found = find_room(current_actor(), meeting_id)
    return page(f"sittings/_{part}.html", room=found, now=now())
