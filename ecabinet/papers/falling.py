"""Where a file belongs by its name: "4.2 Tờ trình.pdf" is paper 2 of item 4. Who is not sure says nothing.

A wrong guess costs more than none: a paper on the wrong item is read by the wrong people. So a number counts only where
it stands as one, a title only where it wins clearly, and where the two disagree the file waits for a person.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ecabinet.bodies.naming import folded

LONGEST_TITLE = 500
_SURE = 0.6  # how much of the shorter of two names the other has to hold
_AHEAD = 1.3  # how far the best has to be before the next
_FEW = 3  # Vietnamese words are syllables: two of them are found anywhere
_ITEM_WORDS = r"(?:muc|noi dung|nd|tai lieu|tl|item)(?: so)?"
# At the beginning: 4, 04, 4a, 4.2, 4-2, "muc 4"; a year or a day is no item.
_AHEAD_OF_ALL = re.compile(
    rf"[\s(\[]*(?:{_ITEM_WORDS}\s*)?0*(\d{{1,3}})([a-z]{{0,2}})(?:[.\-_]0*(\d{{1,2}}))?(?![\da-z])"
)
_DAY = re.compile(r"[\s(\[]*\d{1,2}[.\-_ ]\d{1,2}[.\-_ ]\d{4}")
# The number of a document is not that of an item: 128-TTr-BXD, 05_BC_BTC.
_SYMBOL = re.compile(r"[\s(\[]*\d+[-_/](?:ttr|bc|qd|nq|nd|cv|tb|kh|ctr|tt|hd|bb|gm|dt|vb)[-_/]")
_INSIDE = re.compile(r"\b(?:muc|noi dung)(?: so)? 0*(\d{1,3})([a-z]?)\b")
_NUMBER_AHEAD = re.compile(
    r"^[\s(\[]*(?:(?:mục|nội dung|nd|tài liệu|tl|item|muc|noi dung|tai lieu)(?: số| so)?\s*)?"
    r"\d{1,3}[a-z]{0,2}(?:[.\-_]\d{1,2})?(?![\da-z])[\s)\].:_\-–—]*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9]+")
# Which kind a name speaks of; of several the first, but a summary is one of whatever it sums up.
_KINDS = (
    ("submission", ("to trinh", "ttr")),
    ("appraisal", ("tham dinh", "tham tra")),
    ("synthesis", ("tong hop", "tiep thu", "giai trinh")),
    ("draft", ("du thao",)),
    ("evidence", ("minh chung",)),
)
_REPORTS = ("bao cao", "bc")
# They say what a paper is, not what it is about.
_OF_KINDS = frozenset(
    {
        *("to", "trinh", "ttr", "bc", "bao", "cao", "tham", "dinh", "tra", "tong", "hop", "tiep"),
        *(
            "thu",
            "giai",
            "du",
            "thao",
            "tom",
            "tat",
            "ban",
            "ve",
            "so",
            "kem",
            "theo",
            "cua",
            "pdf",
        ),
    }
)


@dataclass(frozen=True)
class Target:
    """An item on which a file may fall, and the titles of the papers that it has already."""

    item_id: str
    label: str
    title: str
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fall:
    """Where a file falls, on no item where it waits for somebody; which place its name asks for, 0 for none."""

    item_id: str | None
    place: int
    kind: str
    title: str


def fall(name: str, targets: Sequence[Target]) -> Fall:
    """Say from the name of a file to which of the items it belongs and what it seems to be."""
    stem = stem_of(name)
    said = _spaced(folded(stem))
    label, place = _number(folded(stem))
    numbered = next((each for each in targets if each.label == label), None) if label else None
    titled = _by_title(said, targets)
    if numbered and titled and numbered != titled:
        numbered = titled = None  # the name contradicts itself
    found = numbered or titled
    return Fall(
        item_id=found.item_id if found else None,
        place=place if found and found is numbered else 0,
        kind=kind_of(said),
        title=title_of(stem),
    )


def stem_of(name: str) -> str:
    """Return the name of a file without folder and ending, composed and without what cannot be shown."""
    last = PurePosixPath(name.replace("\\", "/")).name
    composed = unicodedata.normalize("NFC", last)
    shown = "".join(each if unicodedata.category(each)[0] not in "CZ" else " " for each in composed)
    return re.sub(r"(?i)\.pdf\s*$", "", shown).strip()


def title_of(stem: str) -> str:
    """Return the title that a file without one is given: its name without the number ahead."""
    plain = stem.replace("_", " ")
    if " " not in stem and stem.count("-") > 1:
        plain = stem.replace("-", " ")
    is_document = _SYMBOL.match(folded(stem)) or _DAY.match(folded(stem))
    rest = plain if is_document else _NUMBER_AHEAD.sub("", plain, count=1)
    title = " ".join((rest or plain).split()) or "–"
    return (title[0].upper() + title[1:])[:LONGEST_TITLE]


def kind_of(said: str) -> str:
    """Return the nature of a paper, as far as the folded words of its name tell."""
    if "tom tat" in said:
        return "summary"
    words = f" {said} "
    places = {
        kind: min(places)
        for kind, hints in _KINDS
        if (places := [words.find(f" {each} ") for each in hints if f" {each} " in words])
    }
    if places:
        return min(places, key=lambda kind: places[kind])
    return "report" if any(f" {each} " in words for each in _REPORTS) else "other"


def _number(stem: str) -> tuple[str, int]:
    """Return the label of the item that a folded name speaks of, "" for none, and the paper's place in it."""
    if _DAY.match(stem) or _SYMBOL.match(stem):
        return "", 0
    said = {f"{int(number)}{letter}" for number, letter in _INSIDE.findall(_spaced(stem))}
    place = 0
    if found := _AHEAD_OF_ALL.match(stem):
        number, letters, after = found.groups()
        said.add(f"{number}{letters}")
        place = int(after or 0)
    return (said.pop(), place) if len(said) == 1 else ("", 0)


