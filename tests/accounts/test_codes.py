"""Codes of the app and from the paper: each once, in their time, for their owner."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ecabinet.accounts.codes import begin_code_app, find_code_app, is_confirmed, is_right_code
from ecabinet.accounts.models import CodeApp, RecoveryCode
from ecabinet.accounts.recovery_codes import HOW_MANY, count_codes, use_code
from ecabinet.core import clock
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Refused
from ecabinet.core.transaction import run
from tests.accounts.keyring import STEP, Telephone, paper_of


@pytest.fixture
def minister(cabinet):
    return cabinet.id("minister")


@pytest.fixture
def stopped():
    moment = clock.now()
    with clock.set_to(moment):
        yield moment


def takes(account_id, code):
    return run(lambda: is_right_code(account_id, code))


def test_a_code_is_taken_once(minister, stopped):
    telephone = Telephone(minister)
    code = telephone.code
    assert [takes(minister, code), takes(minister, code)] == [True, False]


def test_an_older_code_is_not_taken_after_a_newer_one(minister, stopped):
    telephone = Telephone(minister)
    assert takes(minister, telephone.at(stopped + STEP))
    assert not takes(minister, telephone.at(stopped))


@pytest.mark.parametrize(("steps_off", "taken"), [(-2, False), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(minister, stopped, steps_off, taken):
    assert takes(minister, Telephone(minister).at(stopped + steps_off * STEP)) is taken


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "0" * 64, "१२३४५६"])
def test_what_is_no_code_is_not_taken(minister, code):
    Telephone(minister)
    assert not takes(minister, code)


def test_a_code_may_be_typed_with_a_blank(minister, stopped):
    code = Telephone(minister).code
    assert takes(minister, f" {code[:3]} {code[3:]}")


def test_an_app_opens_nothing_before_it_is_confirmed(minister, stopped):
    run(lambda: begin_code_app(minister))
    with reading():
        assert not is_confirmed(minister)
    assert not takes(minister, "000000")


def test_a_second_app_does_not_take_the_place_of_the_first_unasked(minister):
    Telephone(minister)
    with pytest.raises(Refused):
        run(lambda: begin_code_app(minister))


def test_a_seed_opens_in_its_own_row_alone(cabinet, minister, stopped):
    telephone, other = Telephone(minister), cabinet.id("finance")
    Telephone(other)
    with reading():
        seed = find_code_app(minister).seed
    run(
        lambda: session().execute(
            update(CodeApp).where(CodeApp.account_id == other).values(seed=seed)
        )
    )
    with pytest.raises(ValueError, match="do not open"):
        takes(other, telephone.code)


def test_each_code_on_paper_works_once(minister):
    paper = paper_of(minister)
    assert len(set(paper)) == HOW_MANY
    typed = paper[0].replace("-", " ").upper()
    assert [run(lambda: use_code(minister, typed)) for _ in range(2)] == [True, False]
    with reading():
        assert count_codes(minister) == HOW_MANY - 1


def test_a_paper_is_its_owners_alone_and_ends_with_a_new_one(cabinet, minister):
    paper = paper_of(minister)
    assert not run(lambda: use_code(cabinet.id("finance"), paper[0]))
    paper_of(minister)
    assert not run(lambda: use_code(minister, paper[0]))


def test_no_code_on_paper_stands_in_the_database(minister):
    paper = paper_of(minister)
    with reading():
        kept = str(session().execute(select(RecoveryCode.code_hash)).all())
    assert not any(code in kept or code.replace("-", "") in kept for code in paper)


def test_nobody_guesses_a_paper(minister):
    paper_of(minister)
    with clock.set_to(clock.now() + timedelta(days=400)):  # paper does not spoil
        assert not run(lambda: use_code(minister, ""))
        assert not run(lambda: use_code(minister, "aaaa-aaaa-aaaa"))
