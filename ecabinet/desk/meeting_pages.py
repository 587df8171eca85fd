"""Pages of one session on which several features meet: the session, an item, the agenda's editor."""

from collections.abc import Sequence

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from ecabinet.agenda.models import Group, Item, Stand
from ecabinet.agenda.policy import (
    may_edit,
    may_recuse,
    may_restrict,
    may_see_positions,
    may_take_position,
)
from ecabinet.agenda.position_queries import find_my_draft, left_of, list_prepared
from ecabinet.agenda.queries import find_item, find_my_position, list_positions
from ecabinet.bodies.actors import Actor, today
from ecabinet.bodies.current import current_actor
from ecabinet.bodies.models import Role
from ecabinet.bodies.queries import list_agencies, list_posts
from ecabinet.consent.queries import look_at_list
from ecabinet.core.errors import Missing, require
from ecabinet.desk.agenda_parts import Agenda, look_at_agenda
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.parts import named
from ecabinet.meetings.place_queries import count_at_sites, find_hurdles
from ecabinet.meetings.policy import may_approve, may_halt, may_prepare, may_run
from ecabinet.meetings.policy import may_see as may_see_meeting
from ecabinet.meetings.queries import attendance, find_meeting, list_publications
from ecabinet.meetings.version_models import Publication
from ecabinet.papers.policy import may_begin, may_upload
from ecabinet.papers.queries import find_dossier_of_item, list_papers
from ecabinet.realtime.topics import numbers
from ecabinet.web.page import page, wants_fragment

bp = Blueprint("pages", __name__)


@bp.get("/meetings/<meeting_id>")
def meeting(meeting_id: str) -> ResponseReturnValue:
    """Show a session: to a member what it is about, to the secretariat also what is to be done with it."""
    actor = current_actor()
    found = find_meeting(actor, meeting_id)
    programme = look_at_agenda(actor, found)
    return page(
        "desk/_session.html" if wants_fragment() else "desk/session.html",
        meeting=found,
        invitation=found.invitation_of(actor.id),
        left=left_of(actor, found, [each.item for each in programme.lines if not each.position]),
        consent=look_at_list(actor, found, [each.item for each in programme.lines]),
        attendance=attendance(found),
        agenda=programme,
        changes=_changes(list_publications(actor, found), programme),
        topics=numbers(f"{kind}:{found.id}" for kind in ("meeting", "agenda", "presence")),
        values={},
        errors={},
        sittings=named([each.span for each in found.parts], current_app.config["TIMEZONE"]),
        hurdles=find_hurdles(actor, found, len(programme.lines)),
        at_sites=count_at_sites(actor, found) if found.sites else {},
        **_rights(actor, found),
    )


@bp.get("/items/<item_id>")
def item(item_id: str) -> ResponseReturnValue:
    """Show an item: what is asked, its papers, where one stands, and the way on."""
    actor = current_actor()
    found = find_item(actor, item_id)
    sees_session = may_see_meeting(actor, found.meeting)
    agenda = look_at_agenda(actor, found.meeting) if sees_session else Agenda(found.meeting, ())
    before, after = agenda.around(found) if agenda.lines else (None, None)
    return page(
        "desk/item.html",
        item=found,
        meeting=found.meeting,
        agenda=agenda,
        before=before,
        after=after,
        sees_session=sees_session,
        history=_history(actor, found) if sees_session else [],
        **_papers_of(actor, found),
        **_positions_of(actor, found),
        may_edit=may_edit(actor, found),
        may_recuse=may_recuse(actor, found, actor.id),
        watched=numbers([f"item:{found.id}", f"agenda:{found.meeting_id}"]),
    )


@bp.get("/meetings/<meeting_id>/agenda")
def agenda(meeting_id: str) -> ResponseReturnValue:
    """Show the agenda's editor, beside it the chosen item or a new one."""
    actor = current_actor()
    found = find_meeting(actor, meeting_id)
    require(may_prepare(actor, found))
    programme = look_at_agenda(actor, found)
    chosen = _chosen(programme, request.args.get("item"))
    return page(
        "desk/_agenda_editor.html" if wants_fragment() else "desk/agenda_editor.html",
        meeting=found,
        topics=numbers([f"agenda:{found.id}", f"meeting:{found.id}"]),
        agenda=programme,
        item=chosen,
        values={},
        errors={},
        agencies=list_agencies(actor, found.body_id, keep=chosen.agency_id if chosen else None),
        guests=list_posts(found.body_id, frozenset({Role.GUEST}), today()),
        groups=list(Group),
        may_restrict=chosen is not None and may_restrict(actor, chosen),
        **(_papers_of(actor, chosen) if chosen else {}),
        **_rights(actor, found),
    )


def _rights(actor: Actor, found: Meeting) -> dict[str, bool]:
    return {
        "may_prepare": may_prepare(actor, found),
        "may_approve": may_approve(actor, found),
        "may_run": may_run(actor, found),
        "may_halt": may_halt(actor, found),
    }


def _papers_of(actor: Actor, found: Item) -> dict[str, object]:
    dossier = find_dossier_of_item(actor, found.id)
    return {
        "dossier": dossier,
        "papers": list_papers(actor, dossier) if dossier else [],
        "may_upload": not found.meeting.is_over
        and (may_upload(actor, dossier) if dossier else may_begin(actor, found)),
    }


def _positions_of(actor: Actor, found: Item) -> dict[str, object]:
    takes = may_take_position(actor, found)
    return {
        "may_take_position": takes,
        "position": find_my_position(actor, found) if takes else None,
        "prepared": find_my_draft(actor, found) if takes else None,
        "prepares": list_prepared(actor, found),
        "positions": list_positions(actor, found) if may_see_positions(actor, found) else None,
        "stands": list(Stand),
        "values": {},
        "errors": {},
    }


def _changes(
    publications: Sequence[Publication], programme: Agenda
) -> Sequence[tuple[Publication, bool]]:
    """Return each version, and whether it may be said in full: not what names an item that is not seen."""
    seen = {line.item.id for line in programme.lines} | {None}
    return [(each, each.values.get("item_id") in seen) for each in publications]


def _history(actor: Actor, found: Item) -> list[Publication]:
    """Return what published versions changed about one item."""
    return [
        each
        for each in list_publications(actor, found.meeting)
        if each.values.get("item_id") == found.id
    ]


def _chosen(programme: Agenda, item_id: str | None) -> Item | None:
    if item_id is None:
        return None
    for line in programme.lines:
        if line.item.id == item_id:
            return line.item
    raise Missing
