"""Many files at once, and the question whether a file that is here already is wanted twice."""

from collections.abc import Callable, Sequence

from flask import request
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict
from werkzeug.datastructures import FileStorage

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.current import act
from ecabinet.core import files
from ecabinet.core.errors import Invalid, Refusal
from ecabinet.core.words import N_
from ecabinet.meetings.policy import may_see
from ecabinet.papers.falling_queries import find_same_file
from ecabinet.papers.forms import NONE_CHOSEN
from ecabinet.papers.models import Paper, PaperVersion
from ecabinet.papers.operations import Upload
from ecabinet.web.page import in_words

SAME = "keep_both"  # the field that asks, and that answers
IN_TRAY = N_("This file lies in the tray already: “%(title)s”.")
ON_ITEM = N_("This file is here already: %(label)s “%(title)s”.")
ON_ITEM_OF = N_("This file is here already: %(label)s “%(title)s”, in “%(meeting)s”.")
BY_ITSELF = N_("This file is here already: “%(title)s”.")


class MoveForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    item_id: str
    next: str = ""


def sent_files() -> Sequence[FileStorage]:
    """Return the files that were sent. Invalid where none was chosen."""
    sent = [each for each in request.files.getlist("file") if each.filename]
    if not sent:
        raise Invalid(file=NONE_CHOSEN)
    return sent


def take_new(body_id: str, upload: Upload, deed: Callable[[Actor], PaperVersion]) -> PaperVersion:
    """Take a file that is not here yet, or is wanted twice; its bytes are let go where it is not taken.

    Invalid asks before the same file is taken a second time; whoever wants both has said so in the form.
    """

    def take(actor: Actor) -> PaperVersion:
        if request.form.get(SAME) != "yes":
            _require_new(actor, body_id, upload)
        return deed(actor)

    try:
        version = act(take)
    except Refusal:
        files.destroy(upload.file.address)
        raise
    if version.original.get("address") != upload.file.address:  # it was sent before
        files.destroy(upload.file.address)
    return version


def sentence_of(no: Refusal) -> str:
    """Return what is said of one file that was not taken."""
    said = list(no.problems.values()) if isinstance(no, Invalid) else []
    return " ".join(gettext(each) for each in said) or str(
        gettext(no.message, **in_words(no.values))
    )


def _require_new(actor: Actor, body_id: str, upload: Upload) -> None:
    if found := find_same_file(actor, body_id, upload.file.sha256):
        raise Invalid(**{SAME: _where(actor, found)})


def _where(actor: Actor, paper: Paper) -> str:
    item = paper.dossier.item
    if paper.dossier.tray_of_id:
        return str(gettext(IN_TRAY, title=paper.title))
    if item is None:
        return str(gettext(BY_ITSELF, title=paper.title))
    if not may_see(actor, item.meeting):
        return str(gettext(ON_ITEM, label=paper.label, title=paper.title))
    return str(
        gettext(ON_ITEM_OF, label=paper.label, title=paper.title, meeting=item.meeting.title)
    )
