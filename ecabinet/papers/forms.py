"""What is sent with a file, and the file itself as far as the sender can be told at once."""

from collections.abc import Sequence
from typing import BinaryIO, cast

import filetype
from flask import current_app, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.datastructures import FileStorage

from ecabinet.agenda.models import Secrecy
from ecabinet.bodies.current import current_actor
from ecabinet.bodies.lists import chosen_term, list_offered_terms
from ecabinet.bodies.models import Listing, Term
from ecabinet.core import files, native
from ecabinet.core.errors import Invalid, TooLarge
from ecabinet.core.words import N_
from ecabinet.papers.models import Kind
from ecabinet.papers.operations import PaperDraft, Upload
from ecabinet.papers.queries import find_dossier, find_item
from ecabinet.pdf.report import REASONS, Reason
from ecabinet.web.forms import read_form, read_values, sent_fields

MEBIBYTE = 1024 * 1024
SIGNATURE_BYTES = 4096
LONGEST_NAME = 300
NONE_CHOSEN = N_("Please choose a file.")
EMPTY = N_("This file is empty. Please choose it again.")
TOO_LARGE = N_(
    "This file is larger than %(limit)s MB. Please lower the resolution of its pictures or divide it into parts."
)


class PaperForm(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: str = Field(max_length=40)  # the code of an entry of the body's list
    title: str = Field(min_length=1, max_length=500)
    secrecy: Secrecy = Secrecy.INTERNAL
    keep_both: str = Field("", max_length=3)  # said once the same file was found
    next: str = "/"


class SecrecyForm(BaseModel):
    """How far a paper is known, and who of those concerned needs to know of a restricted one."""

    model_config = ConfigDict(extra="forbid")

    secrecy: Secrecy
    reader_ids: list[str] = Field(default_factory=list, max_length=1000)
    next: str = "/"


class PlaceForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    page: int = Field(default=1, ge=1)
    then: str = ""


def read_secrecy() -> SecrecyForm:
    readers = {"reader_ids": request.form.getlist("reader_ids")}
    return read_values(SecrecyForm, sent_fields() | readers)


def offered_kinds(dossier_id: str | None = None, item_id: str | None = None) -> Sequence[Term]:
    """Return the kinds of papers that may be handed in with a dossier, or with an item that has none yet."""
    actor = current_actor()
    body_id = (
        find_dossier(actor, dossier_id).body_id
        if dossier_id
        else find_item(actor, item_id or "").body_id
    )
    return list_offered_terms(actor, body_id, Listing.PAPER_KIND)


def read_draft() -> PaperDraft:
    """Return what the paper is said to be, once the file beside it is one that can be taken."""
    problems: dict[str, str] = {}
    draft = None
    try:
        form = read_form(PaperForm)
        term = chosen_term(offered_kinds(**(request.view_args or {})), form.kind)
        draft = PaperDraft(Kind(term.nature), form.title, form.secrecy, term.id)
    except Invalid as no:
        problems |= no.problems
    try:
        _require_file(request.files.get("file"))
    except Invalid as no:
        problems |= no.problems
    if draft is None or problems:
        raise Invalid(**problems)
    return draft


def read_upload() -> Upload:
    """Keep the file that was sent."""
    return keep_file(request.files.get("file"))


def keep_file(sent: FileStorage | None) -> Upload:
    """Keep one file, encrypted. It never stands in memory whole."""
    stream, name = _require_file(sent)
    return Upload(name, native.call(lambda: files.store(stream)))


def _require_file(sent: FileStorage | None) -> tuple[BinaryIO, str]:
    if sent is None or not sent.filename:
        raise Invalid(file=NONE_CHOSEN)
    size = sent.stream.seek(0, 2)
    sent.stream.seek(0)
    limit: int = current_app.config["MAX_UPLOAD_BYTES"]
    if size > limit:
        raise TooLarge(TOO_LARGE, limit=limit // MEBIBYTE)
    if not size:
        raise Invalid(file=EMPTY)
    kind = filetype.guess(sent.stream.read(SIGNATURE_BYTES))
    sent.stream.seek(0)
    if kind is None or kind.extension != "pdf" or not sent.filename.lower().endswith(".pdf"):
        raise Invalid(file=REASONS[Reason.not_a_pdf])
    return cast("BinaryIO", sent.stream), sent.filename[-LONGEST_NAME:]
