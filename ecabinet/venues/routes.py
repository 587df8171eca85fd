"""The pages of rooms, their seat maps and remote sites: the secretariat's."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.bodies.queries import find_body, list_agencies
from ecabinet.core.errors import Denied, Invalid, Missing, Overtaken
from ecabinet.venues import operations, seat_map
from ecabinet.venues.forms import (
    LastDayForm,
    SiteForm,
    SizeForm,
    VenueForm,
    read_labels,
)
from ecabinet.venues.models import Site, Venue
from ecabinet.venues.queries import find_site, find_venue, list_sites, list_venues
from ecabinet.web.forms import read_form, read_values, sent_fields
from ecabinet.web.page import page

bp = Blueprint("venues", __name__, url_prefix="/venues")
FIRST_MAP = (5, 8)


@bp.get("/")
def index() -> ResponseReturnValue:
    actor = current_actor()
    kept = {body_id: find_body(actor, body_id) for body_id in _kept_bodies()}
    venues = {body_id: list_venues(actor, body_id) for body_id in kept}
    sites = {body_id: list_sites(actor, body_id) for body_id in kept}
    return page("venues/index.html", bodies=kept, venues=venues, sites=sites, today=today())


@bp.get("/new")
def new() -> ResponseReturnValue:
    return _venue_form(_asked_body(request.args), None)


@bp.post("/new")
def add() -> ResponseReturnValue:
    body_id = _asked_body(request.form)
    try:
        draft = read_form(VenueForm).draft()
        act(lambda actor: operations.add_venue(actor, find_body(actor, body_id), draft).id)
    except Invalid as no:
        return _venue_form(body_id, None, no), 422
    return _saved()


@bp.get("/<venue_id>")
def edit(venue_id: str) -> ResponseReturnValue:
    venue = find_venue(current_actor(), venue_id)
    return _venue_form(venue.body_id, venue)


@bp.post("/<venue_id>")
def change(venue_id: str) -> ResponseReturnValue:
    def deed(actor: Actor) -> None:
        venue = find_venue(actor, venue_id, lock=True)
        operations.change_venue(actor, venue, form.draft(), form.revision)

    try:
        form = read_form(VenueForm)
        act(deed)
    except (Invalid, Overtaken) as no:
        venue = find_venue(current_actor(), venue_id)
        return _venue_form(venue.body_id, venue, no), _status(no)
    return _saved()


@bp.post("/<venue_id>/last-day")
def close(venue_id: str) -> ResponseReturnValue:
    day = read_form(LastDayForm).last_day
    act(lambda actor: operations.close_venue(actor, find_venue(actor, venue_id, lock=True), day))
    return _saved()


@bp.get("/<venue_id>/seats")
def seats(venue_id: str) -> ResponseReturnValue:
    return _seat_map(find_venue(current_actor(), venue_id), None, {})


@bp.post("/<venue_id>/seats")
def draw(venue_id: str) -> ResponseReturnValue:
    """Save a seat map; or, asked to `resize` or `fill`, only show the form with another map."""
    venue = find_venue(current_actor(), venue_id)
    sent = sent_fields()
    try:
        form = _read_size(sent)
        labels, size = read_labels(sent), form.size()
        if form.then != "save":
            return _drawn_otherwise(venue, form, labels)
        seat_map.checked(size, labels)

        def deed(actor: Actor) -> None:
            found = find_venue(actor, venue_id, lock=True)
            operations.draw_seats(actor, found, size, labels, form.revision)

        act(deed)
    except (Invalid, Overtaken) as no:
        return _refused_map(venue_id, sent, no), _status(no)
    flash(gettext("The seat map is saved."))
    return redirect(url_for(".seats", venue_id=venue_id), 303)


@bp.get("/sites/new")
def new_site() -> ResponseReturnValue:
    return _site_form(_asked_body(request.args), None)


@bp.post("/sites/new")
def add_site() -> ResponseReturnValue:
    body_id = _asked_body(request.form)
    try:
        draft = read_form(SiteForm).draft()
        act(lambda actor: operations.add_site(actor, find_body(actor, body_id), draft).id)
    except Invalid as no:
        return _site_form(body_id, None, no), 422
    return _saved()


@bp.get("/sites/<site_id>")
def edit_site(site_id: str) -> ResponseReturnValue:
    site = find_site(current_actor(), site_id)
    return _site_form(site.body_id, site)


@bp.post("/sites/<site_id>")
def change_site(site_id: str) -> ResponseReturnValue:
    def deed(actor: Actor) -> None:
        site = find_site(actor, site_id, lock=True)
        operations.change_site(actor, site, form.draft(), form.revision)

    try:
        form = read_form(SiteForm)
        act(deed)
    except (Invalid, Overtaken) as no:
        site = find_site(current_actor(), site_id)
        return _site_form(site.body_id, site, no), _status(no)
    return _saved()


@bp.post("/sites/<site_id>/last-day")
def close_site(site_id: str) -> ResponseReturnValue:
    day = read_form(LastDayForm).last_day
    act(lambda actor: operations.close_site(actor, find_site(actor, site_id, lock=True), day))
    return _saved()


def _kept_bodies() -> list[str]:
    """Return the bodies whose rooms the actor keeps; Denied where there is none."""
    bodies = sorted(current_actor().bodies(SECRETARIAT))
    if not bodies:
        raise Denied
    return bodies


def _asked_body(sent: Mapping[str, str]) -> str:
    """Return the body that is asked about: one for which the actor keeps rooms."""
    bodies = _kept_bodies()
    asked = sent.get("body_id") or bodies[0]
    if asked not in bodies:
        raise Missing
    return asked


def _read_size(sent: Mapping[str, str]) -> SizeForm:
    plain = {key: value for key, value in sent.items() if not key.startswith("seat-")}
    return read_values(SizeForm, plain)


def _drawn_otherwise(venue: Venue, form: SizeForm, labels: Mapping[seat_map.Place, str]) -> str:
    rows, columns = form.size()
    shown = seat_map.full(rows, columns) if form.then == "fill" else dict(labels)
    kept = {(r, c): label for (r, c), label in shown.items() if r <= rows and c <= columns}
    return _seat_map(venue, form, kept)


def _refused_map(venue_id: str, sent: Mapping[str, str], no: Invalid | Overtaken) -> str:
    venue = find_venue(current_actor(), venue_id)
    problems = no.problems if isinstance(no, Invalid) else {}
    try:
        form = _read_size(sent)
        form.size()
        labels = read_labels(sent)
    except Invalid:
        return _seat_map(venue, None, {}, problems)
    return _seat_map(venue, form, labels, problems, overtaken=isinstance(no, Overtaken))


def _seat_map(
    venue: Venue,
    form: SizeForm | None,
    labels: Mapping[seat_map.Place, str],
    problems: Mapping[str, str] | None = None,
    *,
    overtaken: bool = False,
) -> str:
    drawn = {(each.row, each.column): each.label for each in venue.seats}
    rows, columns = form.size() if form else (venue.rows, venue.columns)
    return page(
        "venues/seats.html",
        venue=venue,
        rows=rows or FIRST_MAP[0],
        columns=columns or FIRST_MAP[1],
        labels=labels if form else drawn,
        unsaved=form is not None,
        errors=problems or {},
        overtaken=overtaken,
        most=(seat_map.MOST_ROWS, seat_map.MOST_COLUMNS),
    )


def _venue_form(body_id: str, venue: Venue | None, no: Any = None) -> str:
    body = find_body(current_actor(), body_id)
    return page("venues/venue_form.html", body=body, venue=venue, **_typed(no))


def _site_form(body_id: str, site: Site | None, no: Any = None) -> str:
    actor = current_actor()
    return page(
        "venues/site_form.html",
        body=find_body(actor, body_id),
        site=site,
        agencies=list_agencies(actor, body_id, keep=site.agency_id if site else None),
        **_typed(no),
    )


def _typed(no: Any) -> dict[str, Any]:
    return {
        "values": request.form,
        "errors": no.problems if isinstance(no, Invalid) else {},
        "overtaken": isinstance(no, Overtaken),
        "today": today(),
    }


def _status(no: Invalid | Overtaken) -> int:
    return 422 if isinstance(no, Invalid) else 409


def _saved() -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(url_for(".index"), 303)
