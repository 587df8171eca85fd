"""The lists of words that a body keeps, as an administrator writes them."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.bodies.actors import today
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.in_use import is_in_use
from ecabinet.bodies.list_operations import add_term, change_term, delete_term, end_term
from ecabinet.bodies.lists import NATURES, find_term, list_terms
from ecabinet.bodies.models import Body, Listing, Term
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.queries import find_body, list_bodies
from ecabinet.bodies.settings_forms import EndForm, SureForm, TermForm
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("lists", __name__, url_prefix="/administration/lists")


@bp.before_request
def _administrators_only() -> None:
    require(may_administer(current_actor()))


@bp.get("/")
def index() -> ResponseReturnValue:
    bodies = list_bodies(current_actor())
    if len(bodies) == 1:
        return redirect(url_for(".of_body", body_id=bodies[0].id))
    return page("settings/lists.html", bodies=bodies)


@bp.get("/<body_id>")
def of_body(body_id: str) -> ResponseReturnValue:
    actor = current_actor()
    body = find_body(actor, body_id)
    terms = {listing: list_terms(actor, body_id, listing) for listing in Listing}
    return page("settings/lists_of_body.html", body=body, lists=terms, today=today())


@bp.get("/<body_id>/<listing>")
def show(body_id: str, listing: str) -> ResponseReturnValue:
    kind = _listing(listing)
    body = find_body(current_actor(), body_id)
    terms = list_terms(current_actor(), body_id, kind)
    return page("settings/terms.html", body=body, listing=kind, terms=terms, today=today())


@bp.get("/<body_id>/<listing>/new")
def new(body_id: str, listing: str) -> ResponseReturnValue:
    return _form(find_body(current_actor(), body_id), _listing(listing), None)


@bp.post("/<body_id>/<listing>/new")
def add(body_id: str, listing: str) -> ResponseReturnValue:
    kind = _listing(listing)
    try:
        draft = read_form(TermForm).draft()
        act(lambda actor: add_term(actor, find_body(actor, body_id), kind, draft).id)
    except Invalid as no:
        return _form(find_body(current_actor(), body_id), kind, None, no), 422
    return _saved(body_id, kind)


@bp.get("/terms/<term_id>")
def edit(term_id: str) -> ResponseReturnValue:
    term = find_term(current_actor(), term_id)
    return _form(find_body(current_actor(), term.body_id), term.listing, term)


@bp.post("/terms/<term_id>")
def change(term_id: str) -> ResponseReturnValue:
    term = find_term(current_actor(), term_id)
    try:
        draft = read_form(TermForm).draft()
        act(lambda actor: change_term(actor, find_term(actor, term_id, lock=True), draft))
    except Invalid as no:
        term = find_term(current_actor(), term_id)
        return _form(find_body(current_actor(), term.body_id), term.listing, term, no), 422
    return _saved(term.body_id, term.listing)


@bp.get("/terms/<term_id>/end")
def ask_to_end(term_id: str) -> ResponseReturnValue:
    return _end_form(find_term(current_actor(), term_id))


@bp.post("/terms/<term_id>/end")
def end(term_id: str) -> ResponseReturnValue:
    term = find_term(current_actor(), term_id)
    try:
        last_day = read_form(EndForm).last_day
    except Invalid as no:
        return _end_form(term, no), 422
    act(lambda actor: end_term(actor, find_term(actor, term_id, lock=True), last_day))
    return _saved(term.body_id, term.listing)


@bp.get("/terms/<term_id>/delete")
def ask_to_delete(term_id: str) -> ResponseReturnValue:
    term = find_term(current_actor(), term_id)
    back = url_for(".edit", term_id=term_id)
    return page("settings/delete.html", title=term.name, used=is_in_use(term), back=back)


@bp.post("/terms/<term_id>/delete")
def delete(term_id: str) -> ResponseReturnValue:
    term = find_term(current_actor(), term_id)
    name, back = term.name, url_for(".show", body_id=term.body_id, listing=term.listing)
    read_form(SureForm)
    act(lambda actor: delete_term(actor, find_term(actor, term_id, lock=True)))
    flash(gettext("%(name)s has been deleted.", name=name))
    return redirect(back, 303)


def _listing(name: str) -> Listing:
    if name not in set(Listing):
        raise Missing
    return Listing(name)


def _saved(body_id: str, listing: Listing) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(url_for(".show", body_id=body_id, listing=listing), 303)


def _form(body: Body, listing: Listing, term: Term | None, no: Invalid | None = None) -> str:
    return page(
        "settings/term_form.html",
        body=body,
        listing=listing,
        term=term,
        natures=NATURES[listing],
        values=request.form,
        errors=no.problems if no else {},
    )


def _end_form(term: Term, no: Invalid | None = None) -> str:
    return page(
        "settings/end.html",
        title=term.name,
        ends_on=term.ends_on,
        today=today(),
        back=url_for(".edit", term_id=term.id),
        values=request.form,
        errors=no.problems if no else {},
    )
