"""Who may drop a session's files, look into its tray and move its papers."""

from tests.matrix.deciding import MISSING, to
from tests.matrix.people import DESK

FALLING = {
    "falling.tray": to("meeting", DESK),
    "falling.take": to("meeting", DESK),
    "falling.ask_to_move": to("paper", DESK),
    "falling.move": to("paper", DESK),
    "falling.put_back": to("paper", (), no=MISSING),  # none of these was thrown away
}
