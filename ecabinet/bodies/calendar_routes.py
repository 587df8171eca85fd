"""The page of a body's working days."""

from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from ecabinet.bodies.actors import today
from ecabinet.bodies.calendar import WorkingCalendar, YearMissing
from ecabinet.bodies.calendar_operations import correct_days, remove_correction
from ecabinet.bodies.calendar_year import knows_year, list_months
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.queries import find_body
from ecabinet.bodies.settings_forms import DayForm, DaysForm
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("calendar", __name__, url_prefix="/administration/bodies")
FIRST_YEAR, LAST_YEAR = 2000, 2099
AHEAD = 5


@bp.before_request
def _administrators_only() -> None:
    require(may_administer(current_actor()))


@bp.get("/<body_id>/calendar")
def show(body_id: str) -> ResponseReturnValue:
    return _year(body_id, _asked_year())


@bp.post("/<body_id>/calendar")
def correct(body_id: str) -> ResponseReturnValue:
    try:
        sent = read_form(DaysForm)
        act(
            lambda actor: correct_days(
                actor,
                find_body(actor, body_id, lock=True),
                sent.days,
                works=bool(sent.works),
                reason=sent.reason,
            )
        )
    except Invalid as no:
        return _year(body_id, _asked_year(), no), 422
    flash(gettext("The calendar is corrected. Due dates that stand already stay as they are."))
    return redirect(url_for(".show", body_id=body_id, year=sent.first.year), 303)


@bp.post("/<body_id>/calendar/remove")
def remove(body_id: str) -> ResponseReturnValue:
    day = read_form(DayForm).day
    act(lambda actor: remove_correction(actor, find_body(actor, body_id, lock=True), day))
    flash(gettext("The correction is taken back."))
    return redirect(url_for(".show", body_id=body_id, year=day.year), 303)


def _asked_year() -> int:
    asked = request.args.get("year", str(today().year))
    if not (asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR):
        raise Missing
    return int(asked)


def _year(body_id: str, year: int, no: Invalid | None = None) -> str:
    actor = current_actor()
    body = find_body(actor, body_id)
    return page(
        "settings/calendar.html",
        body=body,
        year=year,
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        is_known=knows_year(actor, body_id, year),
        months=list_months(actor, body_id, year, str(get_locale())),
        ahead=_ahead(WorkingCalendar.of(body)),
        today=today(),
        values=request.form,
        errors=no.problems if no else {},
    )


def _ahead(working: WorkingCalendar) -> list[date]:
    """Return the next working days, as far as the calendar reaches."""
    days: list[date] = []
    while len(days) < AHEAD:
        try:
            days.append(working.after(days[-1] if days else today(), 1))
        except YearMissing:
            break  # the page says which year is missing
    return days
