"""The demonstration's rooms with their seat maps, and the remote sites that are connected to a session."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ecabinet.bodies.actors import Actor
from ecabinet.bodies.queries import find_body
from ecabinet.core.database import session
from ecabinet.demo.people import SINCE
from ecabinet.demo.teller import Teller
from ecabinet.meetings.part_operations import plan_sittings
from ecabinet.meetings.place_operations import Where, choose_place
from ecabinet.meetings.queries import find_meeting
from ecabinet.venues.models import Site
from ecabinet.venues.operations import (
    SiteDraft,
    VenueDraft,
    add_site,
    add_venue,
    draw_seats,
)
from ecabinet.venues.queries import find_venue, list_sites
from ecabinet.venues.seat_map import full

ROWS, COLUMNS = 4, 10
EQUIPMENT = "Màn chiếu, hệ thống biểu quyết, thiết bị họp trực tuyến."
SITES = (("Điểm cầu Bộ Y tế", "BYT"), ("Điểm cầu Bộ Xây dựng", "BXD"), ("Điểm cầu Cần Thơ", ""))


@dataclass(frozen=True)
class Secretariat:
    """Who prepares and who approves, and where the session sits."""

    officer: str
    head: str
    body_id: str
    place: str


class Places:
    """Where the two bodies of the demonstration meet, by the body's id."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        self._rooms: dict[str, str] = {}

    def furnish(self) -> None:
        """Give either body a room, and the Government remote sites, on the first working day there is."""
        found = self._teller.found
        at = datetime.combine(SINCE, time(9), self._teller.zone)
        government = VenueDraft(
            "Phòng họp số 1", "Trụ sở Chính phủ", 60, EQUIPMENT, "https://hop.example.gov.vn/p1"
        )
        province = VenueDraft("Phòng họp A", "Trụ sở Ủy ban", 40, EQUIPMENT)
        self._rooms[found.government] = self._room("officer1", found.government, government, at)
        self._rooms[found.province] = self._room("tinh-officer1", found.province, province, at)
        self._teller.do("officer1", at, self._connect)

    def enter(self, officer: str, meeting_id: str, at: datetime) -> None:
        """Hold a session in its body's room, if it has been given one; the Government's with the remote sites."""
        self._teller.do(officer, at, lambda actor: self._enter(actor, meeting_id))

    def spread(self, officer: str, meeting_id: str, at: datetime) -> None:
        """Hold a session on two days: a morning and an afternoon, and the next morning."""
        self._teller.do(officer, at, lambda actor: _spread(actor, meeting_id))

    def _room(self, officer: str, body_id: str, draft: VenueDraft, at: datetime) -> str:
        def add(actor: Actor) -> str:
            venue = add_venue(actor, find_body(actor, body_id), draft)
            session().flush()
            draw_seats(actor, venue, (ROWS, COLUMNS), full(ROWS, COLUMNS), 0)
            return venue.id

        return self._teller.do(officer, at, add)

    def _connect(self, actor: Actor) -> None:
        found = self._teller.found
        body = find_body(actor, found.government)
        for number, (name, code) in enumerate(SITES, 1):
            link = f"https://hop.example.gov.vn/dc{number}"
            add_site(actor, body, SiteDraft(name, "", found.agencies.get(code), link))

    def _enter(self, actor: Actor, meeting_id: str) -> None:
        meeting = find_meeting(actor, meeting_id, lock=True)
        if meeting.body_id not in self._rooms:
            return
        sites: list[Site] = list(list_sites(actor, meeting.body_id))
        where = Where(find_venue(actor, self._rooms[meeting.body_id]), sites)
        choose_place(actor, meeting, where, meeting.revision)


def _spread(actor: Actor, meeting_id: str) -> None:
    meeting = find_meeting(actor, meeting_id, lock=True)
    first, hour = meeting.starts_at, timedelta(hours=1)
    spans = [
        (first, first + 3.5 * hour),
        (first + 6 * hour, first + 9 * hour),
        (first + 24 * hour, first + 27 * hour),
    ]
    plan_sittings(actor, meeting, spans, meeting.revision)
