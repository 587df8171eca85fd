"""Entries and lines of the log as people read them: who, what, where, in the reader's language."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlalchemy import select

from ecabinet.accounts.access import What
from ecabinet.accounts.devices import NO_NAME, readable_name
from ecabinet.accounts.models import Access, Account
from ecabinet.audit.job_words import JOBS
from ecabinet.audit.models import Entry
from ecabinet.audit.names import NAMELESS, call_by_name
from ecabinet.audit.queries import name_accounts
from ecabinet.audit.words import WORDS
from ecabinet.bodies.models import Body
from ecabinet.bodies.retention import kinds
from ecabinet.core.database import session
from ecabinet.core.words import N_
from ecabinet.web.language import day, number

SYSTEM = "system-"  # how the user names of those begin who are no persons
ITSELF = "e-Cabinet"
NAMELESS_DEVICE = N_("A device without a name")
WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
BAD = frozenset(
    {
        What.WRONG_PASSWORD,
        What.WRONG_CODE,
        What.WRONG_KEY,
        What.UNKNOWN_NAME,
        What.TOO_FAST,
        What.DENIED,
        What.WRONG_IDENTITY,
        What.UNKNOWN_IDENTITY,
    }
)
ACCESS_WORDS = {
    "signed_in": N_("Signed in to the system"),
    "signed_out": N_("Signed out of the system"),
    "wrong_password": N_("Wrong password"),
    "wrong_code": N_("Wrong code"),
    "wrong_key": N_("Passkey not accepted"),
    "unknown_name": N_("Unknown user name"),
    "too_fast": N_("Too many tries, asked to wait"),
    "new_device": N_("New device"),
    "locked": N_("Screen locked"),
    "unlocked": N_("Screen unlocked"),
    "verified": N_("Confirmed who they are"),
    "session_ended": N_("Sign-in session ended"),
    "denied": N_("Turned away: no right to it"),
    "link_used": N_("One-time link used"),
    "wrong_identity": N_("Sign-in through single sign-on not believed"),
    "unknown_identity": N_("Single sign-on names nobody known here"),
}


@dataclass(frozen=True)
class Row:
    """An entry, in words."""

    entry: Entry
    who: str
    is_system: bool
    said: str
    body: str


@dataclass(frozen=True)
class AccessRow:
    """A line of the sign-in log, in words."""

    access: Access
    who: str
    username: str
    device: str
    said: str
    failed: bool


class _Places(dict[str, str]):
    """What fills the places of a sentence. An older entry may lack a value that newer ones have."""

    def __missing__(self, place: str) -> str:
        return "…"


def show_entries(entries: Sequence[Entry], *, named: bool = True) -> list[Row]:
    """Put entries into words. Without `named` things are not called by their titles: the reader may not know them."""
    called = call_by_name(entries) if named else {}
    people = name_accounts({each.actor_id for each in entries})
    bodies = _bodies({each.chain for each in entries})
    return [
        Row(
            each,
            people[each.actor_id].name if each.actor_id in people else ITSELF,
            each.actor_id.startswith(SYSTEM) or each.actor_id not in people,
            say_entry(each, called),
            bodies.get(each.chain, gettext("The whole installation")),
        )
        for each in entries
    ]


def say_entry(entry: Entry, called: Mapping[str, str]) -> str:
    """Say what was done. A fact that this version has no words for is given by its name."""
    places = _Places({key: _spell(key, value) for key, value in entry.details.items()})
    for kind, nameless in NAMELESS.items():
        places[kind] = called.get(str(entry.details.get(f"{kind}_id"))) or gettext(nameless)
    said: str = gettext(WORDS.get(entry.event, entry.event.replace("%", "%%")))
    return said % places


def show_access(lines: Sequence[Access]) -> list[AccessRow]:
    people = name_accounts({each.account_id for each in lines if each.account_id})
    return [_line(each, people.get(each.account_id or "")) for each in lines]


def name_chosen(account_id: str) -> str:
    """Return the name of whoever is looked for; "" where nobody is."""
    found = name_accounts({account_id}).get(account_id) if account_id else None
    return found.name if found else ""


def _line(access: Access, account: Account | None) -> AccessRow:
    return AccessRow(
        access=access,
        who=account.name if account else gettext("Nobody known"),
        username=account.username if account else "",
        device=_device(access.device),
        said=gettext(ACCESS_WORDS.get(access.what, access.what)),
        failed=access.what in BAD,
    )


def _device(agent: str) -> str:
    name = readable_name(agent)
    return name if name != NO_NAME else gettext(NAMELESS_DEVICE)


def _bodies(chains: Iterable[str]) -> dict[str, str]:
    query = select(Body.id, Body.name).where(Body.id.in_(chains))
    return {each.id: each.name for each in session().execute(query)}


def _spell(place: str, value: object) -> str:
    """Put a value into words: a trail keeps days, numbers and kinds as machines write them."""
    if isinstance(value, str):
        return _spell_text(place, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _spell_text(place: str, value: str) -> str:
    if word := _word(place, value):
        return str(gettext(word))
    if WRITTEN_DAY.fullmatch(value):
        with suppress(ValueError):  # somebody's title, and no day
            return day(date.fromisoformat(value))
    return value


def _word(place: str, value: str) -> str:
    """Return the words for what the program calls by a name of its own; "" for everything else."""
    if place == "kind" and (kind := kinds().get(value)):
        return kind.label
    if place == "job":
        return JOBS.get(value, "")
    return NAMELESS_DEVICE if place == "title" and value == NO_NAME else ""
