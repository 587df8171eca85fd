"""What stands in the way of a session, without a database. It is said before anybody presses; nothing of it forbids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ecabinet.core.words import N_


class Kind(StrEnum):
    NO_CHAIR = "no_chair"
    CHAIR_ABSENT = "chair_absent"
    NO_QUORUM = "no_quorum"
    ROOM_TAKEN = "room_taken"
    ROOM_CLOSED = "room_closed"
    ROOM_SMALL = "room_small"
    CALLED_ELSEWHERE = "called_elsewhere"
    NO_ITEMS = "no_items"
    DAYS_SHORT = "days_short"
    YEAR_MISSING = "year_missing"


SENTENCES = {
    Kind.NO_CHAIR: N_("%(name)s, who is to preside, is no member of the body on that day."),
    Kind.CHAIR_ABSENT: N_("%(name)s, who is to preside, has said that they cannot attend."),
    Kind.NO_QUORUM: N_(
        "The quorum of %(quorum)s cannot be reached: %(coming)s of %(members)s members can still come."
    ),
    Kind.ROOM_TAKEN: N_("The room is taken at that time: %(titles)s."),
    Kind.ROOM_CLOSED: N_("The room is offered no longer on that day."),
    Kind.ROOM_SMALL: N_("The room holds %(capacity)s people; %(called)s are called."),
    Kind.CALLED_ELSEWHERE: N_("Called to another session at the same time: %(names)s."),
    Kind.NO_ITEMS: N_("There is no item on the agenda yet."),
    Kind.DAYS_SHORT: N_(
        "The rules ask for papers %(asked)s working days ahead; %(missing)s are missing."
    ),
    Kind.YEAR_MISSING: N_(
        "The public holidays of %(year)s are not in the calendar yet, so the working days are not reckoned."
    ),
}


@dataclass(frozen=True)
class Hurdle:
    """One thing that stands in the way: a sentence (a message id) and what fills it."""

    kind: Kind
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return SENTENCES[self.kind]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a session. `items` None: whoever asks does not know the agenda."""

    chair: str
    chair_in_office: bool = True
    chair_comes: bool = True
    members: int
    can_come: int  # who has said so, by a way that counts, or has not answered yet
    quorum: int
    called: int = 0  # into the room
    capacity: int = 0
    room_offered: bool = True
    in_same_room: Sequence[str] = ()  # titles of sessions
    called_elsewhere: Sequence[str] = ()  # names of people
    items: int | None = None
    days_asked: int = 0
    days_missing: int = 0
    missing_year: int | None = None


def list_hurdles(facts: Facts) -> list[Hurdle]:
    """Return what stands in the way, the gravest first."""
    return [*_of_people(facts), *_of_the_room(facts), *_of_preparation(facts)]


def _of_people(facts: Facts) -> list[Hurdle]:
    found = []
    if not facts.chair_in_office:
        found.append(Hurdle(Kind.NO_CHAIR, {"name": facts.chair}))
    elif not facts.chair_comes:
        found.append(Hurdle(Kind.CHAIR_ABSENT, {"name": facts.chair}))
    if facts.can_come < facts.quorum or not facts.members:
        values = {"quorum": facts.quorum, "coming": facts.can_come, "members": facts.members}
        found.append(Hurdle(Kind.NO_QUORUM, _said(values)))
    if facts.called_elsewhere:
        found.append(Hurdle(Kind.CALLED_ELSEWHERE, {"names": ", ".join(facts.called_elsewhere)}))
    return found


def _of_the_room(facts: Facts) -> list[Hurdle]:
    found = []
    if facts.in_same_room:
        titles = "; ".join(f"“{each}”" for each in facts.in_same_room)
        found.append(Hurdle(Kind.ROOM_TAKEN, {"titles": titles}))
    if not facts.room_offered:
        found.append(Hurdle(Kind.ROOM_CLOSED))
    if 0 < facts.capacity < facts.called:
        values = {"capacity": facts.capacity, "called": facts.called}
        found.append(Hurdle(Kind.ROOM_SMALL, _said(values)))
    return found


def _of_preparation(facts: Facts) -> list[Hurdle]:
    found = []
    if facts.items == 0:
        found.append(Hurdle(Kind.NO_ITEMS))
    if facts.missing_year is not None:
        found.append(Hurdle(Kind.YEAR_MISSING, {"year": str(facts.missing_year)}))
    elif facts.days_missing > 0:
        values = {"asked": facts.days_asked, "missing": facts.days_missing}
        found.append(Hurdle(Kind.DAYS_SHORT, _said(values)))
    return found


def _said(values: Mapping[str, int]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
