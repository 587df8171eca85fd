from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from ecabinet.agenda.drafting import ItemDraft
from ecabinet.agenda.forms import PasteForm, PasteStep
from ecabinet.agenda.models import Group
from ecabinet.agenda.operations import MOST, NOTHING_CHOSEN, TOO_MANY, add_items
from ecabinet.agenda.pasting import Pasted, Row, read_list
from ecabinet.agenda.policy import may_add
from ecabinet.agenda.queries import list_items
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act, current_actor
from ecabinet.bodies.queries import list_agencies
from ecabinet.core.errors import Invalid, require
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.queries import find_meeting
from ecabinet.web.forms import read_values, sent_fields
from ecabinet.web.page import page

bp = Blueprint("pasting", __name__)

NOTHING_FOUND = N_("No item was found in this text. Please put each item on a line of its own.")
# What Word puts between lines of one paragraph and between pages, as a field takes them.
WORD_BREAKS = str.maketrans("\v\f", "\n\n")


@dataclass
class _Sheet:
    """A session whose agenda a text is read for."""

    actor: Actor
    meeting: Meeting

    def read(self, form: PasteForm) -> Pasted:
        """Return what the text says. Invalid where that is nothing, or too much for one deed."""
        agencies = {
            each.id: (each.name, each.short_name)
            for each in list_agencies(self.actor, self.meeting.body_id)
        }
        known = [each.title for each in list_items(self.actor, self.meeting)]
        found = read_list(form.text, agencies, known, form.group)
        if not 1 <= len(found.rows) <= MOST:
            raise Invalid(text=TOO_MANY if found.rows else NOTHING_FOUND)
        return found


@bp.get("/meetings/<meeting_id>/agenda/paste")
def ask(meeting_id: str) -> ResponseReturnValue:
    return _text_page(_sheet(meeting_id))


@bp.post("/meetings/<meeting_id>/agenda/paste")
def paste(meeting_id: str) -> ResponseReturnValue:
    """Show what a text says; add what is chosen of it once that is confirmed, and nothing before."""
    sheet = _sheet(meeting_id)
    try:
        form = _read_form()
        if form.step is PasteStep.TEXT:
            return _text_page(sheet)
        found = sheet.read(form)
    except Invalid as no:
        return _text_page(sheet, no), 422
    if form.step is PasteStep.LOOK:
        return _preview(sheet, form, found)
    return _add(sheet, form, found)


def _sheet(meeting_id: str) -> _Sheet:
    actor = current_actor()
    meeting = find_meeting(actor, meeting_id)
    require(may_add(actor, meeting))
    return _Sheet(actor, meeting)


def _read_form() -> PasteForm:
    sent = sent_fields()
    sent["text"] = sent.get("text", "").translate(WORD_BREAKS)
    return read_values(PasteForm, sent | {"rows": request.form.getlist("rows")})


def _add(sheet: _Sheet, form: PasteForm, found: Pasted) -> ResponseReturnValue:
    chosen = set(form.rows)
    drafts = [_draft(each) for at, each in enumerate(found.rows) if at in chosen]
    if not drafts:
        return _preview(sheet, form, found, {"rows": NOTHING_CHOSEN}), 422
    meeting_id = sheet.meeting.id
    count = act(
        lambda actor: len(add_items(actor, find_meeting(actor, meeting_id, lock=True), drafts))
    )
    flash(ngettext("%(num)d item was added.", "%(num)d items were added.", count))
    return redirect(f"/meetings/{meeting_id}/agenda", 303)


def _draft(row: Row) -> ItemDraft:
    usual = ItemDraft.minutes
    return ItemDraft(
        title=row.title, group=row.group, agency_id=row.agency_id, presenter=row.presenter,
        minutes=row.minutes or usual, summary="\n".join(row.summary),
    )  # fmt: skip


def _text_page(sheet: _Sheet, no: Invalid | None = None) -> str:
    return page(
        "agenda/paste.html",
        meeting=sheet.meeting,
        groups=list(Group),
        values=sent_fields(),
        errors=no.problems if no else {},
    )


def _preview(
    sheet: _Sheet, form: PasteForm, found: Pasted, errors: dict[str, str] | None = None
) -> str:
    fresh = [at for at, each in enumerate(found.rows) if not each.is_known]
    return page(
        "agenda/paste_preview.html",
        meeting=sheet.meeting,
        found=found,
        form=form,
        chosen=form.rows if form.step is PasteStep.ADD else fresh,
        usual=ItemDraft.minutes,
        errors=errors or {},
        heading=gettext("What was found in the text"),
    )
