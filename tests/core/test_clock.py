from datetime import UTC, date, datetime

import pytest

from ecabinet.core import clock

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def hanoi():
    before = list(clock._zone)
    clock.use_zone("Asia/Ho_Chi_Minh")
    yield
    clock._zone[:] = before


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 16, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_a_day_begins_where_the_people_are(moment, day):
    assert clock.day_of(moment) == day
    with clock.set_to(moment):
        assert clock.day_of(clock.now()) == day
