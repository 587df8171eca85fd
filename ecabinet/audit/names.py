"""What the things in the trail are called today: the trail keeps ids, for titles may be restricted later.

A feature registers how its things are called, and leaves out what only those may know who need to.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from ecabinet.audit.models import Entry
from ecabinet.audit.queries import name_accounts
from ecabinet.core.words import N_

Namer = Callable[[Collection[str]], Mapping[str, str]]

NAMELESS = {
    "item": N_("an item that is not named here"),
    "paper": N_("a paper that is not named here"),
    "meeting": N_("a session that is not named here"),
    "consultation": N_("an opinion form that is not named here"),
    "account": N_("somebody"),
    "member": N_("somebody"),
}
PEOPLE = ("account", "member")
_namers: dict[str, Namer] = {}


def names(kind: str) -> Callable[[Namer], Namer]:
    """Register how things of a kind are called: a function of their ids."""

    def register(namer: Namer) -> Namer:
        _namers[kind] = namer
        return namer

    return register


def call_by_name(entries: Iterable[Entry]) -> dict[str, str]:
    """Return what the things in these entries are called, by their ids; one look for each kind."""
    wanted: dict[str, set[str]] = {kind: set() for kind in NAMELESS}
    for entry in entries:
        for kind, ids in wanted.items():
            if isinstance(thing := entry.details.get(f"{kind}_id"), str):
                ids.add(thing)
    called: dict[str, str] = {}
    for kind, namer in _namers.items():
        if ids := wanted[kind]:
            called |= namer(ids)
    people = set().union(*(wanted[kind] for kind in PEOPLE))
    return called | {each.id: each.name for each in name_accounts(people).values()}
