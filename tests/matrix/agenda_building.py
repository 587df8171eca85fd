"""The decisions on building an agenda."""

from tests.matrix.deciding import to
from tests.matrix.people import DESK

BUILDING = {
    "placing.move": to("item", DESK, form={"way": "down"}),
}
