"""Bodies and their agencies, as an administrator keeps them."""

from collections.abc import Callable

from babel import Locale
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.body_operations import (
    add_agency_to,
    change_agency,
    change_body,
    delete_agency,
    end_agency,
    end_body,
    found_another_body,
)
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.in_use import is_in_use
from ecabinet.bodies.models import Agency, Body
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.queries import find_agency, find_body, list_all_agencies, list_bodies
from ecabinet.bodies.rules import PRESETS
from ecabinet.bodies.settings_forms import (
    AgencyForm,
    BodyForm,
    EndForm,
    NewBodyForm,
    SureForm,
    countries,
)
from ecabinet.core.errors import Invalid, Overtaken, require
from ecabinet.core.words import N_
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("bodies", __name__, url_prefix="/administration/bodies")
SAVED = N_("Saved.")


@bp.before_request
def _administrators_only() -> None:
    require(may_administer(current_actor()))


@bp.get("/")
def index() -> ResponseReturnValue:
    return page("settings/bodies.html", bodies=list_bodies(current_actor()), today=today())


@bp.get("/new")
@fresh  # before anything is typed: a question in between would lose it
def new() -> ResponseReturnValue:
    return _body_form(None)


@bp.post("/new")
@fresh
def found() -> ResponseReturnValue:
    try:
        sent = read_form(NewBodyForm)
    except Invalid as no:
        return _body_form(None, no), 422
    body_id = act(lambda actor: found_another_body(actor, sent.draft(), sent.preset).id)
    flash(
        gettext(
            "The body has been founded. Its rules, agencies and lists can be looked through now."
        )
    )
    return redirect(url_for(".show", body_id=body_id), 303)


@bp.get("/<body_id>")
def show(body_id: str) -> ResponseReturnValue:
    body = find_body(current_actor(), body_id)
    agencies = list_all_agencies(current_actor(), body_id)
    return page("settings/body.html", body=body, agencies=agencies, today=today())


@bp.get("/<body_id>/edit")
def edit(body_id: str) -> ResponseReturnValue:
    return _body_form(find_body(current_actor(), body_id))


@bp.post("/<body_id>/edit")
def change(body_id: str) -> ResponseReturnValue:
    try:
        sent = read_form(BodyForm)
        _on_body(body_id, lambda actor, body: change_body(actor, body, sent.draft(), sent.revision))
    except (Invalid, Overtaken) as no:
        status = 422 if isinstance(no, Invalid) else 409
        return _body_form(find_body(current_actor(), body_id), no), status
    return _saved(body_id)


@bp.get("/<body_id>/end")
def ask_to_end(body_id: str) -> ResponseReturnValue:
    body = find_body(current_actor(), body_id)
    return _end_form(body.name, body, url_for(".show", body_id=body_id))


@bp.post("/<body_id>/end")
@fresh
def end(body_id: str) -> ResponseReturnValue:
    body = find_body(current_actor(), body_id)
    try:
        last_day = read_form(EndForm).last_day
    except Invalid as no:
        return _end_form(body.name, body, url_for(".show", body_id=body_id), no), 422
    _on_body(body_id, lambda actor, body: end_body(actor, body, last_day))
    return _saved(body_id)


@bp.get("/<body_id>/agencies/new")
def new_agency(body_id: str) -> ResponseReturnValue:
    return _agency_form(find_body(current_actor(), body_id), None)


@bp.post("/<body_id>/agencies/new")
def add(body_id: str) -> ResponseReturnValue:
    try:
        draft = read_form(AgencyForm).draft()
        _on_body(body_id, lambda actor, body: add_agency_to(actor, body, draft))
    except Invalid as no:
        return _agency_form(find_body(current_actor(), body_id), None, no), 422
    return _saved(body_id)


@bp.get("/agencies/<agency_id>")
def edit_agency(agency_id: str) -> ResponseReturnValue:
    agency = find_agency(current_actor(), agency_id)
    return _agency_form(find_body(current_actor(), agency.body_id), agency)


@bp.post("/agencies/<agency_id>")
def save_agency(agency_id: str) -> ResponseReturnValue:
    agency = find_agency(current_actor(), agency_id)
    try:
        draft = read_form(AgencyForm).draft()
        _on_agency(agency_id, lambda actor, agency: change_agency(actor, agency, draft))
    except Invalid as no:
        return _agency_form(find_body(current_actor(), agency.body_id), agency, no), 422
    return _saved(agency.body_id)


@bp.get("/agencies/<agency_id>/end")
def ask_to_end_agency(agency_id: str) -> ResponseReturnValue:
    agency = find_agency(current_actor(), agency_id)
    return _end_form(agency.name, agency, url_for(".edit_agency", agency_id=agency_id))


@bp.post("/agencies/<agency_id>/end")
def end_one_agency(agency_id: str) -> ResponseReturnValue:
    agency = find_agency(current_actor(), agency_id)
    try:
        last_day = read_form(EndForm).last_day
    except Invalid as no:
        back = url_for(".edit_agency", agency_id=agency_id)
        return _end_form(agency.name, agency, back, no), 422
    _on_agency(agency_id, lambda actor, agency: end_agency(actor, agency, last_day))
    return _saved(agency.body_id)


@bp.get("/agencies/<agency_id>/delete")
def ask_to_delete(agency_id: str) -> ResponseReturnValue:
    agency = find_agency(current_actor(), agency_id)
    back = url_for(".edit_agency", agency_id=agency_id)
    return page("settings/delete.html", title=agency.name, used=is_in_use(agency), back=back)


@bp.post("/agencies/<agency_id>/delete")
def delete(agency_id: str) -> ResponseReturnValue:
    agency = find_agency(current_actor(), agency_id)
    name, back = agency.name, url_for(".show", body_id=agency.body_id)
    read_form(SureForm)
    _on_agency(agency_id, delete_agency)
    flash(gettext("%(name)s has been deleted.", name=name))
    return redirect(back, 303)


def _on_body(body_id: str, deed: Callable[[Actor, Body], object]) -> None:
    act(lambda actor: deed(actor, find_body(actor, body_id, lock=True)))


def _on_agency(agency_id: str, deed: Callable[[Actor, Agency], object]) -> None:
    act(lambda actor: deed(actor, find_agency(actor, agency_id)))


def _saved(body_id: str) -> ResponseReturnValue:
    flash(gettext(SAVED))
    return redirect(url_for(".show", body_id=body_id), 303)


def _body_form(body: Body | None, no: Invalid | Overtaken | None = None) -> str:
    return page(
        "settings/body_form.html",
        body=body,
        values=request.form,
        errors=no.problems if isinstance(no, Invalid) else {},
        overtaken=isinstance(no, Overtaken),
        presets=PRESETS,
        countries=_country_names(),
    )


def _agency_form(body: Body, agency: Agency | None, no: Invalid | None = None) -> str:
    errors = no.problems if no else {}
    return page(
        "settings/agency_form.html", body=body, agency=agency, values=request.form, errors=errors
    )


def _end_form(title: str, thing: Body | Agency, back: str, no: Invalid | None = None) -> str:
    return page(
        "settings/end.html",
        title=title,
        ends_on=thing.ends_on,
        today=today(),
        back=back,
        values=request.form,
        errors=no.problems if no else {},
    )


def _country_names() -> list[tuple[str, str]]:
    names = Locale.parse(str(get_locale())).territories
    return sorted(((each, names.get(each, each)) for each in countries()), key=lambda pair: pair[1])
