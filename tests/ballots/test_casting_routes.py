"""Names of fields are sent by anybody: what no column keeps calls no ballot, and brings nothing down."""

import pytest

JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    "sent",
    [
        {"choice-a\0b": "for_", "seq-a\0b": "1"},
        {"seq-a\0b": "1"},
        {"choice-\ud7ff\x08": "for_"},
        {"choice-" + "x" * 70_000: "for_"},
    ],
)
@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_name_that_no_column_keeps_calls_no_ballot(stage, sign_in, sent, headers):
    address = f"/meetings/{stage.start().meeting}/votes"
    reply = sign_in("minister").post(address, data=sent, headers=headers)
    assert reply.status_code == (422 if headers and "seq-a\0b" in sent and len(sent) == 1 else 404)
