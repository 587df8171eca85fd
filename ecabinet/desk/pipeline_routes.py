"""The lists behind the pipeline and the alarms of the secretariat's desk."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from ecabinet.bodies.current import current_actor
from ecabinet.bodies.models import SECRETARIAT
from ecabinet.core.errors import Missing
from ecabinet.desk.pipeline import ALARMS, PAGE, STAGES, list_alarm, list_stage
from ecabinet.web.page import page

bp = Blueprint("pipeline", __name__, url_prefix="/desk")


@bp.before_request
def _secretariat_only() -> None:
    if not current_actor().bodies(SECRETARIAT):
        raise Missing


@bp.get("/stages/<stage>")
def stage(stage: str) -> ResponseReturnValue:
    if stage not in STAGES:
        raise Missing
    items = list_stage(current_actor(), stage, request.args.get("after"))
    more = items[-1].id if len(items) == PAGE else None
    return page("desk/stage.html", stage=stage, items=items, more=more)


@bp.get("/alarms/<alarm>")
def alarm(alarm: str) -> ResponseReturnValue:
    if alarm != "late" and alarm not in ALARMS:
        raise Missing
    rows = list_alarm(current_actor(), alarm, request.args.get("after"))
    more = rows[-1].id if len(rows) == PAGE else None
    return page("desk/alarm.html", alarm=alarm, rows=rows, more=more)
