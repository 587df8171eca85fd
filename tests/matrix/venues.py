"""Rooms, seat maps and remote sites; where and in which sittings a session is held."""

from ecabinet.core.database import session
from ecabinet.core.ids import new_id
from ecabinet.core.transaction import run
from ecabinet.venues.models import Seat, Site, Venue
from tests.matrix.deciding import everywhere, to
from tests.matrix.people import DESK

KEEPERS = frozenset({"officer", "head"})
OTHER_KEEPERS = frozenset({"other_officer", "other_head"})
ROOM = {"name": "Phòng họp"}
MAP = {"rows": "1", "columns": "1", "seat-1-1": "A1"}
SITTING = {"day-1": "2099-01-05", "begins-1": "08:00", "ends-1": "11:00"}
SEEN = {
    "venue": {"kept": KEEPERS, "there": OTHER_KEEPERS},
    "site": {"kept": KEEPERS, "there": OTHER_KEEPERS},
}
VENUES = {
    "venues.index": everywhere(DESK),
    "venues.new": everywhere(DESK),
    "venues.add": everywhere(DESK, form=ROOM),
    "venues.edit": to("venue", DESK),
    "venues.change": to("venue", DESK, form=ROOM),
    "venues.close": to("venue", DESK),
    "venues.seats": to("venue", DESK),
    "venues.draw": to("venue", DESK, form=MAP),
    "venues.new_site": everywhere(DESK),
    "venues.add_site": everywhere(DESK, form=ROOM),
    "venues.edit_site": to("site", DESK),
    "venues.change_site": to("site", DESK, form=ROOM),
    "venues.close_site": to("site", DESK),
    "places.sittings": to("meeting", DESK),
    "places.plan": to("meeting", DESK, form=SITTING),
    "places.place": to("meeting", DESK),
    "places.choose": to("meeting", DESK, form={"sites": "@site"}),
    "places.seats": to("meeting", DESK),
    "places.seat": to("meeting", DESK, form={"seat-@minister": "A1"}),
    "places.seat_all": to("meeting", DESK),
}


def build(house):
    """Give either body a room with one seat, and a remote site."""
    run(lambda: _build(house))


def _build(house):
    for situation, body in (("kept", house.cabinet.body), ("there", house.cabinet.other_body)):
        venue = Venue(id=new_id(), body_id=body, name="Phòng họp", rows=1, columns=1)
        venue.seats = [Seat(id=new_id(), row=1, column=1, label="A1")]
        site = Site(id=new_id(), body_id=body, name="Điểm cầu")
        session().add_all([venue, site])
        house.put("venue", situation, id=venue.id)
        house.put("site", situation, id=site.id)
        if situation == "kept":
            house.names["here"]["site"] = site.id
        else:
            house.names["there"]["site"] = site.id
