"""What stands in the way of a session, in words."""

from dataclasses import replace

import pytest

from ecabinet.meetings.hurdles import SENTENCES, Facts, Kind, list_hurdles

pytestmark = pytest.mark.once
NOTHING = Facts(chair="Trần Minh Đức", members=5, can_come=5, quorum=4, called=5, items=3)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"chair_in_office": False}, Kind.NO_CHAIR),
        ({"chair_comes": False}, Kind.CHAIR_ABSENT),
        ({"can_come": 3}, Kind.NO_QUORUM),
        ({"members": 0, "can_come": 0, "quorum": 0}, Kind.NO_QUORUM),
        ({"in_same_room": ["Phiên họp khác"]}, Kind.ROOM_TAKEN),
        ({"room_offered": False}, Kind.ROOM_CLOSED),
        ({"capacity": 4}, Kind.ROOM_SMALL),
        ({"called_elsewhere": ["Vũ An Khang"]}, Kind.CALLED_ELSEWHERE),
        ({"items": 0}, Kind.NO_ITEMS),
        ({"days_asked": 5, "days_missing": 2}, Kind.DAYS_SHORT),
        ({"days_missing": 2, "missing_year": 2101}, Kind.YEAR_MISSING),
    ],
)
def test_each_is_said_alone_and_its_sentence_is_filled(facts, kind):
    found = list_hurdles(replace(NOTHING, **facts))
    assert [each.kind for each in found] == [kind]
    assert "%" not in found[0].sentence % found[0].values


def test_nothing_stands_in_the_way():
    assert list_hurdles(NOTHING) == []
    assert list_hurdles(replace(NOTHING, can_come=4, capacity=5, items=None)) == []
    assert set(SENTENCES) == set(Kind)
