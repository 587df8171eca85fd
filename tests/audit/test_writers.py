"""Many write to one chain at once: it stays whole, and no place in it is left out."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from sqlalchemy import select

from ecabinet.audit import checkpoints
from ecabinet.audit.models import Entry
from ecabinet.audit.trail import verify
from ecabinet.bodies.events import AgencyAdded
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Refused
from ecabinet.core.events import record
from ecabinet.core.transaction import run

WRITERS, EACH = 8, 25


def deed(body_id, writer, number):
    for _ in range(1 + number % 3):
        told = {"actor_id": f"writer{writer}", "body_id": body_id}
        record(AgencyAdded(agency_id="x", title=f"{number}", **told))
    if number % 5 == 4:
        raise Refused("No.")


def work(body_id, writer):
    for number in range(EACH):
        with suppress(Refused):
            run(partial(deed, body_id, writer, number))
        if writer == 0 and number % 10 == 0:
            checkpoints.seal()


def places(chain):
    query = select(Entry.position).where(Entry.chain == chain).order_by(Entry.position)
    with reading():
        return session().scalars(query).all()


def test_eight_write_and_some_fail_and_the_chain_has_no_gap(cabinet):
    before = len(places(cabinet.body))
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(partial(work, cabinet.body), range(WRITERS)))
    each = sum(1 + number % 3 for number in range(EACH) if number % 5 != 4)
    assert places(cabinet.body) == list(range(1, before + WRITERS * each + 1))
    with reading():
        assert list(verify()) == []
