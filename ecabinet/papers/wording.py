"""What is said to whoever handed a file in."""

from flask_babel import gettext

from ecabinet.core.words import N_
from ecabinet.papers.models import PaperVersion
from ecabinet.pdf.report import ACTIVE, REASONS, Active, Reason

FOREIGN_FONTS = N_(
    "These typefaces are not in the file and may look different on a tablet: %(fonts)s. Please embed them."
)
TAKEN_OUT = N_("Taken out of the reading copy for safety: %(what)s.")


def why_refused(version: PaperVersion) -> str:
    """Say why a file was not taken, and what to do."""
    return str(gettext(REASONS[Reason(version.refusal)], value=version.refusal_value))


def list_remarks(version: PaperVersion) -> list[str]:
    """Say to whoever handed a file in what was found in it."""
    fonts = [str(each["font"]) for each in version.remarks if "font" in each]
    removed = [
        gettext(ACTIVE[Active(each["removed"])]) for each in version.remarks if "removed" in each
    ]
    return [
        *([gettext(FOREIGN_FONTS, fonts=", ".join(fonts))] if fonts else []),
        *([gettext(TAKEN_OUT, what="; ".join(removed))] if removed else []),
    ]  # fmt: skip
