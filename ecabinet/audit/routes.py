from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ecabinet.accounts.rates import EXPORTS, at_most
from ecabinet.accounts.stepup import fresh
from ecabinet.audit import checkpoints
from ecabinet.audit.answers import MOST_ROWS, again, attached, sheet, write_export
from ecabinet.audit.forms import FORMS, TrailExportForm, TrailFilter
from ecabinet.audit.groups import GROUPS
from ecabinet.audit.models import Entry
from ecabinet.audit.operations import ask_for_check, export_trail
from ecabinet.audit.policy import may_audit
from ecabinet.audit.proof import SENTENCES
from ecabinet.audit.queries import (
    PAGE,
    find_alarm,
    find_entry,
    find_hash_before,
    find_running_check,
    find_seal_over,
    has_next,
    list_chains,
    list_checks,
    list_entries,
    list_own_access,
    list_own_entries,
    list_people,
)
from ecabinet.audit.shown import name_chosen, show_access, show_entries
from ecabinet.audit.trail import follows
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.core import signing
from ecabinet.core.clock import day_of, now
from ecabinet.core.errors import Invalid, Missing
from ecabinet.core.sheets import Value
from ecabinet.realtime.topics import numbers
from ecabinet.web.forms import read_form, read_values
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("audit", __name__, url_prefix="/audit")
TOPIC = "trail:checks"


@bp.get("/")
def index() -> ResponseReturnValue:
    actor = _auditor()
    try:
        asked = read_values(TrailFilter, request.args.to_dict())
    except Invalid as problem:
        return _list(actor, [], problem.problems), 422
    wanted, after = asked.wanted(), _after(request.args.get("after", ""))
    return _list(actor, list_entries(actor, wanted, after), {}, asked)


@bp.get("/entries/<chain>/<int:position>")
def entry(chain: str, position: int) -> ResponseReturnValue:
    actor = _auditor()
    found = find_entry(actor, chain, position)
    before = find_hash_before(actor, found)
    return page(
        "audit/entry.html",
        row=show_entries([found])[0],
        entry=found,
        before=before,
        intact=follows(found, before),
        seal=find_seal_over(actor, found),
        after=has_next(actor, found),
        alarm=find_alarm(actor),
    )


@bp.get("/state")
def state() -> ResponseReturnValue:
    """Whether the trail is whole: its chains, what was signed last, what the last walk found."""
    actor = current_actor()
    checks = list_checks(actor)
    return page(
        "audit/_state.html" if wants_fragment() else "audit/state.html",
        chains=list_chains(actor),
        checks=checks,
        running=find_running_check(actor),
        alarm=find_alarm(actor),
        audits=may_audit(actor),
        keys=signing.known_keys(),
        key_in_use=signing.key_id(signing.public_key()),
        reasons=SENTENCES,
        topic=TOPIC,
        seq=numbers([TOPIC])[TOPIC],
    )


@bp.post("/checks")
def check() -> ResponseReturnValue:
    act(ask_for_check)
    flash(gettext("The whole trail is being checked. The result appears here and stays."))
    return redirect(url_for(".state"), 303)


@bp.get("/checkpoints.jsonl")
def given_checkpoints() -> ResponseReturnValue:
    """Hand out what was signed, to be kept where nobody of this installation reaches."""
    chains = {each.chain for each in list_chains(_auditor())}
    kept = [each for each in checkpoints.kept_in_database() if each.chain in chains]
    text = "".join(f"{checkpoints.write_witness(each)}\n" for each in kept)
    return attached(Response(text, mimetype="application/jsonl"), "checkpoints.jsonl")


@bp.get("/key.pem")
def key() -> ResponseReturnValue:
    """Hand out the public keys with which checkpoints are checked."""
    _auditor()
    text = "".join(signing.spell(each) for each in signing.known_keys().values())
    return attached(Response(text, mimetype="application/x-pem-file"), "audit-key.pem")


@bp.post("/export")
@at_most(EXPORTS)
@fresh
def export() -> ResponseReturnValue:
    """Hand the trail out: whole chains that can be checked anywhere, or what the page shows, for reading."""
    _auditor()
    sent = read_form(TrailExportForm)
    chains = act(lambda actor: export_trail(actor, sent.form, sent.chain or None))
    name = f"nhat-ky-{day_of(now()):%Y-%m-%d}.{sent.form}"
    if sent.form != "jsonl":
        entries = list_entries(current_actor(), sent.wanted(), limit=MOST_ROWS)
        return sheet(name, sent.form, _heading(), _cells(entries))
    checkpoints.seal(chains)
    return send_file(
        write_export(chains),
        "application/jsonl",
        as_attachment=True,
        download_name=name,
        max_age=0,
    )


@bp.app_template_global("my_trail")
def my_trail() -> dict[str, object]:
    """Return what one did and how one came in, of late, for one's own page."""
    actor = current_actor()
    return {
        "entries": show_entries(list_own_entries(actor), named=False),
        "access": show_access(list_own_access(actor)),
    }


def _auditor() -> Actor:
    """Whoever does not audit finds no trail here."""
    actor = current_actor()
    if not may_audit(actor):
        raise Missing
    return actor


def _list(
    actor: Actor,
    entries: Sequence[Entry],
    problems: dict[str, str],
    asked: TrailFilter | None = None,
) -> str:
    last, chains = entries[-1] if len(entries) == PAGE else None, list_chains(actor)
    return page(
        "audit/index.html",
        rows=show_entries(entries),
        more=f"{last.chain}.{last.position}" if last else None,
        typed=again(asked) if asked else request.args.to_dict(),
        chosen=name_chosen(asked.person) if asked else "",
        problems=problems,
        people=list_people(actor, asked.name) if asked and asked.name else [],
        searched=bool(asked and asked.name),
        groups=[(name, gettext(words)) for name, (words, _) in GROUPS.items()],
        chains=chains,
        chain_options=[
            (each.chain, each.body or gettext("The whole installation")) for each in chains
        ],
        forms=[(name, gettext(words)) for name, words in FORMS.items()],
        alarm=find_alarm(actor),
    )


def _after(spelled: str) -> tuple[str, int] | None:
    chain, _, position = spelled.rpartition(".")
    return (chain, int(position)) if chain and position.isdecimal() else None


def _heading() -> list[str]:
    return [
        gettext("Time"),
        gettext("Person"),
        gettext("What was done"),
        gettext("Body"),
        gettext("Event"),
        gettext("Position"),
        gettext("Hash"),
    ]


def _cells(entries: Sequence[Entry]) -> list[list[Value]]:
    return [
        [
            row.entry.at,
            row.who,
            row.said,
            row.body,
            row.entry.event,
            row.entry.position,
            row.entry.hash,
        ]
        for row in show_entries(entries)
    ]
