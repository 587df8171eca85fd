"""What is said about a paper after reading it, and the ways a paper is refused."""

from dataclasses import dataclass
from enum import StrEnum

from ecabinet.core.words import N_


class Reason(StrEnum):
    """Why a paper cannot be taken."""

    not_a_pdf = "not_a_pdf"
    encrypted = "encrypted"
    broken = "broken"
    too_many_pages = "too_many_pages"
    too_big = "too_big"
    too_complex = "too_complex"
    timed_out = "timed_out"
    secret_stamp = "secret_stamp"  # noqa: S105 -- a stamp on paper, no password


# Message ids: what is wrong and what to do. `%(value)s` is the value of the refusal.
REASONS: dict[Reason, str] = {
    Reason.not_a_pdf: N_(
        "This file is not a PDF, although its name may say so. "
        "Please save the paper as PDF and hand it in again."
    ),
    Reason.encrypted: N_(
        "This file is locked with a password. Please save a copy without a password and hand it in."
    ),
    Reason.broken: N_(
        "This file is damaged and cannot be read. "
        "Please print or export the paper to PDF again and hand in the new file."
    ),
    Reason.too_many_pages: N_(
        "This file has more than %(value)s pages. Please divide it and hand in the parts."
    ),
    Reason.too_big: N_(
        "This file is larger than %(value)s MB. "
        "Please lower the resolution of its pictures to 200 dpi or divide it into parts."
    ),
    Reason.too_complex: N_(
        "This file unfolds into far more than its pages need. "
        "Please print it to PDF again, with pictures at 200 dpi, and hand in the new file."
    ),
    Reason.timed_out: N_(
        "Reading this file took too long. "
        "Please print it to PDF again or divide it into parts, and hand it in again."
    ),
    Reason.secret_stamp: N_(
        "This paper bears the stamp %(value)s. State secrets may not be kept in this system. "
        "Please remove the file from this computer as the law requires, hand the paper out in "
        "printed copies, and record here only that it exists."
    ),
}


class Active(StrEnum):
    """What may act by itself in a PDF, or say more than its pages do, and is taken out."""

    script = "script"
    launch = "launch"
    remote_link = "remote_link"
    form = "form"
    attachment = "attachment"
    media = "media"
    automatic = "automatic"
    restriction = "restriction"
    annotation = "annotation"


ACTIVE: dict[Active, str] = {
    Active.script: N_("JavaScript"),
    Active.launch: N_("Starting of programs"),
    Active.remote_link: N_("Links to other files and unsafe addresses"),
    Active.form: N_("Form fields (their contents stay as printed)"),
    Active.attachment: N_("Files inside the file"),
    Active.media: N_("Sound, film and three-dimensional objects"),
    Active.automatic: N_("Actions that start by themselves"),
    Active.restriction: N_("Restrictions on printing and copying"),
    Active.annotation: N_("Comments (what they show on the page stays)"),
}


@dataclass(frozen=True)
class Limits:
    """How much a paper may ask of the machine that reads it."""

    file_bytes: int = 50 * 1024**2
    pages: int = 3000
    objects: int = 400_000
    stream_bytes: int = 64 * 1024**2  # one stream unfolded; text of a page needs some 10 kB
    image_bytes: int = 128 * 1024**2  # one picture unfolded: A4 in colour at 600 dpi is 104 MB
    unfolded_bytes: int = 4 * 1024**3
    memory_bytes: int = 1536 * 1024**2
    cpu_seconds: int = 60
    wall_seconds: float = 90.0


DEFAULT = Limits()


class Unreadable(Exception):  # noqa: N818 -- it names an outcome
    """The paper is refused; `REASONS[reason]` says it in words, with `value` filled in."""

    def __init__(self, reason: Reason, value: str = "") -> None:
        super().__init__(reason, value)
        self.reason = reason
        self.value = value


@dataclass(frozen=True)
class Size:
    """A page as it is seen, turned the right way, in points."""

    width: float
    height: float


@dataclass(frozen=True)
class Heading:
    """An entry of the outline; `page` counts from 1."""

    title: str
    page: int
    level: int


@dataclass(frozen=True)
class PaperReport:
    """What was found in a paper. `texts` has one entry a page, in NFC."""

    pages: int
    sizes: tuple[Size, ...]
    texts: tuple[str, ...]
    outline: tuple[Heading, ...]
    signed: bool
    unembedded_fonts: tuple[str, ...]
    removed: dict[Active, int]
    sha256: str
    size: int
    thumbnail: bytes  # PNG of the first page
