"""Decisions on emergency readings: who asks, who agrees, who knows that one was asked for."""

from tests.matrix.deciding import everywhere, to
from tests.matrix.people import ADMIN, ALL, AUDIT

AGREE = frozenset({"head", "chair"})
KNOW_OF_IT = AGREE | ADMIN | AUDIT | {"officer", "agency"}
EMERGENCIES = {
    "emergencies.agree": to("emergency", AGREE),
    "emergencies.ask": everywhere(ADMIN | AUDIT, form={"paper": "/papers/x", "reason": "Cần sửa"}),
    "emergencies.end": to("emergency", AGREE | ADMIN),
    "emergencies.index": everywhere(ALL),
    "emergencies.new": everywhere(ADMIN | AUDIT),
    "emergencies.open_": to("emergency", ADMIN),
    "emergencies.show": to("emergency", ALL),
}
