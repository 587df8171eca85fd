from collections.abc import Callable

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ecabinet.ballots.casting_operations import cast_vote
from ecabinet.ballots.forms import Opening, Reason, Vote
from ecabinet.ballots.models import Ballot
from ecabinet.ballots.operations import (
    announce_ballot,
    annul_ballot,
    close_ballot,
    open_ballot,
    pause_ballot,
    resume_ballot,
)
from ecabinet.ballots.policy import may_see_turnout
from ecabinet.ballots.queries import find_ballot, find_panel
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, require
from ecabinet.web.forms import read_form
from ecabinet.web.page import fragment, page, wants_fragment, wants_json

bp = Blueprint("ballots", __name__, url_prefix="/ballots")

Deed = Callable[[Actor, Ballot], Ballot]


@bp.get("/<ballot_id>")
def show(ballot_id: str) -> ResponseReturnValue:
    return page("ballots/show.html", panel=find_panel(current_actor(), ballot_id))


@bp.get("/<ballot_id>/panel")
def panel(ballot_id: str) -> ResponseReturnValue:
    """One live region: a panel, one that names what it is on (`named`), or one of several in a `row`."""
    drawn = request.args.get("drawn")
    template = "ballots/_row.html" if drawn == "row" else "ballots/_panel.html"
    found = find_panel(current_actor(), ballot_id)
    return fragment(template, panel=found, named=drawn == "named")


@bp.get("/<ballot_id>/turnout")
def turnout(ballot_id: str) -> ResponseReturnValue:
    """Who has voted, for those who run it."""
    actor = current_actor()
    require(may_see_turnout(actor, find_ballot(actor, ballot_id)))
    found = find_panel(actor, ballot_id)
    return fragment("ballots/_voted.html", panel=found, ballot=found.ballot)


@bp.post("/<ballot_id>/votes")
def cast(ballot_id: str) -> ResponseReturnValue:
    """Take a vote. Only here does a person hear of it, and only once it is durable."""
    try:
        sent = read_form(Vote)
        receipt = act(lambda actor: cast_vote(actor, ballot_id, sent), together=True)
    except Invalid as no:
        if wants_json():
            raise
        return _again(ballot_id, no)
    return jsonify({"ok": True} | receipt.spelled) if wants_json() else _back_to(ballot_id)


@bp.post("/<ballot_id>/open")
def open_(ballot_id: str) -> ResponseReturnValue:
    """Open it, for as long as was chosen."""
    try:
        limit_s = read_form(Opening).limit_s
        return _run(ballot_id, lambda actor, ballot: open_ballot(actor, ballot, limit_s))
    except Invalid as no:
        return _again(ballot_id, no)


@bp.post("/<ballot_id>/pause")
def pause(ballot_id: str) -> ResponseReturnValue:
    return _run(ballot_id, pause_ballot)


@bp.post("/<ballot_id>/resume")
def resume(ballot_id: str) -> ResponseReturnValue:
    return _run(ballot_id, resume_ballot)


@bp.post("/<ballot_id>/close")
def close(ballot_id: str) -> ResponseReturnValue:
    return _run(ballot_id, close_ballot)


@bp.post("/<ballot_id>/announce")
def announce(ballot_id: str) -> ResponseReturnValue:
    return _run(ballot_id, announce_ballot)


@bp.post("/<ballot_id>/annul")
def annul(ballot_id: str) -> ResponseReturnValue:
    try:
        sent = read_form(Reason)
        return _run(ballot_id, lambda actor, ballot: annul_ballot(actor, ballot, sent.reason))
    except Invalid as no:
        return _again(ballot_id, no)


def _run(ballot_id: str, deed: Deed) -> ResponseReturnValue:
    """Do what the chair orders, with the ballot held against everybody else."""
    act(lambda actor: deed(actor, find_ballot(actor, ballot_id, lock=True)).id)
    return _back_to(ballot_id)


def _back_to(ballot_id: str) -> ResponseReturnValue:
    if wants_fragment():
        return panel(ballot_id)
    meeting_id = find_ballot(current_actor(), ballot_id).meeting_id
    return redirect(url_for("sittings.room", meeting_id=meeting_id), 303)


def _again(ballot_id: str, no: Invalid) -> ResponseReturnValue:
    """Show the form again with the sentences beside its fields, and what was typed."""
    template = "ballots/_panel.html" if wants_fragment() else "ballots/show.html"
    found = find_panel(current_actor(), ballot_id)
    return page(template, panel=found, errors=no.problems, typed=request.form), 422
