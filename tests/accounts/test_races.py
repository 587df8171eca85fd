"""What is good once is good once, also for eight who bring it in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

from ecabinet.accounts import challenges, codes, recovery
from ecabinet.accounts.challenges import Purpose
from ecabinet.accounts.models import Account
from ecabinet.accounts.recovery_codes import use_code
from ecabinet.bodies.people_queries import find_person
from ecabinet.bodies.recovery import (
    agree_to_recovery,
    ask_for_recovery,
    find_recovery,
    refuse_recovery,
)
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Refusal
from ecabinet.core.transaction import run
from ecabinet.realtime.tickets import Tickets
from tests.accounts.keyring import Telephone, paper_of

MANY = 8


def at_once(*deeds):
    """Do them all in the same moment; return what those came to that were not refused."""
    start = Barrier(len(deeds))

    def do(deed):
        start.wait()
        with suppress(Refusal):
            return deed()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [each for each in threads.map(do, deeds) if each]


def together(deed):
    return at_once(*[lambda: run(deed)] * MANY)


def test_one_code_of_an_app(cabinet):
    minister = cabinet.id("minister")
    code = Telephone(minister).code
    assert len(together(lambda: codes.is_right_code(minister, code))) == 1


def test_one_code_on_paper(cabinet):
    minister = cabinet.id("minister")
    code = paper_of(minister)[0]
    assert len(together(lambda: use_code(minister, code))) == 1


def test_one_question_to_a_passkey(cabinet):
    asked = run(lambda: challenges.ask(Purpose.KEY_TO_ENTER, None))
    assert len(together(lambda: challenges.take(Purpose.KEY_TO_ENTER, None, asked))) == 1


def test_one_ticket(app):
    tickets = Tickets("s" * 43, None)
    ticket = tickets.issue("a session")
    assert len(at_once(*[lambda: tickets.take(ticket, "a session")] * MANY)) == 1


def asked(cabinet):
    minister = cabinet.id("minister")

    def ask(actor):
        return ask_for_recovery(actor, find_person(actor, minister, lock=True), "Mất hết").id

    return at_once(*[lambda: cabinet.act("admin", ask)] * MANY)


def test_one_request_for_a_way_in_and_one_link_and_one_password(cabinet):
    (link_id,) = asked(cabinet)

    def agree(actor):
        return agree_to_recovery(actor, find_recovery(actor, link_id, lock=True))

    (token,) = at_once(*[lambda: cabinet.act("head", agree)] * MANY)
    assert together(lambda: recovery.use_link(token, "a hash")) == [cabinet.id("minister")]
    with reading():
        assert session().get_one(Account, cabinet.id("minister")).authz_epoch == 1


def test_whoever_agrees_while_it_is_taken_back_hands_out_nothing_that_opens(cabinet):
    (link_id,) = asked(cabinet)

    def agree(actor):
        return agree_to_recovery(actor, find_recovery(actor, link_id, lock=True))

    def take_back(actor):
        refuse_recovery(actor, find_recovery(actor, link_id, lock=True))

    tokens = at_once(lambda: cabinet.act("head", agree), lambda: cabinet.act("admin", take_back))
    for token in tokens:
        assert at_once(lambda token=token: run(lambda: recovery.use_link(token, "a hash"))) == []
