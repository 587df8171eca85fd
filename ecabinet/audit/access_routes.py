"""The sign-in log, for whoever supervises: by person, kind, address and day."""

from collections.abc import Sequence

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.models import Access
from ecabinet.accounts.rates import EXPORTS, at_most
from ecabinet.accounts.stepup import fresh
from ecabinet.audit.answers import MOST_ROWS, again, sheet
from ecabinet.audit.forms import FORMS, AccessExportForm, AccessFilter
from ecabinet.audit.operations import export_access
from ecabinet.audit.policy import may_audit, may_see_access
from ecabinet.audit.queries import PAGE, list_access, list_people
from ecabinet.audit.shown import ACCESS_WORDS, BAD, name_chosen, show_access
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core.clock import day_of, now
from ecabinet.core.errors import Invalid, Missing
from ecabinet.core.sheets import Value
from ecabinet.core.words import N_
from ecabinet.web.forms import read_form, read_values
from ecabinet.web.page import page

bp = Blueprint("access", __name__, url_prefix="/audit/access")
FAILED = N_("Everything that failed")


@bp.get("/")
def index() -> ResponseReturnValue:
    actor = _supervisor()
    try:
        asked = read_values(AccessFilter, request.args.to_dict())
    except Invalid as problem:
        return _list(actor, [], problem.problems), 422
    lines = list_access(actor, asked.wanted(BAD), request.args.get("after"))
    return _list(actor, lines, {}, asked)


@bp.post("/export")
@at_most(EXPORTS)
@fresh
def export() -> ResponseReturnValue:
    _supervisor()
    sent = read_form(AccessExportForm)
    lines = list_access(current_actor(), sent.wanted(BAD), limit=MOST_ROWS)
    count = len(lines)
    act(lambda actor: export_access(actor, sent.form, count))
    heading = [
        gettext("Time"),
        gettext("Person"),
        gettext("User name"),
        gettext("What happened at the door"),
    ]
    heading += [gettext("Address"), gettext("Device"), gettext("Where")]
    cells: list[list[Value]] = [
        [row.access.at, row.who, row.username, row.said, *_origin(row.access)]
        for row in show_access(lines)
    ]
    return sheet(f"dang-nhap-{day_of(now()):%Y-%m-%d}.{sent.form}", sent.form, heading, cells)


def _supervisor() -> Actor:
    actor = current_actor()
    if not may_see_access(actor):
        raise Missing
    return actor


def _list(
    actor: Actor,
    lines: Sequence[Access],
    problems: dict[str, str],
    asked: AccessFilter | None = None,
) -> str:
    return page(
        "audit/access.html",
        rows=show_access(lines),
        more=lines[-1].id if len(lines) == PAGE else None,
        typed=again(asked) if asked else request.args.to_dict(),
        chosen=name_chosen(asked.person) if asked else "",
        problems=problems,
        people=list_people(actor, asked.name) if asked and asked.name else [],
        searched=bool(asked and asked.name),
        kinds=[
            ("failed", gettext(FAILED)),
            *((what, gettext(said)) for what, said in ACCESS_WORDS.items()),
        ],
        forms=[(name, gettext(words)) for name, words in FORMS.items() if name != "jsonl"],
        audits=may_audit(actor),
    )


def _origin(access: Access) -> list[str]:
    return [access.address, access.device, access.endpoint]
