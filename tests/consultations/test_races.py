"""Acknowledged is counted: members answer and change their minds while the clock closes, in real threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

from sqlalchemy import func, select

from ecabinet.audit.models import Entry
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.consultations.jobs import close_what_is_overdue
from ecabinet.consultations.models import Answer, Consultation, Form
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed
from ecabinet.core.transaction import run
from tests.consultations.asking import AGREE, MEMBERS, OTHER, Asking

CLOSERS, VERSIONS = 3, 12
LONG_PAST = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)


def pass_the_due_time(asking):
    session().get_one(Consultation, asking.id).due_at = LONG_PAST


def race(asking):
    """Let every member answer again and again until it is closed under them; return what was acknowledged last."""
    barrier, under_way = Barrier(len(MEMBERS) + CLOSERS), Event()

    def answering(who):
        acknowledged = None
        barrier.wait()
        for seq in range(1, VERSIONS + 1):
            try:
                receipt = asking.answer(who, AGREE if seq % 2 else OTHER, seq)
            except Closed:
                break
            acknowledged = (seq, receipt.code)
            under_way.set()
        return asking.cabinet.id(who), acknowledged

    def closing():
        barrier.wait()
        assert under_way.wait(20)
        close_what_is_overdue()

    with ThreadPoolExecutor(len(MEMBERS) + CLOSERS) as pool:
        answers = [pool.submit(answering, who) for who in MEMBERS]
        for end in [pool.submit(closing) for _ in range(CLOSERS)]:
            end.result()
        return dict(each.result() for each in answers)


def test_what_was_acknowledged_is_counted_and_it_closes_once(cabinet):
    run(lambda: system_actor(CLOCK))
    asking = Asking(cabinet).send()
    run(lambda: pass_the_due_time(asking))
    acknowledged = race(asking)
    with reading() as current:
        counted = {
            form.account_id: (answer.seq, answer.receipt)
            for form, answer in current.execute(
                select(Form, Answer)
                .join(Answer, Answer.form_id == Form.id)
                .where(Answer.stands.is_not(None))
            )
        }
        closings = current.scalar(select(func.count()).where(Entry.event == "consultation.closed"))
    assert counted == {account: said for account, said in acknowledged.items() if said}
    assert closings == 1
    result = asking.look("officer").result[asking.question_ids[0]]
    assert result["answered"] == len(counted)


def test_the_same_answer_sent_many_times_at_once_is_one(cabinet):
    asking = Asking(cabinet).send()
    barrier = Barrier(6)

    def send(_):
        barrier.wait()
        return asking.answer("minister", OTHER, 1)

    with ThreadPoolExecutor(6) as pool:
        receipts = set(pool.map(send, range(6)))
    assert len(receipts) == 1
    with reading() as current:
        assert current.scalar(select(func.count()).select_from(Answer)) == 1
