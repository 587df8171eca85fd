"""What people type, as it is kept: one spelling, nothing hidden, nothing that turns the reading round."""

import unicodedata

from ecabinet.core.words import N_

MAX_LINE = 200  # a name, or whatever else stands on one line
MAX_BYTES = 64 * 1024  # any text
LINE_BREAKS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}
# Embeddings, overrides and isolates: what is read is no longer what is written.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by their kind, and nothing to see
UNFIT = frozenset(
    {"Cc", "Cs"}
)  # control characters, and halves of characters that no database keeps

CONTROL = N_("There is a character in it that cannot be shown. Please type this again.")
TURNED = N_(
    "There is a hidden sign in it that turns the direction of reading. Please type this again."
)
ONE_LINE = N_("Please write this on one line.")
TOO_LONG = N_("This is too long.")


def normalised(text: str) -> str:
    """Return `text` in the one spelling that is stored and searched: composed letters, `\\n` between lines."""
    for other, ours in LINE_BREAKS.items():
        text = text.replace(other, ours)
    return unicodedata.normalize("NFC", text)


def is_blank(text: str) -> bool:
    """Whether nobody would see anything of it: spaces, signs without width, fillers."""
    return all(each in FILLERS or unicodedata.category(each) in UNSEEN for each in text)


def fault_of(text: str, *, one_line: bool = False) -> str:
    """Return the sentence (a message id) that says why a normalised text cannot be kept, "" where it can."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return TOO_LONG
    if not TURNING.isdisjoint(text):
        return TURNED
    breaks = {each for each in text if each in "\n\t"}
    if any(unicodedata.category(each) in UNFIT for each in set(text) - breaks):
        return CONTROL
    return ONE_LINE if breaks and one_line else ""
