"""What stands around a title in a pasted list: minutes, the agency that presents it, the heading above it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ecabinet.agenda.drafting import MAX_MINUTES
from ecabinet.agenda.models import Group
from ecabinet.bodies.naming import folded

LONGEST_HEADING = 90
LONGEST_BARE = 7  # words
PART = re.compile(r"^(?:(?i:phần|mục|part)\s+)?(?:[IVX]{1,5}|[A-E])\s*[.:)\-–—]\s*")
# A heading says one of these, without its accents; the longer ones first.
HEADINGS = (
    (Group.ADOPT, ("khong thao luan", "thong qua khong", "thong qua ngay", "adopted without")),
    (Group.DISCUSS, ("thao luan", "bieu quyet", "cho y kien", "quyet dinh", "discuss")),
    (Group.INFORMATION, ("de biet", "bao cao", "thong tin", "thong bao", "information")),
)
HOURS = re.compile(
    r"(?:khoảng\s+)?(\d{1,2})\s*(?:giờ|tiếng|h)\s*(?:(\d{1,2})\s*(?:phút|ph|p|')?)?(?!\w|[:\d])",
    re.IGNORECASE,
)
MINUTES = re.compile(
    r"(?:(?:khoảng|thời gian|thời lượng)\s*:?\s*)?(?<!\d)(\d{1,3})\s*(?:phút|ph\b|min(?:utes?)?\b|['’′])",
    re.IGNORECASE,
)
SPAN = re.compile(
    r"(\d{1,2})\s*(?:[:hg]|giờ)\s*(\d{2})?\s*[-–—]\s*(\d{1,2})\s*(?:[:hg]|giờ)\s*(\d{2})?\s*[:.]?",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,200})[)\]]\s*[.;,]?\s*$")
AFTER_DASH = re.compile(r"^(.*\S)\s*(?:\s[-–—|]\s|;)\s*([^-–—|;]{2,200})$")
AROUND = re.compile(
    r"^(?:(?:co quan|don vi|nguoi)(?: chu tri)? (?:trinh|bao cao)\s*:?\s*|do |chu tri\s*:\s*)"
    r"|\s+(?:trinh|bao cao|trinh bay|chu tri|chuan bi)$"
)
BARE_MINUTES = re.compile(r"[0-9]{1,3}")
LEFT_OVER = " \t,;:.–—-|"
AT_THE_END = " \t,;–—-|"


@dataclass(frozen=True)
class Heading:
    group: Group | None  # None: it does not say how what follows is dealt with


@dataclass(frozen=True)
class Words:
    """What was read off a text, and the rest of it."""

    rest: str
    minutes: int | None = None
    agency_id: str | None = None


def heading_of(line: str, *, anywhere: bool) -> Heading | None:
    """Return what a line heads, None where it heads nothing.

    `anywhere`: items have numbers or bullets, so that a line with a Roman number is none of them.
    """
    part = PART.match(line)
    if len(line) > LONGEST_HEADING or not (part or anywhere or line.endswith(":")):
        return None
    words = folded(line[part.end() :] if part else line).strip(" :.")
    group = next(
        (group for group, said in HEADINGS if any(map(words.startswith, _heads(said)))), None
    )
    if group is None and not (part and anywhere):
        return None
    return Heading(group) if part or (group and _is_bare(words)) else None


def read_words(text: str, agencies: Mapping[str, str], *, is_cell: bool = False) -> Words:
    """Take minutes and agency off a text. `agencies`: the id of each by its folded names."""
    text, minutes = _without_minutes(text, is_cell=is_cell)
    if is_cell:
        return Words(text, minutes, agencies.get(_agency_words(text)))
    rest, agency_id = _without_agency(text, agencies)
    return Words(rest.strip(AT_THE_END), minutes, agency_id)


def _heads(said: tuple[str, ...]) -> tuple[str, ...]:
    """A heading may say that it is about items."""
    before = ("", "cac noi dung ", "noi dung ", "nhung noi dung ")
    return tuple(f"{words}{each}" for words in before for each in said)


def _is_bare(words: str) -> bool:
    """Whether a line without a number is no more than a heading."""
    return len(words.split()) <= LONGEST_BARE


def _without_minutes(text: str, *, is_cell: bool) -> tuple[str, int | None]:
    if is_cell and BARE_MINUTES.fullmatch(text):
        return "", _sound(int(text))
    if found := SPAN.search(text):
        begins, ends = (60 * int(found[at]) + int(found[at + 1] or 0) for at in (1, 3))
        return _cut(text, found), _sound(ends - begins)
    for pattern, hours in ((MINUTES, 0), (HOURS, 1)):
        if (hour := HOURS.search(text)) and not hours and hour[2]:
            continue  # 1 giờ 30 phút is no half hour
        if (found := pattern.search(text)) and _stands_apart(text[found.end() :]):
            minutes = 60 * int(found[1]) + int(found[2] or 0) if hours else int(found[1])
            return (_cut(text, found), _sound(minutes)) if _sound(minutes) else (text, None)
    return text, None


def _stands_apart(after: str) -> bool:
    """Whether a time is no word of the title: “30 phút vàng cấp cứu” is."""
    return after.lstrip()[:1] in {"", *")]:;,.|-–—"}


def _sound(minutes: int) -> int | None:
    return minutes if 1 <= minutes <= MAX_MINUTES else None


def _cut(text: str, found: re.Match[str]) -> str:
    """Return the text without what was found, nor the brackets and signs that stood around it alone."""
    before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
    before, after = before.rstrip(AT_THE_END), after.lstrip(LEFT_OVER)
    if before.endswith(("(", "[")) and after.startswith((")", "]")):
        before, after = before[:-1].rstrip(), after[1:].lstrip(LEFT_OVER)
    if after.startswith((")", "]", ",")) or not before or before.endswith(("(", "[")):
        return f"{before}{after}".strip()
    return f"{before} {after}".strip()


def _without_agency(text: str, agencies: Mapping[str, str]) -> tuple[str, str | None]:
    if found := IN_BRACKETS.search(text):
        for part in re.split(r"[,;]", found[1]):
            if agency_id := agencies.get(_agency_words(part)):
                return text[: found.start()].rstrip(), agency_id
    found = AFTER_DASH.match(text)
    if found and (agency_id := agencies.get(_agency_words(found[2]))):
        return found[1], agency_id
    return text, None


def _agency_words(text: str) -> str:
    words = folded(text).strip(" .,;:()[]")
    while (bare := AROUND.sub("", words).strip()) != words:
        words = bare
    return words
