"""The receipt of a dossier as a document of Decree 30/2020. Administrative documents are in Vietnamese."""

from collections.abc import Sequence
from typing import BinaryIO

from ecabinet.core.clock import local
from ecabinet.core.words import N_
from ecabinet.lodging.models import Lodging
from ecabinet.papers.models import Kind
from ecabinet.papers.queries import Listed
from ecabinet.pdf.decree30 import compose, written_day
from ecabinet.pdf.document import Block, Composed, Document, Heading, Signer, Table, Text
from ecabinet.web.language import clock, say

SYMBOL = "PTN"
KINDS = {
    Kind.SUBMISSION: N_("Submission"),
    Kind.DRAFT: N_("Draft text"),
    Kind.APPRAISAL: N_("Appraisal report"),
    Kind.SUMMARY: N_("Summary"),
    Kind.SYNTHESIS: N_("Synthesis of opinions"),
    Kind.REPORT: N_("Report (paper)"),
    Kind.EVIDENCE: N_("Evidence"),
    Kind.OTHER: N_("Other paper"),
}
PARTS = {
    "why": N_("Why: %(text)s"),
    "cost": N_("Cost: %(text)s"),
    "risks": N_("Risks: %(text)s"),
    "consulted": N_("Consulted: %(text)s"),
    "decision": N_("Draft of the decision: %(text)s"),
}


def print_receipt(lodging: Lodging, papers: Sequence[Listed], target: BinaryIO) -> Composed:
    """Write the receipt of what was handed in last as PDF."""
    body = lodging.body
    document = Document(
        issuer=body.name,
        symbol=SYMBOL,
        number=lodging.spoken_code,
        place=body.place,
        day=local(lodging.handed_in_at).date() if lodging.handed_in_at else None,
        kind=_("RECEIPT OF A DOSSIER"),
        abstract=lodging.title,
        addressees=(lodging.agency.name,),
        content=(*_facts(lodging), *_papers(papers)),
        signer=Signer(_("For the secretariat"), lodging.officer.name if lodging.officer else ""),
        recipients=(lodging.agency.name, _("Kept: secretariat")),
    )
    return compose(document, target)


def summary_of(lodging: Lodging) -> str:
    """Return why, at what cost, with which risks, as the summary of an item says it."""
    said = [(words, getattr(lodging, name)) for name, words in PARTS.items()]
    return "\n\n".join(_(words, text=text) for words, text in said if text)


def _(message: str, **values: str) -> str:
    return say("vi", message, values)


def _facts(lodging: Lodging) -> list[Block]:
    facts = [_("Code of the dossier: %(code)s.", code=lodging.spoken_code)]
    if at := lodging.handed_in_at:
        moment = f"{clock(at)}, ngày {written_day(local(at).date())}"
        facts.append(_("Handed in: %(moment)s.", moment=moment))
    if lodging.handed_in_by:
        who = {"name": lodging.handed_in_by.name, "agency": lodging.agency.name}
        facts.append(_("By: %(name)s, %(agency)s.", **who))
    if lodging.due_on:
        facts.append(_("It is checked by %(due)s.", due=f"{lodging.due_on:%d/%m/%Y}"))
    facts.append(_("With this code the agency sees in e-Cabinet how far the dossier has come."))
    return [Text(each) for each in facts]


def _papers(papers: Sequence[Listed]) -> list[Block]:
    header = (_("No."), _("Kind of paper"), _("Title of the paper"), _("Pages"))
    rows = [
        (
            str(place),
            _(KINDS[each.paper.kind]),
            each.paper.title,
            str(each.ready.pages) if each.ready else "–",
        )
        for place, each in enumerate(papers, 1)
    ]
    if not rows:
        return []
    return [Heading(_("Papers received")), Table(header, tuple(rows), (0.08, 0.25, 0.55, 0.12))]
