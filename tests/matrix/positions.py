"""The decisions on positions before a session: taking them, preparing them for a member."""

from tests.matrix.deciding import DENIED, MISSING, to
from tests.matrix.people import CHAIRS, DESK, MEMBERS, MINISTERS

NOT_YET = {"draft": frozenset()}  # nobody is called to what is being prepared
AT_THE_TABLE = MINISTERS | CHAIRS | DESK | {"assistant"}
ASSISTANT = {"assistant"}
PREPARED = {"stand": "no_objection", "revision": "0"}
FOR_A_MEMBER = {"more": {"member_id": "@minister"}}

POSITIONS = {
    "positions.ask": to("item", MEMBERS, instead=NOT_YET),
    "positions.take": to(
        "item", MEMBERS, instead=NOT_YET, form={"stand": "no_objection", "seq": "1"}
    ),
    "positions.ask_for_rest": to("meeting", MEMBERS, instead=NOT_YET),
    "positions.take_the_rest": to(
        "meeting", MEMBERS, instead=NOT_YET, form={"item_ids": "@meeting_id"}
    ),
    "positions.ask_for_draft": to("item", ASSISTANT, no=DENIED, **FOR_A_MEMBER),
    "positions.prepare": to("item", ASSISTANT, form=PREPARED, **FOR_A_MEMBER),
    "positions.withdraw": to("item", ASSISTANT, **FOR_A_MEMBER),
}
CONSENT = {
    "consent.show": to("meeting", AT_THE_TABLE, instead={"draft": frozenset()}),
    "consent.adopt": to("meeting", CHAIRS, form={"item_ids": "@meeting_id"}),
    "consent.off": to("item", MEMBERS, form={"item_id": "@item_id"}, told={"agency": MISSING}),
}
POSITION_MESSAGES = {
    "rest": to(
        "meeting",
        MEMBERS,
        instead=NOT_YET,
        form={"meeting": "@meeting_id", "items": ["none"]},
    ),
}
