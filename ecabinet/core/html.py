"""The one place where markup that somebody sent becomes markup that we show."""

from typing import NewType

import bleach
from markupsafe import Markup

from ecabinet.core.errors import Invalid
from ecabinet.core.words import N_

SafeHtml = NewType("SafeHtml", str)

TAGS = frozenset(
    {"p", "br", "strong", "em", "u", "s", "ul", "ol", "li", "h3", "h4", "blockquote", "a"}
)
ATTRIBUTES = {"a": ["href"]}
PROTOCOLS = frozenset({"https", "mailto"})
MAX_CHARACTERS = 64 * 1024


def clean(markup: str) -> SafeHtml:
    """Return `markup` with only the tags, attributes and addresses that are allowed. Invalid above 64 Ki characters."""
    if len(markup) > MAX_CHARACTERS:
        raise Invalid(N_("This text is too long."))
    return SafeHtml(
        bleach.clean(markup, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)
    )


def shown(cleaned: SafeHtml) -> Markup:
    """Return cleaned markup as something that a template does not escape once more."""
    return Markup(cleaned)  # noqa: S704 -- cleaned here, and its type says so
