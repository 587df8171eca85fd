"""The decisions on calling people to a session, and on who comes in whose place."""

from tests.matrix.deciding import to
from tests.matrix.people import CHAIRS, MEMBERS, RUN

NOT_YET = {"draft": frozenset()}
EVER = frozenset({"running", "over", "there"})
SENDS = MEMBERS - CHAIRS
WHOSE = {"member_id": "@minister"}

CALLING = {
    "calling.accept": to("meeting", CHAIRS, instead=NOT_YET, nothing=EVER, more=WHOSE),
    "calling.answers": to("meeting", RUN),
    "calling.ask_for_substitute": to("meeting", SENDS, instead=NOT_YET),
    "calling.name_substitute": to(
        "meeting", SENDS, instead=NOT_YET, form={"name": "Nguyễn Lan", "contact": "0912"}
    ),
    "calling.refuse": to("meeting", CHAIRS, instead=NOT_YET, nothing=EVER, more=WHOSE),
}
