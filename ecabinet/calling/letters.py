"""The letter of invitation (giấy mời) as Decree 30/2020 lays it out. Such documents are in Vietnamese, whoever prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from ecabinet.agenda.models import Item, State
from ecabinet.agenda.queries import Withheld
from ecabinet.core.words import N_
from ecabinet.meetings.models import Meeting
from ecabinet.pdf.decree30 import compose, written_day
from ecabinet.pdf.document import Block, Clause, Composed, Document, Signer, Text
from ecabinet.web.language import say

SYMBOL = "GM-VP"
DAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Whom it asks to come, to what, and what of the agenda it names: only what its reader may see.

    `signed_by`: the name and post of whoever published the session; `day`: when that was.
    """

    meeting: Meeting
    addressee: str
    rows: Sequence[Item | Withheld]
    in_place_of: str = ""
    signed_by: tuple[str, str] = ("", "")
    day: date | None = None


def print_letter(letter: Letter, target: BinaryIO) -> Composed:
    """Write the letter as PDF. It has no number until a clerk gives one."""
    meeting = letter.meeting
    chair = meeting.invitation_of(meeting.chair_id)
    name, post = letter.signed_by
    document = Document(
        issuer=meeting.body.name,
        symbol=SYMBOL,
        place=meeting.body.place,
        day=letter.day,
        kind=_("LETTER OF INVITATION"),
        abstract=_("To “%(title)s”", title=meeting.title),
        addressees=(letter.addressee,),
        content=(*_call(letter), *_agenda(letter), Text(_("We look forward to your presence./."))),
        signer=Signer(
            post or _("Head of the secretariat"),
            name,
            authority=_("By order of %(post)s", post=chair.title) if chair else "",
        ),
        recipients=(_("As above"), _("Filed: secretariat")),
    )
    return compose(document, target)


def _(message: str, **values: str) -> str:
    return say("vi", message, values)


def _call(letter: Letter) -> list[Block]:
    meeting = letter.meeting
    facts = [
        (_("Session"), meeting.title),
        (_("Time"), said(meeting.starts_at, meeting.body.timezone)),
        (_("Place"), meeting.place or _("will be told later")),
        (_("Presiding"), meeting.chair.name),
    ]
    if letter.in_place_of:
        facts.append((_("Coming in the place of"), letter.in_place_of))
    opening = _("%(body)s respectfully asks you to attend:", body=meeting.body.name)
    return [Text(opening), *(Clause("-", f"{term}: {value}.") for term, value in facts)]


def said(at: datetime, zone: str) -> str:
    """Return "08 giờ 00, thứ Hai, ngày 01 tháng 3 năm 2027", by the clock of the body."""
    local = at.astimezone(ZoneInfo(zone))
    return _(
        "%(hour)s:%(minute)s, %(weekday)s, %(day)s",
        hour=f"{local:%H}",
        minute=f"{local:%M}",
        weekday=_(DAYS[local.weekday()]),
        day=written_day(local.date()),
    )


def _agenda(letter: Letter) -> list[Block]:
    if not letter.rows:
        return []
    rows = sorted(letter.rows, key=lambda each: each.place)
    return [Text(_("The agenda:")), *(_row(each) for each in rows)]


def _row(row: Item | Withheld) -> Block:
    if isinstance(row, Withheld):
        return Clause(f"{row.label}.", "…")
    withdrawn = row.state is State.WITHDRAWN
    return Clause(f"{row.label}.", _("%(title)s (withdrawn)", title=row.title) if withdrawn else row.title)