def _by_title(said: str, targets: Sequence[Target]) -> Target | None:
    """Return the one item whose title, or a paper's of it, the name repeats; None when no one wins clearly."""
    words = frozenset(_WORD.findall(said))
    titles = [(each, _words(title)) for each in targets for title in (each.title, *each.papers)]
    weights = _weights(titles)
    best: dict[Target, float] = {}
    for target, title in titles:
        best[target] = max(best.get(target, 0.0), _likeness(words, title, weights))
    ranked = sorted(best.items(), key=lambda each: -each[1])
    if not ranked or ranked[0][1] < _SURE:
        return None
    clear = len(ranked) == 1 or ranked[0][1] >= ranked[1][1] * _AHEAD
    return ranked[0][0] if clear else None


def _weights(titles: Iterable[tuple[Target, frozenset[str]]]) -> Mapping[str, float]:
    """A word that stands on many items tells little of any."""
    held: dict[Target, set[str]] = {}
    for target, words in titles:
        held.setdefault(target, set()).update(words)
    count = Counter(word for words in held.values() for word in words)
    return {word: 1 / number for word, number in count.items()}


def _likeness(words: frozenset[str], title: frozenset[str], weights: Mapping[str, float]) -> float:
    known = (words & title) - _OF_KINDS
    whole = title - _OF_KINDS
    if not whole or (len(known) < _FEW and known != whole):
        return 0.0
    smaller = min(_weight(words - _OF_KINDS, weights), _weight(whole, weights))
    return _weight(known, weights) / smaller


def _weight(words: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(each, 1.0) for each in words)


def _words(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_spaced(folded(title))))


def _spaced(text: str) -> str:
    """Return folded text with a space where anything stands that is neither letter nor figure."""
    return " ".join(_WORD.findall(text))
