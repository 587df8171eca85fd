"""The sheet of a ballot's result, a document of Decree 30/2020. It is in Vietnamese, whoever prints it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from ecabinet.ballots.models import Ballot, Choice, Kind, Voter
from ecabinet.ballots.reasons import option_label, reasons_of
from ecabinet.core.clock import day_of
from ecabinet.core.native import call
from ecabinet.core.words import N_
from ecabinet.pdf.decree30 import compose, written_day
from ecabinet.pdf.document import (
    Block,
    Clause,
    Code,
    Composed,
    Document,
    Heading,
    Signer,
    Table,
    Text,
)
from ecabinet.web.language import clock, say

SYMBOL = "BB"
ENDS = frozenset(".?!…:;")
GOVERNMENT = {Choice.FOR: N_("I agree"), Choice.AGAINST: N_("I do not agree")}
PROVINCE = {Choice.FOR: N_("In favour"), Choice.AGAINST: N_("Not in favour")}
EITHER = {Choice.OTHER: N_("Another opinion"), Choice.ABSTAIN: N_("Not voting")}
CLOSED = N_("Closed: %(at)s.")
COUNTED = N_("Counted in the room and written down: %(at)s.")
UNANSWERED = N_("Has not voted")


def print_result(ballot: Ballot, address: str, target: BinaryIO) -> Composed:
    """Write the result of a counted ballot as PDF. At `address` its record is found, and checked."""
    meeting = ballot.meeting
    document = Document(
        issuer=meeting.body.name,
        symbol=SYMBOL,
        place=meeting.body.place,
        day=day_of(ballot.closed_at) if ballot.closed_at else None,
        kind=_("RESULT OF A BALLOT"),
        abstract=_("Result of the ballot: %(question)s", question=ballot.question),
        draft=_("RECORDED BY HAND") if ballot.by_hand else "",
        content=(*_asked(ballot), *_result(ballot), *_roll(ballot), *_proof(ballot, address)),
        signer=Signer(_("Presiding"), meeting.chair.name),
    )
    return call(lambda: compose(document, target))


def _(message: str, **values: str) -> str:
    return say("vi", message, values)


def choice_words(ballot: Ballot, choice: str | None) -> str:
    """Say a choice as the body says it: two bodies call the same one differently, a list has its own."""
    if choice is None:
        return _(UNANSWERED)
    if ballot.kind is Kind.LIST:
        return option_label(ballot.options, ballot.labels, choice)
    words = EITHER | (PROVINCE if Choice.ABSTAIN in ballot.options else GOVERNMENT)
    return _(words[Choice(choice)])


def _asked(ballot: Ballot) -> Iterator[Block]:
    about: dict[str, Any] = (ballot.record or {})["about"]
    yield Heading(_("I. What was put to the vote"))
    yield Text(_("Session: %(title)s.", title=about["session"]["title"]))
    if item := about["item"]:
        yield Text(_("Item %(label)s: %(title)s.", label=item["label"], title=item["title"]))
    yield Text(_("Question: %(question)s", question=_ended(ballot.question)))
    if ballot.opened_at and not ballot.by_hand:
        yield Text(_("Opened: %(at)s.", at=_said(ballot.opened_at)))
    if ballot.closed_at:
        closed = (
            "Counted in the room and written down: %(at)s." if ballot.by_hand else "Closed: %(at)s."
        )
        yield Text(_(closed, at=_said(ballot.closed_at)))
    values = {name: str(getattr(ballot, name)) for name in ("members", "present", "quorum")}
    yield Text(
        _("Members: %(members)s; present at the opening: %(present)s (quorum: %(quorum)s).", **values)
    )  # fmt: skip
    if away := [each["name"] for each in about["recused"]]:
        names = ", ".join(away)
        yield Text(_("%(names)s took no part in this item (conflict of interest).", names=names))


def _ended(sentence: str) -> str:
    """Close a sentence that somebody typed without its full stop."""
    return sentence if sentence.rstrip()[-1:] in ENDS else f"{sentence.rstrip()}."


def _result(ballot: Ballot) -> Iterator[Block]:
    record = ballot.record or {}
    result = record["result"]
    counts = result["chosen"] if ballot.kind is Kind.LIST else result
    rows = [(choice_words(ballot, each), str(counts[each])) for each in ballot.options]
    rows.append((_(UNANSWERED), str(result["unanswered"])))
    yield Heading(_("II. Result"))
    yield Table((_("Vote"), _("Number of members")), tuple(rows), shares=(0.75, 0.25))
    for reason in reasons_of(record):
        yield Text(_(reason.message, **reason.values))


def _roll(ballot: Ballot) -> Iterator[Block]:
    yield Heading(_("III. The vote of each member"))
    if (ballot.result or {}).get("by_number"):
        yield Text(_("The result was recorded by number; how each member voted was not written down."))  # fmt: skip
    header = (_("No."), _("Name and post"), _("Vote"), _("Receipt"))
    rows = tuple(_place(ballot, number, each) for number, each in enumerate(ballot.roll, 1))
    yield Table(header, rows, shares=(0.08, 0.46, 0.26, 0.2))
    if opinions := [each for each in ballot.roll if each.text]:
        yield Heading(_("Other opinions"), level=2)
        for each in opinions:
            yield from _opinion(each)


def _place(ballot: Ballot, number: int, place: Voter) -> tuple[str, ...]:
    voted = choice_words(ballot, place.choice)
    if place.choice and place.remote:
        voted = f"{voted} ({_('voted remotely')})"
    if place.choice is None and (ballot.result or {}).get("by_number"):
        voted = "—"
    return str(number), f"{place.name}, {place.title}", voted, place.receipt or "—"


def _opinion(place: Voter) -> Iterator[Block]:
    first, *more = place.text.split("\n")
    yield Clause("-", f"{place.name}, {place.title}: {first}")
    yield from (Text(each) for each in more if each.strip())


def _proof(ballot: Ballot, address: str) -> Iterator[Block]:
    yield Heading(_("IV. Proof"))
    lines = (
        _("The electronic record of this ballot is hashed and signed. Scan the code to compare it."),
        "SHA-256:",
        *_grouped(ballot.record_hash),
        _("Key: %(key)s", key=(ballot.record or {})["key"]),
        address,
    )  # fmt: skip
    yield Code(f"{address}#{ballot.record_hash}", lines)


def _grouped(hash_: str) -> Iterator[str]:
    """Write a hash as it is compared by eye: in groups of eight, four on a line."""
    groups = [hash_[start : start + 8] for start in range(0, len(hash_), 8)]
    yield from (" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))


def _said(at: datetime) -> str:
    return f"{clock(at, seconds=True)}, ngày {written_day(day_of(at))}"
