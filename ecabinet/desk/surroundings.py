"""What stands around every page: oneself, the running session, what is new, who is on duty."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext as _

from ecabinet.accounts.doors import current_account
from ecabinet.accounts.draft_key import draft_key
from ecabinet.agenda.queries import find_running
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import current_actor
from ecabinet.bodies.queries import duty_phone
from ecabinet.desk.navigation import navigation, works_at_desk
from ecabinet.emergencies.queries import list_open_readings
from ecabinet.notifications.inbox import count_unread
from ecabinet.papers.forms import offered_kinds

NOTICE = re.compile(r"[a-z0-9]{20,40}")


@dataclass(frozen=True)
class Running:
    """The session that is on: its room is one tap away from every screen."""

    href: str
    item: str


def surround(app: Flask) -> None:
    """Give every template what its layout shows around the page."""
    app.jinja_env.globals["navigation"] = navigation
    app.jinja_env.globals["works_at_desk"] = works_at_desk
    app.jinja_env.globals["draft_key"] = draft_key
    app.jinja_env.globals["followed_notice"] = followed_notice
    app.jinja_env.globals["paper_kinds"] = offered_kinds
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    if current_account() is None:
        return {"is_demo": _is_demo(), "me": None, "actor": None}
    if "surroundings" not in g:
        g.surroundings = _look_around(current_actor())
    around: dict[str, Any] = g.surroundings
    return around


def _look_around(actor: Actor) -> dict[str, Any]:
    return {
        "is_demo": _is_demo(),
        "me": actor,
        "actor": actor,
        "running_meeting": _running(actor),
        "unread": count_unread(actor),
        "duty_phone": duty_phone(actor),
        "acting_as": _acting_as(actor),
        "emergencies": list_open_readings(actor),
    }


def followed_notice() -> str:
    """Return the notice by whose letter one came to this page, "" where one did not."""
    notice_id = request.args.get("notice", "")
    return notice_id if current_account() and NOTICE.fullmatch(notice_id) else ""


def _acting_as(actor: Actor) -> str:
    """Say for whom an assistant works, and, where somebody has posts in several bodies, in which one they act."""
    face = actor.face
    if face and face.assists_name:
        return str(_("assisting %(name)s", name=face.assists_name))
    places = {each.body_id for each in actor.holdings}
    return face.body_name or str(_("The whole installation")) if face and len(places) > 1 else ""


def _running(actor: Actor) -> Running | None:
    found = find_running(actor)
    return Running(f"/meetings/{found[0]}/room", found[1]) if found else None


def _is_demo() -> bool:
    return bool(current_app.config["DEMO"])
