import pytest
from sqlalchemy import select

from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.consultations import policy
from ecabinet.consultations.models import Consultation
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Missing
from ecabinet.core.transaction import run
from tests.cabinet import EVERYBODY
from tests.consultations.asking import MEMBERS, STATES, Asking

SECRETARIAT = {"officer", "head"}
ASKED = {*MEMBERS, "assistant"}
GONE_OUT = ("sent", "closed", "recalled")
MAY = {
    policy.may_write: SECRETARIAT,
    policy.may_approve: {"head"},
    policy.may_close: SECRETARIAT,
    policy.may_see_returns: SECRETARIAT,
}


@pytest.mark.parametrize("state", STATES)
def test_who_sees_it_and_that_a_query_shows_the_same(cabinet, state):
    asking = Asking(cabinet).to(state)
    for who in EVERYBODY:
        by_rule, by_query = cabinet.look(who, lambda actor: seen(actor, asking.id))
        assert by_rule == by_query, who
        assert by_rule == (who in SECRETARIAT | (ASKED if state in GONE_OUT else set())), who


def seen(actor, consultation_id):
    consultation = session().get_one(Consultation, consultation_id)
    shown = session().scalars(select(Consultation).where(policy.visible_to(actor))).all()
    return policy.may_see(actor, consultation), consultation in shown


@pytest.mark.parametrize("rule", MAY, ids=lambda rule: rule.__name__)
def test_who_may(cabinet, rule):
    asking = Asking(cabinet).send()
    assert {who for who in EVERYBODY if may(cabinet, who, rule, asking.id)} == MAY[rule]


def may(cabinet, who, rule, consultation_id):
    return cabinet.look(
        who, lambda actor: rule(actor, session().get_one(Consultation, consultation_id))
    )


def test_each_member_answers_their_own_form_and_nobody_anothers(cabinet):
    asking = Asking(cabinet).send()
    with reading():
        forms = {each.account_id: each for each in session().get_one(Consultation, asking.id).forms}
        for who in EVERYBODY:
            mine = cabinet.look(
                who,
                lambda actor: {
                    owner for owner, form in forms.items() if policy.may_answer(actor, form)
                },
            )
            assert mine == ({cabinet.id(who)} if who in MEMBERS else set())


@pytest.mark.parametrize("state", STATES)
def test_what_was_said_is_open_to_those_who_see_it_and_only_once_it_is_closed(cabinet, state):
    asking = Asking(cabinet).to(state)
    may_see = {who for who in EVERYBODY if may(cabinet, who, policy.may_see_answers, asking.id)}
    assert may_see == (SECRETARIAT | ASKED if state == "closed" else set())


def test_only_the_clock_closes_by_time(cabinet):
    assert run(lambda: policy.may_close_by_time(system_actor(CLOCK)))
    assert not any(cabinet.look(who, policy.may_close_by_time) for who in EVERYBODY)


def test_another_body_sees_nothing_of_it(cabinet):
    asking = Asking(cabinet, by="other_officer")
    for who in ("officer", "head", "chair"):
        with pytest.raises(Missing):
            asking.look(who)
