"""Closing by time, and who is told of what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.audit.models import Entry
from ecabinet.bodies.models import Body
from ecabinet.bodies.rules import PRESETS
from ecabinet.bodies.system import CLOCK, system_actor
from ecabinet.consultations.jobs import close_what_is_overdue
from ecabinet.consultations.models import Outcome, State
from ecabinet.consultations.operations import (
    close_overdue,
    extend_consultation,
    recall_consultation,
    return_consultation,
)
from ecabinet.consultations.queries import find_overdue, list_overdue
from ecabinet.core.clock import set_to
from ecabinet.core.database import session
from ecabinet.core.errors import Denied, Missing
from ecabinet.core.transaction import run
from ecabinet.notifications.models import Delivery, Notice
from tests.consultations.asking import DISAGREE, MEMBERS, Asking


@pytest.fixture
def asking(cabinet):
    return Asking(cabinet).send()


def after(asking, **more):
    return set_to(asking.look("officer").due_at + timedelta(**more))


def closings(asking):
    query = select(Entry).where(Entry.event == "consultation.closed").order_by(Entry.position)
    return asking.cabinet.look("officer", lambda _: session().scalars(query).all())


def test_it_closes_by_itself_at_its_time_and_once(asking):
    with after(asking, seconds=-1):
        close_what_is_overdue()
    assert asking.look("officer").state is State.SENT
    with after(asking):
        close_what_is_overdue()
        close_what_is_overdue()
    assert asking.look("officer").state is State.CLOSED
    assert len(closings(asking)) == 1


def test_an_answer_counts_while_it_is_open_whatever_the_clock_says(asking):
    with after(asking, hours=2):
        asking.answer("minister", DISAGREE)
        close_what_is_overdue()
    assert asking.look("officer").result[asking.question_ids[0]]["disagree"] == 1


@pytest.mark.parametrize(
    ("preset", "outcome"),
    [("government", Outcome.ADOPTED), ("province", Outcome.NOT_ADOPTED)],
)
def test_silence_is_what_the_rules_of_the_body_say(cabinet, preset, outcome):
    def follow():
        body = session().get_one(Body, cabinet.body)
        body.procedure = PRESETS[preset].model_dump(mode="json")

    run(follow)
    asking = Asking(cabinet).send()
    asking.answer("minister")
    with after(asking, hours=1):
        close_what_is_overdue()
    found = asking.look("officer")
    assert found.outcome is outcome
    assert found.result[asking.question_ids[0]]["silent"] == len(MEMBERS) - 1


def test_what_was_extended_meanwhile_is_left_alone(asking):
    due_at = asking.look("officer").due_at
    with set_to(due_at + timedelta(minutes=1)):
        listed = run(lambda: list_overdue(system_actor(CLOCK)))
        asking.act("head", extend_consultation, 1)
        with pytest.raises(Missing):
            run(lambda: find_overdue(system_actor(CLOCK), asking.id))
        close_what_is_overdue()
    assert listed == [asking.id]
    assert asking.look("officer").state is State.SENT


def test_nobody_but_the_clock_closes_by_time(asking):
    with after(asking, hours=1):
        for who in ("head", "officer", "chair"):
            assert asking.cabinet.look(who, list_overdue) == ()
            with pytest.raises(Missing):
                asking.cabinet.act(who, lambda actor: find_overdue(actor, asking.id))
            with pytest.raises(Denied):
                asking.act(who, close_overdue)


def told(cabinet, who):
    query = (
        select(Notice).where(Notice.account_id == cabinet.id(who)).order_by(Notice.at, Notice.id)
    )
    return cabinet.look("officer", lambda _: session().scalars(query).all())


def test_members_and_their_assistants_are_told_with_the_forms_address(cabinet, asking):
    for who in (*MEMBERS, "assistant"):
        (notice,) = told(cabinet, who)
        assert notice.href == f"/consultations/{asking.id}"
        assert notice.values["title"] == "Nghị quyết về nhà ở xã hội"
        assert notice.values["due_at"].endswith("T17:00:00+07:00")
    for who in ("clerk", "agency", "guest", "stranger"):
        assert told(cabinet, who) == []


def test_each_notice_is_also_a_letter(cabinet, asking):
    letters = cabinet.look("officer", lambda _: session().scalars(select(Delivery.notice_id)).all())
    assert {each.id for each in told(cabinet, "minister")} <= set(letters)


def test_those_whose_turn_it_is_are_told(cabinet):
    asking = Asking(cabinet).submit()
    assert len(told(cabinet, "head")) == 1
    asking.act("head", return_consultation, "Bổ sung số liệu.")
    (returned,) = told(cabinet, "officer")
    assert returned.values["reason"] == "Bổ sung số liệu."
    assert told(cabinet, "minister") == []


@pytest.mark.parametrize(
    "deed",
    [
        lambda asking: asking.act("head", extend_consultation, 1),
        lambda asking: asking.act("head", recall_consultation, "Thay dự thảo."),
        lambda asking: asking.all_answer().close(),
    ],
    ids=["extended", "recalled", "closed"],
)
def test_what_becomes_of_it_is_told_to_all_who_were_asked(cabinet, asking, deed):
    deed(asking)
    for who in (*MEMBERS, "assistant"):
        assert len(told(cabinet, who)) == 2
