"""How long things are kept, what is held, and what was destroyed."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from ecabinet.accounts.models import Account
from ecabinet.accounts.stepup import fresh
from ecabinet.audit.models import INSTALLATION, Entry
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.models import LegalHold
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.queries import list_bodies
from ecabinet.bodies.retention import Kind, due_of, kept_days, kinds, standing_holds
from ecabinet.bodies.retention_operations import HoldDraft, place_hold, release_hold, set_period
from ecabinet.bodies.setting_events import RetentionCarriedOut
from ecabinet.bodies.settings_forms import Line, SureForm
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Missing, require
from ecabinet.core.words import N_
from ecabinet.web.forms import read_form
from ecabinet.web.page import page

bp = Blueprint("retention", __name__, url_prefix="/administration/retention")
MOST_DAYS = 36_500
RUNS = 10
FOR_GOOD_OR_DAYS = N_("Please write for how many days, or choose that it is kept for good.")


class PeriodForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    for_good: str = Field("", max_length=3)
    days: int | None = Field(None, ge=1, le=MOST_DAYS)
    back: str = Field("", max_length=500)

    def period(self) -> int | None:
        if self.days is None and not self.for_good:
            raise Invalid(days=FOR_GOOD_OR_DAYS)
        return None if self.for_good else self.days


class HoldForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: str | None = Field(None, max_length=40)
    body_id: str | None = Field(None, max_length=26)
    reason: Line
    back: str = Field("", max_length=500)


class ReleaseForm(SureForm):
    back: str = Field("", max_length=500)


@bp.before_request
def _administrators_only() -> None:
    require(may_administer(current_actor()))


@bp.get("/")
def index() -> ResponseReturnValue:
    days = kept_days()
    return page(
        "settings/retention.html",
        kinds=[(kind, days[name], _next_count(kind, days[name])) for name, kind in kinds().items()],
        holds=standing_holds(),
        names=_names(standing_holds()),
        bodies={each.id: each.name for each in list_bodies(current_actor())},
        labels={name: kind.label for name, kind in kinds().items()},
        runs=_last_runs(),
    )


@bp.get("/kinds/<name>")
@fresh
def edit(name: str) -> ResponseReturnValue:
    return _period_form(_kind(name))


@bp.post("/kinds/<name>")
@fresh
def change(name: str) -> ResponseReturnValue:
    kind = _kind(name)
    try:
        days = read_form(PeriodForm).period()
    except Invalid as no:
        return _period_form(kind, no), 422
    act(lambda actor: set_period(actor, kind.name, days))
    flash(gettext("The period is saved. The next run goes by it."))
    return redirect(url_for(".index"), 303)


@bp.get("/holds/new")
@fresh
def new() -> ResponseReturnValue:
    return _hold_form()


@bp.post("/holds/new")
@fresh
def place() -> ResponseReturnValue:
    try:
        sent = read_form(HoldForm)
        draft = HoldDraft(sent.reason, sent.kind, sent.body_id)
        act(lambda actor: place_hold(actor, draft).id)
    except Invalid as no:
        return _hold_form(no), 422
    flash(gettext("The hold stands. Nothing that it covers is destroyed."))
    return redirect(url_for(".index"), 303)


@bp.get("/holds/<hold_id>/release")
@fresh
def ask_to_release(hold_id: str) -> ResponseReturnValue:
    hold = session().get(LegalHold, hold_id)
    if hold is None or hold.released_at is not None:
        raise Missing
    return page("settings/release.html", hold=hold, names=_names([hold]))


@bp.post("/holds/<hold_id>/release")
@fresh
def release(hold_id: str) -> ResponseReturnValue:
    read_form(ReleaseForm)
    act(lambda actor: release_hold(actor, hold_id))
    flash(gettext("The hold is released. The next run goes by the periods again."))
    return redirect(url_for(".index"), 303)


def _kind(name: str) -> Kind:
    if kind := kinds().get(name):
        return kind
    raise Missing


def _next_count(kind: Kind, days: int | None) -> int | None:
    """Return how much the next run would destroy; None where it destroys nothing of this kind."""
    due = due_of(kind, days, count_only=True)
    return kind.destroy(due) if due else None


def _names(holds: Sequence[LegalHold]) -> dict[str, str]:
    ids = {each.placed_by_id for each in holds}
    rows = session().execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return dict(rows.all())


def _last_runs() -> Sequence[Entry]:
    query = select(Entry).where(
        Entry.chain == INSTALLATION, Entry.event == RetentionCarriedOut.name
    )
    return session().scalars(query.order_by(Entry.position.desc()).limit(RUNS)).all()


def _period_form(kind: Kind, no: Invalid | None = None) -> str:
    days = kept_days()[kind.name]
    return page(
        "settings/period.html",
        kind=kind,
        days=days,
        count=_next_count(kind, days),
        values=request.form,
        errors=no.problems if no else {},
    )


def _hold_form(no: Invalid | None = None) -> str:
    return page(
        "settings/hold.html",
        kinds=kinds(),
        bodies=list_bodies(current_actor()),
        values=request.form,
        errors=no.problems if no else {},
    )
