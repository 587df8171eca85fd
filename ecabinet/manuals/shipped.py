"""The manuals as they are shipped, and in which order they are listed."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ecabinet.accounts.models import LANGUAGES
from ecabinet.bodies.actors import Actor
from ecabinet.bodies.models import Role
from ecabinet.core.errors import Missing

EVERYBODY = "everybody"  # signing in, the screen, the network: what is alike for all
ROLES = (EVERYBODY, *(each.value for each in Role))
TEXTS = Path(__file__).parent / "texts"


@cache
def shipped(role: str, language: str) -> str:
    """Return the shipped text. Missing for a role or a language that there is none of."""
    if role not in ROLES or language not in LANGUAGES:
        raise Missing
    return (TEXTS / language / f"{role}.md").read_text()


def order_for(actor: Actor) -> tuple[Sequence[str], Sequence[str]]:
    """Return the manuals of `actor` (their roles first, then everybody's), and the others."""
    held = dict.fromkeys(each.role.value for each in actor.holdings)
    own = [*held, EVERYBODY]
    return own, [each for each in ROLES if each not in own]
