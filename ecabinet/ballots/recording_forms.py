"""What the desk reads off the sheet of a count by hand."""

from collections.abc import Mapping, Sequence

from flask import request

from ecabinet.ballots.models import Ballot
from ecabinet.ballots.recording_operations import Count, Said
from ecabinet.core.errors import Invalid
from ecabinet.core.text import is_blank, normalised
from ecabinet.core.words import N_
from ecabinet.meetings.models import Invitation
from ecabinet.papers.forms import read_upload
from ecabinet.papers.operations import Upload

MOST_DIGITS = 5


def read_names(called: Sequence[Invitation]) -> Mapping[str, Said]:
    """Return what each member chose who is named; who is left out did not vote."""
    chosen = {each.account_id: _value(f"choice-{each.account_id}") for each in called}
    return {
        account_id: Said(choice, _value(f"text-{account_id}"))
        for account_id, choice in chosen.items()
        if choice
    }


def read_count(ballot: Ballot) -> Count:
    """Return the numbers; a field left empty is nought."""
    counts = {each: _value(f"count-{each}") or "0" for each in ballot.options}
    wrong = [each for each, written in counts.items() if not _is_number(written)]
    if wrong:
        raise Invalid(**{f"count-{each}": N_("Please write a whole number.") for each in wrong})
    return Count({each: int(written) for each, written in counts.items()}, _value("head") or None)


def read_sheet() -> Upload | None:
    """Keep the signed sheet that came along, None where it is handed in later."""
    sent = request.files.get("file")
    return read_upload() if sent and sent.filename else None


def _value(name: str) -> str:
    written = normalised(request.form.get(name, ""))
    return "" if is_blank(written) else written.strip()


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS
