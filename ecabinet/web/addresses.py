"""Addresses that came from a page and are gone to: never another site's."""

from urllib.parse import urlsplit


def inside(target: str | None, otherwise: str = "/") -> str:
    """Return `target` where it is a path of our own, else `otherwise`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return otherwise
    parts = urlsplit(target)
    is_clean = target.isprintable() and "\\" not in target
    return target if is_clean and not parts.scheme and not parts.netloc else otherwise
