"""Asking to read one paper in an emergency, agreeing to it, beginning and ending it."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.stepup import fresh
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.emergencies import operations
from ecabinet.emergencies.forms import NO_ADDRESS, AskForm
from ecabinet.emergencies.policy import may_ask_at_all
from ecabinet.emergencies.queries import (
    PAGE,
    find_paper_to_ask_for,
    find_reading,
    list_readings,
    show_reading,
)
from ecabinet.realtime.topics import numbers
from ecabinet.web.forms import read_form
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("emergencies", __name__, url_prefix="/emergency-readings")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show what was asked for, to whoever it concerns; to others the list is empty."""
    listed = list_readings(current_actor(), request.args.get("before"))
    return page(
        "emergencies/index.html",
        listed=listed,
        older=listed[-1].reading.id if len(listed) == PAGE else None,
        may_ask=may_ask_at_all(current_actor()),
    )


@bp.get("/new")
def new() -> ResponseReturnValue:
    return _form({}, request.args)


@bp.post("/new")
@fresh
def ask() -> ResponseReturnValue:
    require(may_ask_at_all(current_actor()))
    try:
        form = read_form(AskForm)
        paper_id = form.paper_id
        reading_id = act(
            lambda actor: (
                operations.ask_to_read(
                    actor, find_paper_to_ask_for(actor, paper_id), form.reason
                ).id
            )
        )
    except Invalid as no:
        return _form(no.problems, request.form), 422
    except Missing:
        return _form({"paper": NO_ADDRESS}, request.form), 422
    flash(gettext("It is asked for. A second person has been told and must agree."))
    return redirect(url_for(".show", reading_id=reading_id), 303)


@bp.get("/<reading_id>")
def show(reading_id: str) -> ResponseReturnValue:
    listed = show_reading(current_actor(), find_reading(current_actor(), reading_id))
    template = "emergencies/_reading.html" if wants_fragment() else "emergencies/show.html"
    watched = numbers([f"emergency:{reading_id}"])
    return page(template, listed=listed, watched=watched)


@bp.post("/<reading_id>/agree")
@fresh
def agree(reading_id: str) -> ResponseReturnValue:
    act(
        lambda actor: operations.agree_to_reading(actor, find_reading(actor, reading_id, lock=True))
    )
    flash(gettext("You have agreed. The paper can be read for 60 minutes."))
    return redirect(url_for(".show", reading_id=reading_id), 303)


@bp.post("/<reading_id>/open")
def open_(reading_id: str) -> ResponseReturnValue:
    act(lambda actor: operations.open_reading(actor, find_reading(actor, reading_id, lock=True)))
    paper_id = find_reading(current_actor(), reading_id).paper_id
    return redirect(url_for("papers.read", paper_id=paper_id), 303)


@bp.post("/<reading_id>/end")
def end(reading_id: str) -> ResponseReturnValue:
    act(lambda actor: operations.end_reading(actor, find_reading(actor, reading_id, lock=True)))
    flash(gettext("This emergency reading is over."))
    return redirect(url_for(".show", reading_id=reading_id), 303)


def _form(errors: Mapping[str, str], values: Mapping[str, str]) -> str:
    require(may_ask_at_all(current_actor()))
    return page("emergencies/new.html", errors=errors, values=values)
