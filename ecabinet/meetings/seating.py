"""Who sits where before the desk says otherwise, without a database."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from ecabinet.meetings.models import Invitation, Meeting, Reply
from ecabinet.venues.seat_map import by_precedence

STAYS_AWAY = frozenset({Reply.ABSENT, Reply.ONLINE})


class Labelled(Protocol):
    @property
    def row(self) -> int: ...

    @property
    def column(self) -> int: ...

    @property
    def label(self) -> str: ...


def proposed(seats: Sequence[Labelled], called: Iterable[Invitation]) -> dict[str, str]:
    """Return a seat for whoever has none, by account, in order of rank; who sits already stays.

    Who said that they do not come into the room needs none. Where seats are fewer than people, the last go without.
    """
    people = sorted(called, key=lambda each: (each.rank, each.id))
    taken = {each.seat for each in people if each.seat}
    free = [each.label for each in by_precedence(seats) if each.label not in taken]
    waiting = [each for each in people if not each.seat and each.reply not in STAYS_AWAY]
    return {each.account_id: label for each, label in zip(waiting, free, strict=False)}


def hold_at(meeting: Meeting, place: str) -> None:
    """Hold a session at a place in words. Where that does not name its room it leaves the room, and all the seats."""
    if meeting.venue_id and place.strip() != meeting.place:
        meeting.venue = meeting.venue_id = None
        for each in meeting.invitations:
            each.seat = None
    meeting.place = place.strip()
