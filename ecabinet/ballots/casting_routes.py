from collections.abc import Iterator, Mapping

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ecabinet.ballots.casting_operations import Receipt, cast_votes
from ecabinet.ballots.forms import MAX_BLOC, Vote
from ecabinet.ballots.queries import find_ballot, find_panel
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, Missing
from ecabinet.core.text import fault_of, is_blank
from ecabinet.core.words import N_
from ecabinet.web.forms import read_values
from ecabinet.web.page import page, wants_json

bp = Blueprint("casting", __name__, url_prefix="/meetings/<meeting_id>/votes")

FIELDS = ("choice", "text", "seq")
NOTHING_CHOSEN = N_("Please choose on at least one of the matters.")


@bp.post("")
def cast_bloc(meeting_id: str) -> ResponseReturnValue:
    """Take votes on several ballots of a session at one press: all of them, or none."""
    try:
        receipts = act(lambda actor: _cast(actor, meeting_id, _read_votes()), together=True)
    except Invalid as no:
        if wants_json():
            raise
        return _again(no)
    if wants_json():
        return jsonify(ok=True, receipts={each: got.spelled for each, got in receipts.items()})
    return redirect(url_for("sittings.room", meeting_id=meeting_id), 303)


def _cast(actor: Actor, meeting_id: str, votes: Mapping[str, Vote]) -> Mapping[str, Receipt]:
    if any(find_ballot(actor, each).meeting_id != meeting_id for each in votes):
        raise Missing
    return cast_votes(actor, votes)


def _read_votes() -> dict[str, Vote]:
    """Return the votes of the form by their ballots: those on which something was chosen."""
    chosen = list(_chosen())
    if not 0 < len(chosen) <= MAX_BLOC:
        raise Invalid(NOTHING_CHOSEN)
    return {each: _read_vote(each) for each in chosen}


def _chosen() -> Iterator[str]:
    for name, value in request.form.items():
        if name.startswith("choice-") and not is_blank(value):
            yield _ballot_of(name)


def _ballot_of(name: str) -> str:
    """Return which ballot a field is about. No ballot is called by what no column keeps."""
    ballot_id = name.partition("-")[2]
    if fault_of(ballot_id, one_line=True):
        raise Missing
    return ballot_id


def _read_vote(ballot_id: str) -> Vote:
    sent = {each: request.form.get(f"{each}-{ballot_id}", "") for each in FIELDS}
    try:
        return read_values(Vote, sent)
    except Invalid as no:
        problems = {f"{field}-{ballot_id}": sentence for field, sentence in no.problems.items()}
        raise Invalid(no.message, **problems) from no


def _again(no: Invalid) -> ResponseReturnValue:
    """Show the form again with the sentences beside its fields, and what was typed."""
    asked = [_ballot_of(name) for name in request.form if name.startswith("seq-")]
    panels = [find_panel(current_actor(), each) for each in asked[:MAX_BLOC]]
    if not panels:
        raise no
    shown = page("ballots/bloc.html", panels=panels, no=no, errors=no.problems, typed=request.form)
    return shown, 422
