"""Pages of one session on which the desk says when, where, from which places and in which seats it is held."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.clock import local
from ecabinet.core.errors import Invalid, Missing, Overtaken, require
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.part_operations import plan_sittings
from ecabinet.meetings.parts import Span, named
from ecabinet.meetings.place_forms import (
    PlaceForm,
    read_place,
    read_revision,
    read_seats,
    read_sittings,
    typed_rows,
)
from ecabinet.meetings.place_operations import (
    NO_SUCH_ROOM,
    NO_SUCH_SITE,
    Where,
    assign_seats,
    choose_place,
    seat_by_rank,
)
from ecabinet.meetings.place_queries import list_in_rooms
from ecabinet.meetings.policy import may_prepare
from ecabinet.meetings.queries import find_meeting
from ecabinet.venues.queries import find_site, find_venue, list_offered_venues, list_sites
from ecabinet.web.forms import sent_fields
from ecabinet.web.page import page

bp = Blueprint("places", __name__, url_prefix="/meetings")
SPARE_ROWS = 2  # empty rows below those that are filled, for a browser without script


@bp.get("/<meeting_id>/sittings")
def sittings(meeting_id: str) -> ResponseReturnValue:
    return _sittings_form(_prepared(meeting_id))


@bp.post("/<meeting_id>/sittings")
def plan(meeting_id: str) -> ResponseReturnValue:
    try:
        spans: Sequence[Span] = read_sittings(current_app.config["TIMEZONE"])
        revision = read_revision()
        act(lambda actor: plan_sittings(actor, _locked(actor, meeting_id), spans, revision))
    except (Invalid, Overtaken) as no:
        return _sittings_form(_prepared(meeting_id), no), _status(no)
    flash(gettext("The sittings are saved."))
    return _back(meeting_id)


@bp.get("/<meeting_id>/place")
def place(meeting_id: str) -> ResponseReturnValue:
    return _place_form(_prepared(meeting_id))


@bp.post("/<meeting_id>/place")
def choose(meeting_id: str) -> ResponseReturnValue:
    def deed(actor: Actor) -> None:
        choose_place(actor, _locked(actor, meeting_id), _where(actor, form), form.revision)

    try:
        form = read_place()
        act(deed)
    except (Invalid, Overtaken) as no:
        return _place_form(_prepared(meeting_id), no), _status(no)
    flash(gettext("Room and remote sites are saved."))
    return _back(meeting_id)


@bp.get("/<meeting_id>/seats")
def seats(meeting_id: str) -> ResponseReturnValue:
    return _seats_form(_prepared(meeting_id))


@bp.post("/<meeting_id>/seats")
def seat(meeting_id: str) -> ResponseReturnValue:
    try:
        labels, revision = read_seats(), read_revision()
        act(lambda actor: assign_seats(actor, _locked(actor, meeting_id), labels, revision))
    except (Invalid, Overtaken) as no:
        return _seats_form(_prepared(meeting_id), no), _status(no)
    flash(gettext("The seats are saved."))
    return redirect(url_for(".seats", meeting_id=meeting_id), 303)


@bp.post("/<meeting_id>/seats/by-rank")
def seat_all(meeting_id: str) -> ResponseReturnValue:
    revision = read_revision()
    act(lambda actor: seat_by_rank(actor, _locked(actor, meeting_id), revision))
    flash(gettext("Everybody sits by rank now."))
    return redirect(url_for(".seats", meeting_id=meeting_id), 303)


def _prepared(meeting_id: str) -> Meeting:
    meeting = find_meeting(current_actor(), meeting_id)
    require(may_prepare(current_actor(), meeting))
    return meeting


def _locked(actor: Actor, meeting_id: str) -> Meeting:
    return find_meeting(actor, meeting_id, lock=True)


def _where(actor: Actor, form: PlaceForm) -> Where:
    """Return what was chosen, in things; Invalid where somebody chose what they do not see."""
    try:
        venue = find_venue(actor, form.venue_id) if form.venue_id else None
    except Missing:
        raise Invalid(venue_id=NO_SUCH_ROOM) from None
    try:
        sites = [find_site(actor, each) for each in form.sites]
    except Missing:
        raise Invalid(sites=NO_SUCH_SITE) from None
    return Where(venue, sites, form.reason)


def _sittings_form(meeting: Meeting, no: Invalid | Overtaken | None = None) -> str:
    zone = current_app.config["TIMEZONE"]
    rows = typed_rows(request.form) if no else [_row(each.span) for each in meeting.parts]
    rows += [{}] * SPARE_ROWS
    return page(
        "meetings/sittings.html",
        meeting=meeting,
        rows=rows if meeting.parts or no else [{"day": _row(meeting.spans[0])["day"]}, *rows],
        sittings=named([each.span for each in meeting.parts], zone),
        **_said(no),
    )


def _row(span: Span) -> dict[str, str]:
    begins, ends = map(local, span)
    return {"day": f"{begins:%Y-%m-%d}", "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}


def _place_form(meeting: Meeting, no: Invalid | Overtaken | None = None) -> str:
    actor, chosen = current_actor(), _chosen(meeting, no)
    rooms = list_offered_venues(actor, meeting.body_id, keep=meeting.venue_id)
    here = {each.id for each in meeting.sites}
    offered = [
        each
        for each in list_sites(actor, meeting.body_id)
        if each.id in here or each.ends_on is None
    ]
    return page(
        "meetings/place.html",
        meeting=meeting,
        venues=rooms,
        sites=offered,
        chosen=chosen,
        taken=list_in_rooms(actor, meeting, [each.id for each in rooms]),
        **_said(no),
    )


def _chosen(meeting: Meeting, no: Invalid | Overtaken | None) -> Mapping[str, Any]:
    if no:
        return {**request.form, "sites": request.form.getlist("sites")}
    return {"venue_id": meeting.venue_id or "", "sites": [each.id for each in meeting.sites]}


def _seats_form(meeting: Meeting, no: Invalid | Overtaken | None = None) -> str:
    venue = meeting.venue
    return page(
        "meetings/seats.html",
        meeting=meeting,
        venue=venue,
        labels={(each.row, each.column): each.label for each in venue.seats} if venue else {},
        sitting={each.seat: each for each in meeting.invitations if each.seat},
        values=sent_fields() if no else {},
        **_said(no),
    )


def _said(no: Invalid | Overtaken | None) -> dict[str, Any]:
    return {
        "errors": no.problems if isinstance(no, Invalid) else {},
        "overtaken": isinstance(no, Overtaken),
    }


def _status(no: Invalid | Overtaken) -> int:
    return 422 if isinstance(no, Invalid) else 409


def _back(meeting_id: str) -> ResponseReturnValue:
    return redirect(url_for("pages.meeting", meeting_id=meeting_id), 303)
