"""How people are named here: what a user name and an address look like, and a name without its accents."""

import re
import unicodedata
from functools import lru_cache

from ecabinet.core.words import N_

USERNAME = re.compile(r"(?!system-)[a-z0-9][a-z0-9._-]{1,63}")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
BAD_USERNAME = N_(
    "Please use small letters without accents, digits, dots and hyphens, at least two of them."
)
BAD_EMAIL = N_("Please write an e-mail address, such as quantri@example.vn.")
WITHOUT_STROKE = str.maketrans("đĐ", "dD")


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """Return a text as it is searched: "Đỗ  Quốc Việt" → "do quoc viet"."""
    apart = unicodedata.normalize("NFD", text.translate(WITHOUT_STROKE))
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(bare.casefold().split())
