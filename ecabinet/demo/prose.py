"""Vietnamese administrative prose about ten fields of policy; the same seed gives the same words.

The sentences stand in `sentences/`. A word in braces is filled in: a figure within bounds
(`{n:3-9}` and `{big:…}` a count, `{dec:…}` and `{pct:…}` with a decimal, `{no:…}` a number that
names, `{date:…}` so many days ago), something of the field (`{work}`, `{problem}`, `{measure}`,
`{effect}`, `{object}`, `{fact}`), a place or an agency. Sentences are drawn like cards, so that
none returns before the others have been used.
"""

import functools
import random
import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

from ecabinet.pdf.decree30 import written_day

_FOLDER = Path(__file__).with_name("sentences")
_SLOT = re.compile(r"\{(\w+)(?::(\d+)-(\d+))?\}")
_OF_THE_FIELD = {
    "work": "works",
    "problem": "problems",
    "measure": "measures",
    "effect": "effects",
    "object": "object",
    "fact": "facts",
}
_QUARTERS = ("II", "III", "IV")
_ONCE = {
    "process",
    "purpose",
    "viewpoint",
    "scope",
    "force",
    "need_policy",
    "proposal",
}  # events, aims
_IN_ORDER = {"scope", "force"}  # as such articles are always written
_CHANGING = 2  # blanks, from which on a sentence may come again about something else
_TRIES = 20
_SENTENCES = (2, 3, 3, 4)  # in a paragraph


@dataclass(frozen=True)
class Setting:
    """What a paper is about, who writes it and when."""

    title: str
    issuer: str
    code: str
    day: date
    seed: int


@functools.cache
def bank() -> dict[str, Any]:
    """Return the sentences, the plans of each kind of paper, and the names."""
    return tomllib.loads((_FOLDER / "sentences.toml").read_text())


