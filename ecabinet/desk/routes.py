from flask import Blueprint
from flask.typing import ResponseReturnValue

from ecabinet.bodies.current import current_actor
from ecabinet.bodies.models import MEMBERS, SECRETARIAT, Role
from ecabinet.core.clock import day_of, now
from ecabinet.desk.health import may_see_health
from ecabinet.desk.health_routes import installation
from ecabinet.desk.keepers import keepers_day
from ecabinet.desk.today import agency_day, desk_day, member_day
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("desk", __name__)

READS = MEMBERS | {Role.ASSISTANT, Role.GUEST, Role.CLERK}


@bp.get("/")
def today() -> ResponseReturnValue:
    """A person's home, by the post they act in."""
    actor = current_actor()
    if actor.faces(SECRETARIAT):
        return _show("desk", day=desk_day(actor), now=now())
    if actor.faces({Role.AGENCY}):
        return _show("agency", day=agency_day(actor), now=now(), today=day_of(now()))
    if actor.faces(READS):
        return _show("today", day=member_day(actor), now=now())
    keeps = may_see_health(actor)
    return _show("setting", day=keepers_day(actor, installation()) if keeps else None, now=now())


def _show(name: str, **context: object) -> str:
    template = f"desk/_{name}.html" if wants_fragment() else f"desk/{name}.html"
    return page(template, **context)
