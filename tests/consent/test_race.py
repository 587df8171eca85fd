"""The chair adopts while a member takes an item off: one of them is first, and nothing is half done."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from ecabinet.agenda.models import Item
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Refused
from tests.consent.listed import LAW, PLAN, Listed

ROUNDS = 3


def test_one_of_them_is_first(cabinet):
    seen = set()
    for _ in range(ROUNDS):
        meeting = Listed(cabinet).opened()
        barrier = Barrier(3)

        def attempt(deed, *given, barrier=barrier):
            barrier.wait()
            try:
                deed(*given)
            except Refused:  # Closed is one
                return False
            return True

        with ThreadPoolExecutor(3) as pool:
            adopting = pool.submit(attempt, meeting.adopt, PLAN, LAW)
            others = [
                pool.submit(attempt, meeting.take_off, who, LAW) for who in ("health", "finance")
            ]
            adopted, off = adopting.result(), [each.result() for each in others]
        with reading():
            wanted = list(meeting.items.values())
            decided = session().query(Item).filter(Item.id.in_(wanted), Item.outcome.is_not(None))
            assert decided.count() == (2 if adopted else 0)
        assert off == [not adopted] * 2
        seen.add(adopted)
    assert seen
