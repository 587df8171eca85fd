"""The decisions on building an agenda."""

from tests.matrix.deciding import to
from tests.matrix.people import DESK

BUILDING = {
    "pasting.ask": to("meeting", DESK),
    "pasting.paste": to(
        "meeting", DESK, form={"text": "1. Nội dung mới", "step": "add", "rows": "0"}
    ),
    "placing.move": to("item", DESK, form={"way": "down"}),
}
