"""The minutes as a document of Decree 30/2020. Administrative documents are in Vietnamese, whoever prints them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from flask_babel import get_timezone

from ecabinet.agenda.models import Outcome
from ecabinet.agenda.queries import Why, Withheld
from ecabinet.audit.models import Checkpoint
from ecabinet.ballots.models import Ballot, Choice, Kind, State
from ecabinet.ballots.reasons import option_label, reasons_of
from ecabinet.core.words import N_
from ecabinet.meetings.models import Invitation
from ecabinet.minutes.queries import Entry, Minutes
from ecabinet.pdf.decree30 import compose, written_day
from ecabinet.pdf.document import Block, Clause, Composed, Document, Heading, Signer, Table, Text
from ecabinet.web.language import clock, say

SYMBOL = "BB"
GOVERNMENT = {Choice.FOR: N_("agreed: %(count)s"), Choice.AGAINST: N_("did not agree: %(count)s")}
PROVINCE = {Choice.FOR: N_("in favour: %(count)s"), Choice.AGAINST: N_("not in favour: %(count)s")}
EITHER = {
    Choice.OTHER: N_("another opinion: %(count)s"),
    Choice.ABSTAIN: N_("not voting: %(count)s"),
    None: N_("not answered: %(count)s"),
}
CAME_TO = {
    Outcome.ADOPTED_WITHOUT_DISCUSSION: N_("adopted without discussion"),
    Outcome.ADOPTED: N_("adopted"),
    Outcome.ADOPTED_AS_AMENDED: N_("adopted as amended"),
    Outcome.NOTED: N_("noted"),
    Outcome.POSTPONED: N_("postponed"),
    Outcome.WITHDRAWN: N_("withdrawn"),
    Outcome.REFERRED: N_("referred for further work"),
    Outcome.REJECTED: N_("not adopted"),
}


def print_minutes(minutes: Minutes, target: BinaryIO, seal: Checkpoint | None = None) -> Composed:
    """Write the minutes as PDF, as far as their reader may see them.

    `seal` says where the audit trail stood when the session was over: printed, it can no longer be taken back.
    """
    meeting = minutes.meeting
    document = Document(
        issuer=meeting.body.name,
        symbol=SYMBOL,
        place=meeting.body.place,
        day=_day(meeting.ended_at or meeting.starts_at),
        kind=_("MINUTES"),
        abstract=meeting.title,
        draft="" if not minutes.unsettled and meeting.was_held else _("DRAFT MINUTES"),
        content=(
            *_session(minutes),
            *_attendance(minutes),
            *_proceedings(minutes),
            *_questions(minutes),
            *_sealed(seal),
        ),
        signer=Signer(_("Presiding"), meeting.chair.name),
    )
    return compose(document, target)


def _(message: str, **values: str) -> str:
    return say("vi", message, values)


def _session(minutes: Minutes) -> list[Block]:
    meeting = minutes.meeting
    facts = [
        _("Begun: %(at)s.", at=_said(meeting.started_at or meeting.starts_at)),
        _("Place: %(place)s.", place=meeting.place or "—"),
        _("Presiding: %(name)s.", name=meeting.chair.name),
    ]
    if meeting.ended_at:
        facts.append(_("Ended: %(at)s.", at=_said(meeting.ended_at)))
    return [Heading(_("I. The session")), *(Text(each) for each in facts)]


def _attendance(minutes: Minutes) -> list[Block]:
    header = (_("No."), _("Name and post"), _("Arrived"), _("Remark"))
    came = [
        (str(place), f"{each.account.name}, {each.title}", _clock(each.arrived_at), _remark(each))
        for place, each in enumerate(minutes.present, 1)
    ]
    blocks: list[Block] = [Heading(_("II. Attendance"))]
    if came:
        blocks.append(Table(header, tuple(came), shares=(0.08, 0.57, 0.12, 0.23)))
    blocks += [Clause("-", _absence(each)) for each in minutes.absent]
    return blocks


def _sealed(seal: Checkpoint | None) -> list[Block]:
    if seal is None:
        return []
    words = _(
        "Audit trail: chain %(chain)s, position %(position)s, hash %(hash)s…, signed with the key %(key)s at %(time)s.",
        chain=seal.chain,
        position=str(seal.position),
        hash=seal.hash[:16],
        key=seal.key_id,
        time=_said(seal.at),
    )
    return [Text(words)]


def _remark(invitation: Invitation) -> str:
    said = [_("online")] if invitation.online else []
    if invitation.substituted:
        said.append(_("in the place of %(name)s", name=invitation.substituted.account.name))
    if invitation.left_at:
        said.append(_("left at %(time)s", time=_clock(invitation.left_at)))
    return ", ".join(said)


def _absence(invitation: Invitation) -> str:
    who = f"{invitation.account.name}, {invitation.title}"
    if invitation.reply_reason:
        return _("Absent: %(who)s (%(reason)s).", who=who, reason=invitation.reply_reason)
    return _("Absent: %(who)s.", who=who)


def _proceedings(minutes: Minutes) -> list[Block]:
    blocks: list[Block] = [Heading(_("III. Proceedings and conclusions"))]
    for row in minutes.rows:
        blocks += _item(row) if isinstance(row, Entry) else _place(row)
    return blocks


def _place(withheld: Withheld) -> list[Block]:
    """An excerpt says where it leaves something out; the whole is in the copy of those who need to know."""
    restricted = withheld.why is Why.RESTRICTED
    left_out = (
        _("Restricted matter; this copy does not hold it.")
        if restricted
        else _("The reader of this copy takes no part in this item; this copy does not hold it.")
    )
    return [Heading(_("Item %(number)s", number=withheld.label), level=2), Text(left_out)]


def _item(entry: Entry) -> list[Block]:
    item = entry.item
    blocks: list[Block] = [Heading(f"{item.label}. {item.title}", level=2)]
    if item.presenter:
        blocks.append(Text(_("Presented by: %(name)s.", name=item.presenter)))
    if entry.recused:
        names = ", ".join(entry.recused)
        blocks.append(
            Text(_("%(names)s took no part in this item (conflict of interest).", names=names))
        )
    blocks += [Text(_ballot(each)) for each in entry.ballots]
    if entry.conclusion:
        lines = entry.conclusion.text.split("\n")
        blocks.append(Text(_("Conclusion: %(text)s", text=lines[0])))
        blocks += [Text(line) for line in lines[1:] if line]
    if item.outcome:
        blocks.append(Text(_("Outcome: %(outcome)s.", outcome=_(CAME_TO[item.outcome]))))
    return blocks


def _questions(minutes: Minutes) -> list[Block]:
    """What was put to the vote on no item of the agenda."""
    if not minutes.questions:
        return []
    told = [Text(_ballot(each)) for each in minutes.questions]
    return [Heading(_("Other ballots"), level=2), *told]


def _ballot(ballot: Ballot) -> str:
    if ballot.state is State.ANNULLED:
        return _(
            "Ballot “%(question)s”: annulled (%(reason)s).",
            question=ballot.question,
            reason=ballot.annulled_reason,
        )
    record = ballot.record or {}
    return _(
        "Ballot “%(question)s”: %(counts)s. %(reasons)s",
        question=ballot.question,
        counts=", ".join(_counts(ballot, record["result"])),
        reasons=" ".join(_(each.message, **each.values) for each in reasons_of(record)),
    )


def _counts(ballot: Ballot, result: Mapping[str, Any]) -> Iterator[str]:
    """Say the count in the body's own words: two bodies call the same choice differently, a list has its own."""
    if ballot.kind is Kind.LIST:
        for option in ballot.options:
            label = option_label(ballot.options, ballot.labels, option)
            yield f"{label}: {result['chosen'][option]}"
        yield _(EITHER[None], count=str(result["unanswered"]))
        return
    words = EITHER | (PROVINCE if Choice.ABSTAIN in ballot.options else GOVERNMENT)
    for option in (*ballot.options, None):
        yield _(words[option and Choice(option)], count=str(result.get(option or "unanswered", 0)))


def _day(at: datetime) -> date:
    return at.astimezone(get_timezone()).date()


def _clock(at: datetime | None) -> str:
    return clock(at) if at else ""


def _said(at: datetime) -> str:
    return f"{_clock(at)}, ngày {written_day(_day(at))}"
