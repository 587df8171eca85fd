"""Deeds on people: who may, and what is true at once."""

from datetime import timedelta

import pytest

from ecabinet.accounts import sessions
from ecabinet.accounts.models import Account
from ecabinet.bodies.actors import today
from ecabinet.bodies.appointments import Appointment
from ecabinet.bodies.leaving import (
    NOTHING_TO_LEAVE,
    end_sessions_of_leavers,
    leave_office,
    list_remaining,
)
from ecabinet.bodies.models import Role
from ecabinet.bodies.operations import Person, give_post
from ecabinet.bodies.people import (
    NOT_ONESELF,
    USERNAME_TAKEN,
    PersonDraft,
    add_person,
    change_person,
    deactivate_account,
    end_sessions,
    reactivate_account,
)
from ecabinet.bodies.people_queries import Sought, find_person, list_people
from ecabinet.bodies.posts import LAST_ADMINISTRATOR
from ecabinet.core import clock
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Missing, Refused
from ecabinet.core.transaction import run
from tests.consultations.asking import Asking

DAY = timedelta(days=1)


def on(cabinet, who, deed, *rest, by="admin"):
    return cabinet.act(
        by, lambda actor: deed(actor, session().get_one(Account, cabinet.id(who)), *rest)
    )


def begin(cabinet, who):
    return run(lambda: sessions.begin(cabinet.id(who), "a test"))


def stands(token):
    with reading():
        return sessions.find(token) is not None


@pytest.mark.parametrize(
    "deed", [deactivate_account, reactivate_account, end_sessions], ids=lambda deed: deed.__name__
)
@pytest.mark.parametrize("by", ["chair", "head", "auditor", "minister"])
def test_only_administrators_do_it(cabinet, deed, by):
    with pytest.raises(Denied):
        on(cabinet, "minister", deed, by=by)


def test_a_closed_account_opens_nothing_from_that_moment(cabinet):
    token = begin(cabinet, "minister")
    on(cabinet, "minister", deactivate_account)
    assert not stands(token)
    with pytest.raises(Missing):
        cabinet.look("minister", lambda actor: actor)
    on(cabinet, "minister", reactivate_account)
    assert not stands(token), "a session from before does not come back"
    assert stands(begin(cabinet, "minister"))


def test_nobody_closes_their_own_account(cabinet):
    with pytest.raises(Refused) as no:
        on(cabinet, "admin", deactivate_account)
    assert no.value.message == NOT_ONESELF


def test_the_last_administrator_is_not_closed(cabinet):
    second = Appointment(role=Role.ADMINISTRATOR, title="Quản trị", starts_on=today())
    on(cabinet, "auditor", lambda actor, account: give_post(actor, account, second).id)
    on(cabinet, "admin", deactivate_account, by="auditor")
    on(cabinet, "admin", reactivate_account, by="auditor")
    on(cabinet, "auditor", deactivate_account)
    with pytest.raises(Refused) as no:
        on(cabinet, "admin", leave_office, today())
    assert no.value.message == LAST_ADMINISTRATOR


def test_all_sessions_of_a_person_end(cabinet):
    tokens = [begin(cabinet, "minister") for _ in range(3)]
    other = begin(cabinet, "finance")
    assert on(cabinet, "minister", end_sessions) == 3
    assert [stands(each) for each in tokens] == [False] * 3
    assert stands(other)


def test_a_person_is_corrected(cabinet):
    on(cabinet, "minister", change_person, PersonDraft(name="Vũ An Khanh", email=None))
    with reading() as current:
        account = current.get_one(Account, cabinet.id("minister"))
        assert (account.name, account.email, account.username) == ("Vũ An Khanh", None, "minister")


def test_a_user_name_belongs_to_one_person(cabinet):
    with pytest.raises(Invalid) as no:
        cabinet.act("admin", lambda actor: add_person(actor, Person(username="chair", name="X")).id)
    assert no.value.problems == {"username": USERNAME_TAKEN}


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(text="vu an"), {"minister"}),
        (Sought(text="ĐẶNG thục"), {"finance"}),
        (Sought(text="do quoc"), {"agency"}),
        (Sought(text="other_"), {"other_officer"}),
        (Sought(text="Trần", role=Role.MEMBER), set()),
        (Sought(role=Role.HEAD), {"head"}),
        (Sought(active=False), set()),
        (Sought(text="system-"), set()),
    ],
)
def test_people_are_found_without_their_accents(cabinet, sought, found):
    people = cabinet.look("admin", lambda actor: list_people(actor, sought))
    assert {each.account.username for each in people} == found


def test_people_of_a_body(cabinet):
    sought = Sought(body_id=cabinet.other_body)
    people = cabinet.look("admin", lambda actor: list_people(actor, sought))
    assert {each.account.username for each in people} == {"stranger", "other_officer"}


def test_what_acts_by_itself_is_no_person(cabinet):
    run(lambda: session().add(Account(id="system-x", username="system-x", name="x")))
    with pytest.raises(Missing):
        cabinet.look("admin", lambda actor: find_person(actor, "system-x"))


def test_leaving_office_today_ends_the_sessions_at_once(cabinet):
    token = begin(cabinet, "minister")
    on(cabinet, "minister", leave_office, today())
    assert not stands(token)
    with pytest.raises(Refused) as no:
        on(cabinet, "minister", leave_office, today())
    assert no.value.message == NOTHING_TO_LEAVE


def test_leaving_office_later_ends_them_when_the_day_is_over(cabinet):
    evening = clock.local(now() + DAY).replace(hour=23, minute=50)
    on(cabinet, "minister", leave_office, evening.date())
    with clock.set_to(evening):
        leavers, others = begin(cabinet, "minister"), begin(cabinet, "finance")
        assert run(lambda: end_sessions_of_leavers(cabinet.id("admin"))) == 0
    with clock.set_to(evening + timedelta(minutes=15)):
        assert stands(leavers)
        assert run(lambda: end_sessions_of_leavers(cabinet.id("admin"))) == 1
        assert not stands(leavers)
        assert stands(others)
        assert cabinet.look("minister", lambda actor: actor.holdings) == ()


def test_what_remains_says_what_and_when_but_not_what_about(cabinet):
    Asking(cabinet).send()
    kinds = cabinet.look("admin", lambda actor: list_remaining(actor, cabinet.id("minister")))
    titles = {each.title for each in kinds}
    assert {"Opinion forms not yet answered", "Assisting and being assisted"} <= titles
    with pytest.raises(Missing):
        cabinet.look("officer", lambda actor: list_remaining(actor, cabinet.id("minister")))
    assert (
        cabinet.look("head", lambda actor: list_remaining(actor, cabinet.id("minister"))) == kinds
    )
    with pytest.raises(Missing):
        cabinet.look("head", lambda actor: list_remaining(actor, cabinet.id("stranger")))
