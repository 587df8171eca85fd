"""The page that says how the house is, and the button that sends a failed job again."""

from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.audit.job_words import JOBS
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.policy import may_administer
from ecabinet.bodies.setting_events import JobSentAgain
from ecabinet.core import jobs
from ecabinet.core.errors import Missing, require
from ecabinet.core.events import record
from ecabinet.desk.health import Finding, Installation, find_health
from ecabinet.web.language import file_size, moment, number, time_zone
from ecabinet.web.page import page

bp = Blueprint("health", __name__, url_prefix="/administration/health")


@bp.get("/")
def show() -> ResponseReturnValue:
    actor = current_actor()
    health = find_health(actor, installation())
    return page("desk/health.html", health=health, may_administer=may_administer(actor))


@bp.post("/jobs/<key>")
def send_again(key: str) -> ResponseReturnValue:
    failed = next((each for each in jobs.failures() if each.key == key), None)
    name = failed.name if failed else ""
    act(lambda actor: _note(actor, name))
    if failed is None:
        raise Missing
    jobs.send_again(key)
    flash(gettext("The job has been sent again."))
    return redirect(url_for(".show"), 303)


@bp.app_template_filter("said")
def said(finding: Finding) -> str:
    """Say what was found, its moments and sizes in the reader's way."""
    return str(gettext(finding.says, **_spoken(finding)))


@bp.app_template_filter("advised")
def advised(finding: Finding) -> str:
    return str(gettext(finding.advice, **_spoken(finding)))


@bp.app_template_filter("job_word")
def job_word(name: str) -> str:
    """Say what a job does; one that has no words yet goes by its name."""
    return str(gettext(JOBS.get(name, name)))


def installation() -> Installation:
    """Return what the house was told, from the application's settings."""
    config = current_app.config
    return Installation(config["DATA"], config["SECURE"], config["DEMO"], config["TIMEZONE"])


def _note(actor: Actor, name: str) -> None:
    require(may_administer(actor))
    if name:
        record(JobSentAgain(actor_id=actor.id, job=name))


def _spoken(finding: Finding) -> dict[str, object]:
    return {name: _in_words(name, value) for name, value in finding.values.items()}


def _in_words(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, float):
        return number(value)
    if name == "zone":
        return time_zone(str(value))
    return file_size(value) if name == "size" and isinstance(value, int) else value
