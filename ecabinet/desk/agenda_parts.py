"""An agenda as it is shown: by parts, each item with its papers, one's own position and the time it is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ecabinet.agenda.models import Group, Item, Position, Stand, State
from ecabinet.agenda.queries import (
    Withheld,
    count_positions,
    list_items,
    list_my_positions,
    list_withheld,
)
from ecabinet.agenda.timing import Slot, Span, minutes_over, schedule
from ecabinet.bodies.actors import Actor
from ecabinet.meetings.models import Meeting
from ecabinet.papers.queries import Listed, list_papers_of_items


@dataclass(frozen=True)
class Line:
    """An item and what one person is shown beside it."""

    is_open: ClassVar[bool] = True

    item: Item
    papers: Sequence[Listed]
    position: Position | None
    counts: Mapping[str, int]  # positions by stand, for those who may see them all
    begins: datetime
    ends: datetime

    @property
    def ready(self) -> int:
        return sum(each.ready is not None for each in self.papers)

    @property
    def opened(self) -> int:
        return sum(each.reading is not None for each in self.papers)

    @property
    def withdrawn(self) -> bool:
        return self.item.state is State.WITHDRAWN

    @property
    def is_undisputed(self) -> bool:
        """Whether every member has said that they have no objection."""
        voters = sum(each.votes for each in self.item.meeting.invitations)
        return voters > 0 and self.counts.get(Stand.NO_OBJECTION, 0) == voters


@dataclass(frozen=True)
class Gap:
    """A place of the agenda of which one person is shown the number, and why no more."""

    is_open: ClassVar[bool] = False

    item: Withheld
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Part:
    """The items that are dealt with in one way."""

    group: Group
    rows: Sequence[Line | Gap]

    @property
    def begins(self) -> datetime | None:
        return self.rows[0].begins if self.rows else None

    @property
    def ends(self) -> datetime | None:
        return self.rows[-1].ends if self.rows else None


@dataclass(frozen=True)
class Agenda:
    """What one person sees of an agenda: items, and between them the places that are not open to them."""

    meeting: Meeting
    rows: Sequence[Line | Gap]

    @property
    def lines(self) -> Sequence[Line]:
        return [each for each in self.rows if isinstance(each, Line)]

    @property
    def parts(self) -> Sequence[Part]:
        return [each for each in self.groups if each.rows]

    @property
    def groups(self) -> Sequence[Part]:
        """Every group, those too in which there is nothing yet."""
        of = {group: [each for each in self.rows if each.item.group is group] for group in Group}
        return [Part(group, rows) for group, rows in of.items()]

    @property
    def minutes(self) -> int:
        return sum(_minutes(each.item) for each in self.rows)

    @property
    def ends(self) -> datetime:
        return self.rows[-1].ends if self.rows else self.meeting.starts_at

    @property
    def minutes_over(self) -> int:
        """By how many minutes it passes the end that is planned for the session."""
        return minutes_over(self.ends, self.meeting.ends_at)

    @property
    def without_papers(self) -> int:
        """How many items have no paper that can be read."""
        return sum(not each.ready and not each.withdrawn for each in self.lines)

    def around(self, item: Item) -> tuple[Item | None, Item | None]:
        """Return the items before and after one."""
        items = [each.item for each in self.lines]
        place = next(n for n, each in enumerate(items) if each.id == item.id)
        before = items[place - 1] if place else None
        after = items[place + 1] if place + 1 < len(items) else None
        return before, after


def look_at_agenda(actor: Actor, meeting: Meeting) -> Agenda:
    """Return what `actor` may see of an agenda, in a constant number of statements."""
    items = list_items(actor, meeting)
    papers = list_papers_of_items(actor, [each.id for each in items])
    mine, counts = list_my_positions(actor, meeting), count_positions(actor, meeting)
    places: list[Item | Withheld] = [*items, *list_withheld(actor, meeting)]
    places.sort(key=lambda each: each.place)
    due = schedule([_minutes(each) for each in places], [Span(*each) for each in meeting.spans])

    def row(item: Item | Withheld, slot: Slot) -> Line | Gap:
        if isinstance(item, Withheld):
            return Gap(item, slot.begins, slot.ends)
        own, said = mine.get(item.id), counts.get(item.id, {})
        return Line(item, papers.get(item.id, ()), own, said, slot.begins, slot.ends)

    return Agenda(meeting, [row(*each) for each in zip(places, due, strict=True)])


def _minutes(item: Item | Withheld) -> int:
    is_off = isinstance(item, Item) and item.state is State.WITHDRAWN
    return 0 if is_off else item.minutes
