"""Who lets a session out, puts it off or calls it off."""

from tests.matrix.deciding import to
from tests.matrix.people import CHAIRS, HEADS

HALT = CHAIRS | HEADS
SURE = {"reason": "Có lý do.", "sure": "yes"}
NEW_TIME = {"day": "2099-01-05", "time": "08:00"}

PUBLISHING = {
    "publishing.ask": to("meeting", HEADS),
    "publishing.publish": to("meeting", HEADS, form={"late": "yes"}),
    "publishing.take_back": to("meeting", HEADS),
    "halting.ask_to_postpone": to("meeting", HALT),
    "halting.postpone": to("meeting", HALT, form=SURE),
    "halting.ask_to_call_again": to("meeting", HALT),
    "halting.call": to("meeting", HALT, form=NEW_TIME),
    "halting.ask_to_cancel": to("meeting", HALT),
    "halting.cancel": to("meeting", HALT, form=SURE),
}