@functools.cache
def fields() -> dict[str, dict[str, Any]]:
    """Return the fields of policy by their names."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(_FOLDER.glob("topics_*.toml")):
        found.update(tomllib.loads(path.read_text()))
    return found


def choose_field(title: str, seed: int) -> str:
    """Name the field of policy that a title speaks of; any, where it speaks of none."""
    words = f" {' '.join(re.findall(r'[a-z0-9]+', fold(title)))} "
    matches = {
        name: sum(len(word) for word in field["keywords"] if f" {word} " in words)
        for name, field in fields().items()
    }
    best = max(matches, key=lambda name: matches[name])
    return best if matches[best] else sorted(matches)[seed % len(matches)]


def fold(text: str) -> str:
    """Return the text in small letters without their marks."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def figure(value: float, decimals: int = 0) -> str:
    """Write a figure as it is written in Vietnamese: 1.234,5."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def invent_name(post: str) -> str:
    """Return a name that nobody bears; the same post always has the same one."""
    names, chance = bank()["names"], random.Random(f"name of {post}")  # noqa: S311 -- no secret
    return " ".join(chance.choice(names[part]) for part in ("family", "middle", "given"))


class Writer:
    """Writes about one field of policy, and does not say the same thing twice."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.field = fields()[choose_field(setting.title, setting.seed)]
        self._seed = f"{setting.seed} {setting.title}"
        self.chance = random.Random(self._seed)  # noqa: S311 -- no secret
        self._stacks: dict[str, list[str]] = {}
        self._recent: dict[str, list[str]] = {}
        self._rounds: set[str] = set()  # the decks that have been gone through
        self.said: set[str] = set()

    def apart(self, part: object) -> Self:
        """Return a writer for one part of the paper: it does not change when others grow."""
        writer = type(self)(self.setting)
        writer.chance = random.Random(f"{self._seed} {part}")  # noqa: S311 -- no secret
        writer.said = self.said
        return writer

    def paragraph(self, deck: str) -> str:
        """Return some sentences of a deck."""
        return " ".join(self.sentence(deck) for _ in range(self.chance.choice(_SENTENCES)))

    def item(self, deck: str) -> str:
        """Return what stands after a dash or a number: a sentence, or two."""
        return " ".join(self.sentence(deck) for _ in range(self.chance.choice((1, 1, 2))))

    def sentence(self, deck: str, *, again: bool = False) -> str:
        """Return a sentence of a deck, filled in; one not said before, unless it may come again."""
        for _ in range(1 if again else _TRIES):
            text = capital(self.fill(self.draw(deck, self._cards(deck))))
            if text not in self.said:
                break
        self.said.add(text)
        return text

    def draw(self, name: str, cards: list[str]) -> str:
        """Take a card; when they have run out they are shuffled anew, the last few to the end."""
        stack = self._stacks.setdefault(name, [])
        if not stack:
            recent = self._recent.get(name, [])[-(len(cards) // 2) :]
            rested = [card for card in cards if card not in recent]
            late = [card for card in recent if card in cards]
            fresh = rested[::-1] if name in _IN_ORDER else self.chance.sample(rested, len(rested))
            stack += late[::-1] + fresh
        card = stack.pop()
        self._recent.setdefault(name, []).append(card)
        return card

    def _cards(self, deck: str) -> list[str]:
        decks, after = bank()["decks"], bank()["after"]
        used_up = deck in self._stacks and not self._stacks[deck]
        if used_up and deck in after:
            self._rounds.add(deck)
        if deck not in self._rounds:
            return list(decks[deck])
        changing = [card for card in decks[deck] if len(_SLOT.findall(card)) >= _CHANGING]
        once = deck in _ONCE
        return [*([] if once else changing), *decks[after[deck]]]

    def fill(self, text: str) -> str:
        """Put words and figures in the place of the braces, and of those inside them."""
        taken: set[str] = set()  # no agency is told to work together with itself
        while _SLOT.search(text):
            text = _SLOT.sub(lambda slot: self._word(slot, taken), text)
        return text

    def _word(self, slot: re.Match[str], taken: set[str]) -> str:
        name = slot[1]
        if slot[2]:
            return self._within(name, int(slot[2]), int(slot[3]))
        if name.lower() in _OF_THE_FIELD:
            word = self.draw(name.lower(), self.field[_OF_THE_FIELD[name.lower()]])
            return capital(word) if name[0].isupper() else word
        if name in {"agency", "province", "delta"}:
            return self._other(name, taken)
        return self._given()[name]()

    def _within(self, name: str, least: int, most: int) -> str:
        if name == "date":
            return written_day(self._earlier(least, most))
        if name in {"no", "month"}:
            return str(self.chance.randint(least, most))
        if name in {"pct", "dec"}:
            tenths = self.chance.randint(least * 10, most * 10 + 9)
            return figure(tenths / 10, 1)
        return figure(self.chance.randint(least, most))

    def _other(self, name: str, taken: set[str]) -> str:
        names = self._names(name)
        free = [one for one in names if one not in taken and one != self.setting.issuer]
        word = self.draw(name, names)
        if word not in free:
            word = self.chance.choice(free)
        taken.add(word)
        return word

    def _names(self, kind: str) -> list[str]:
        names = bank()["names"]
        if kind == "agency":
            return [*names["agencies"], *self.field["agencies"]]
        return list(names["provinces" if kind == "province" else kind])

    def _given(self) -> dict[str, Callable[[], str]]:
        setting = self.setting
        return {
            "subject": lambda: str(self.field["subject"]),
            "issuer": lambda: setting.issuer,
            "code": lambda: setting.code,
            "title": lambda: setting.title,
            "year": lambda: str(setting.day.year),
            "year2": lambda: str(setting.day.year + 1),
            "month": lambda: str(self.chance.randint(1, max(setting.day.month - 1, 1))),
            "quarter": lambda: self.chance.choice(_QUARTERS),
        }

    def _earlier(self, least: int, most: int) -> date:
        day = self.setting.day - timedelta(days=self.chance.randint(least, most))
        return day - timedelta(days=max(day.weekday() - 4, 0))  # offices are closed at weekends


def capital(text: str) -> str:
    """Return the text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]
