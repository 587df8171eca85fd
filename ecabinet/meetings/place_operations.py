"""Where a session is held: its room, the remote sites that are connected, and who sits where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecabinet.bodies.actors import Actor, today
from ecabinet.core.database import session
from ecabinet.core.errors import Invalid, Overtaken, Refused, require
from ecabinet.core.events import record
from ecabinet.core.words import N_
from ecabinet.meetings import events
from ecabinet.meetings.models import Meeting
from ecabinet.meetings.operations import BEGUN, MOVED
from ecabinet.meetings.place_queries import list_in_same_room
from ecabinet.meetings.policy import may_prepare
from ecabinet.meetings.publishing_operations import note_change
from ecabinet.meetings.seating import proposed
from ecabinet.venues.models import Site, Venue

TAKEN = N_("The room is taken at that time. Please say why it is needed all the same.")
NO_SUCH_ROOM = N_("Please choose a room of this body.")
NO_SUCH_SITE = N_("Please choose remote sites of this body.")
NO_ROOM = N_("Please choose a room with a seat map first.")
NO_SUCH_SEAT = N_("This seat is not in the room's seat map.")
SEAT_TWICE = N_("Two people have been given this seat.")
OVER = N_("The session is over.")
NOT_CALLED = N_("This person was not called to the session.")


@dataclass(frozen=True)
class Where:
    """A room and remote sites, as they were chosen; `reason` for a room that is taken at that time."""

    venue: Venue | None
    sites: Sequence[Site] = ()
    reason: str = ""


def choose_place(actor: Actor, meeting: Meeting, where: Where, revision: int) -> None:
    """Choose the room and the remote sites of a session. A room that is taken is said, and kept with a reason."""
    require(may_prepare(actor, meeting))
    if meeting.is_over or meeting.is_running:
        raise Refused(BEGUN)
    if revision != meeting.revision:
        raise Overtaken
    _refuse_foreign(meeting, where)
    meeting.revision += 1
    _connect(actor, meeting, where.sites)
    if (where.venue.id if where.venue else None) != meeting.venue_id:
        _enter(actor, meeting, where)


def assign_seats(actor: Actor, meeting: Meeting, labels: Mapping[str, str], revision: int) -> None:
    """Say who sits where, by account; "" leaves somebody without a seat. Whoever is not named keeps theirs."""
    require(may_prepare(actor, meeting))
    if meeting.is_over:
        raise Refused(OVER)
    if revision != meeting.revision:
        raise Overtaken
    wanted = {each.account_id: each.seat or "" for each in meeting.invitations}
    if strange := labels.keys() - wanted.keys():
        raise Invalid(**{f"seat-{each}": NOT_CALLED for each in strange})
    wanted |= labels
    _refuse_seats(meeting, wanted)
    _sit_down(meeting, wanted)
    meeting.revision += 1
    record(events.SeatsAssigned(**_told(actor, meeting), count=_seated(meeting)))


def seat_by_rank(actor: Actor, meeting: Meeting, revision: int) -> None:
    """Let everybody who comes into the room sit by rank, whatever was said before."""
    require(may_prepare(actor, meeting))
    if meeting.is_over:
        raise Refused(OVER)
    if revision != meeting.revision:
        raise Overtaken
    if meeting.venue is None or not meeting.venue.seats:
        raise Refused(NO_ROOM)
    _sit_down(meeting, dict.fromkeys([each.account_id for each in meeting.invitations], ""))
    _seat_the_rest(meeting)
    meeting.revision += 1
    record(events.SeatsAssigned(**_told(actor, meeting), count=_seated(meeting)))


def _refuse_foreign(meeting: Meeting, where: Where) -> None:
    venue, sites = where.venue, where.sites
    if venue and venue.body_id != meeting.body_id:
        raise Invalid(venue_id=NO_SUCH_ROOM)
    if venue and venue.id != meeting.venue_id:
        venue.refuse_if_closed(today())
    if any(each.body_id != meeting.body_id for each in sites):
        raise Invalid(sites=NO_SUCH_SITE)
    for each in sites:
        if each not in meeting.sites:
            each.refuse_if_closed(today())


def _connect(actor: Actor, meeting: Meeting, sites: Sequence[Site]) -> None:
    if {each.id for each in sites} == {each.id for each in meeting.sites}:
        return
    meeting.sites[:] = sites
    kept = {each.id for each in sites}
    for each in meeting.invitations:
        if each.site_id not in kept:
            each.site_id = None
    record(events.SitesConnected(**_told(actor, meeting), count=len(sites)))


def _enter(actor: Actor, meeting: Meeting, where: Where) -> None:
    taken = list_in_same_room(actor, meeting, where.venue.id if where.venue else None)
    if taken and not where.reason.strip():
        raise Invalid(reason=TAKEN)
    meeting.venue = where.venue
    meeting.venue_id = where.venue.id if where.venue else None
    meeting.place = where.venue.place if where.venue else ""
    _sit_down(meeting, dict.fromkeys([each.account_id for each in meeting.invitations], ""))
    _seat_the_rest(meeting)
    told = _told(actor, meeting)
    title, reason = meeting.place, where.reason.strip() if taken else ""
    record(events.RoomChosen(**told, title=title, taken=len(taken), reason=reason))
    if meeting.is_published:
        record(events.MeetingChanged(**told))
        note_change(actor, meeting, MOVED, {})


def _refuse_seats(meeting: Meeting, wanted: Mapping[str, str]) -> None:
    if meeting.venue is None or not meeting.venue.seats:
        raise Refused(NO_ROOM)
    known = {each.label for each in meeting.venue.seats}
    before = {each.account_id: each.seat or "" for each in meeting.invitations}
    counts = Counter(filter(None, wanted.values()))
    problems = {}
    for account_id, label in wanted.items():
        if label and label not in known and label != before[account_id]:
            problems[f"seat-{account_id}"] = NO_SUCH_SEAT
        elif label and counts[label] > 1:
            problems[f"seat-{account_id}"] = SEAT_TWICE
    if problems:
        raise Invalid(**problems)


def _sit_down(meeting: Meeting, wanted: Mapping[str, str]) -> None:
    """Everybody who changes seats stands up first: no seat is held by two at any moment."""
    changing = [
        each for each in meeting.invitations if (each.seat or "") != wanted[each.account_id]
    ]
    for each in changing:
        each.seat = None
    session().flush()
    for each in changing:
        each.seat = wanted[each.account_id] or None


def _seat_the_rest(meeting: Meeting) -> None:
    if meeting.venue is None:
        return
    session().flush()
    seats = proposed(meeting.venue.seats, meeting.invitations)
    for each in meeting.invitations:
        each.seat = seats.get(each.account_id, each.seat)


def _seated(meeting: Meeting) -> int:
    return sum(each.seat is not None for each in meeting.invitations)


def _told(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    return {"actor_id": actor.id, "body_id": meeting.body_id, "meeting_id": meeting.id}
