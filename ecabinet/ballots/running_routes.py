from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.ballots.forms import Opening
from ecabinet.ballots.models import Ballot
from ecabinet.ballots.operations import (
    announce_bloc,
    close_bloc,
    extend_ballot,
    open_bloc,
    pause_bloc,
    resume_bloc,
)
from ecabinet.ballots.policy import may_record_by_hand
from ecabinet.ballots.preparing_operations import repeat_ballot
from ecabinet.ballots.queries import find_ballot, find_panel
from ecabinet.ballots.recording_forms import read_count, read_names, read_sheet
from ecabinet.ballots.recording_operations import attach_sheet, record_by_name, record_by_number
from ecabinet.ballots.running_queries import list_bloc, list_called
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.papers.forms import read_upload
from ecabinet.papers.operations import Upload
from ecabinet.web.forms import read_form
from ecabinet.web.page import fragment, page, wants_fragment

bp = Blueprint("running", __name__)

Deed = Callable[[Actor, Ballot], object]
BLOC_DEEDS: dict[str, Callable[[Actor, Sequence[Ballot]], None]] = {
    "open": lambda actor, ballots: open_bloc(actor, ballots, read_form(Opening).limit_s),
    "pause": pause_bloc,
    "resume": resume_bloc,
    "close": close_bloc,
    "announce": announce_bloc,
}


@bp.post("/blocs/<bloc_id>/<deed>")
def run_bloc(bloc_id: str, deed: str) -> ResponseReturnValue:
    """Do one of BLOC_DEEDS to all ballots of a bloc, or to none."""
    if deed not in BLOC_DEEDS:
        raise Missing
    perform = BLOC_DEEDS[deed]

    def run_all(actor: Actor) -> str:
        ballots = list_bloc(actor, bloc_id, lock=True)
        perform(actor, ballots)
        return ballots[0].meeting_id

    return _to_room(act(run_all))


@bp.post("/ballots/<ballot_id>/extend")
def extend(ballot_id: str) -> ResponseReturnValue:
    return _in_place(ballot_id, extend_ballot)


@bp.post("/ballots/<ballot_id>/repeat")
def repeat(ballot_id: str) -> ResponseReturnValue:
    return _in_place(ballot_id, repeat_ballot)


@bp.get("/ballots/<ballot_id>/by-hand")
def by_hand(ballot_id: str) -> ResponseReturnValue:
    """Where the desk writes down what was counted in the room."""
    return _form(ballot_id)


@bp.post("/ballots/<ballot_id>/by-name")
def by_name(ballot_id: str) -> ResponseReturnValue:
    def write_down(actor: Actor, ballot: Ballot) -> Ballot:
        return record_by_name(actor, ballot, read_names(list_called(actor, ballot)))

    return _record(ballot_id, write_down)


@bp.post("/ballots/<ballot_id>/by-number")
def by_number(ballot_id: str) -> ResponseReturnValue:
    return _record(
        ballot_id, lambda actor, ballot: record_by_number(actor, ballot, read_count(ballot))
    )


@bp.post("/ballots/<ballot_id>/sheet")
def sheet(ballot_id: str) -> ResponseReturnValue:
    """Take the signed sheet of a count by hand."""
    _demand_desk(ballot_id)
    try:
        upload = read_upload()
    except Invalid as no:
        return _form(ballot_id, no)
    return _run(ballot_id, lambda actor, ballot: _attach(actor, ballot, upload))


def _record(ballot_id: str, write_down: Deed) -> ResponseReturnValue:
    _demand_desk(ballot_id)
    try:
        upload = read_sheet()
        return _run(ballot_id, lambda actor, ballot: _settle(actor, ballot, write_down, upload))
    except Invalid as no:
        return _form(ballot_id, no)


def _settle(actor: Actor, ballot: Ballot, write_down: Deed, upload: Upload | None) -> None:
    write_down(actor, ballot)
    if upload is not None:
        _attach(actor, ballot, upload)


def _attach(actor: Actor, ballot: Ballot, upload: Upload) -> None:
    attach_sheet(actor, ballot, upload, gettext("Signed sheet of a ballot counted by hand"))


def _run(ballot_id: str, deed: Deed) -> ResponseReturnValue:
    """Do it with the ballot held against everybody else."""

    def run(actor: Actor) -> str:
        ballot = find_ballot(actor, ballot_id, lock=True)
        deed(actor, ballot)
        return ballot.meeting_id

    return _to_room(act(run))


def _in_place(ballot_id: str, deed: Deed) -> ResponseReturnValue:
    done = _run(ballot_id, deed)
    if wants_fragment():
        return fragment("ballots/_panel.html", panel=find_panel(current_actor(), ballot_id))
    return done


def _to_room(meeting_id: str) -> ResponseReturnValue:
    return redirect(url_for("sittings.room", meeting_id=meeting_id), 303)


def _demand_desk(ballot_id: str) -> None:
    """Before a file is taken from anybody."""
    actor = current_actor()
    require(may_record_by_hand(actor, find_ballot(actor, ballot_id)))


def _form(ballot_id: str, no: Invalid | None = None) -> ResponseReturnValue:
    actor = current_actor()
    ballot = find_ballot(actor, ballot_id)
    require(may_record_by_hand(actor, ballot))
    shown = page(
        "ballots/by_hand.html",
        ballot=ballot,
        called=list_called(actor, ballot),
        errors=no.problems if no else {},
        typed=request.form,
    )
    return shown, 422 if no else 200
