"""The life of a dossier: who sees it, who is told, what it may not do, its clocks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ecabinet.agenda.models import Item, Secrecy
from ecabinet.agenda.models import State as ItemState
from ecabinet.agenda.operations import remove_item
from ecabinet.agenda.queries import find_item
from ecabinet.core.clock import now, set_to
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Overtaken, Refused
from ecabinet.core.jobs import sweep_up
from ecabinet.lodging import checking_operations as checking
from ecabinet.lodging import late_operations as late
from ecabinet.lodging import operations, policy, wording
from ecabinet.lodging.late_queries import find_request
from ecabinet.lodging.models import LateRequest, Lodging, State
from ecabinet.meetings.models import Meeting
from ecabinet.notifications.models import Notice
from ecabinet.papers.models import Dossier, Kind
from ecabinet.papers.policy import may_see_dossier, visible_to_dossier
from tests.cabinet import EVERYBODY
from tests.lodging.counter import state_of

DESK = {"officer", "head"}
A_DAY = timedelta(days=1)
REMINDERS = {wording.CHECK_SOON, wording.CHECK_OVERDUE}


def seen(cabinet, username):
    """Return which dossiers somebody sees; the rule and its SQL, of it and of its papers, say the same."""

    def ask(actor):
        with reading() as current:
            lodgings = current.scalars(select(Lodging)).unique().all()
            found = set(current.scalars(select(Lodging.id).where(policy.visible_to(actor))))
            assert found == {each.id for each in lodgings if policy.may_see(actor, each)}
            papers = set(current.scalars(select(Dossier.id).where(visible_to_dossier(actor))))
            own = current.scalars(select(Dossier)).all()
            assert papers == {each.id for each in own if may_see_dossier(actor, each)}
            assert papers == {each.dossier_id for each in lodgings if each.id in found}
            return found

    return cabinet.look(username, ask)


def told(cabinet, username):
    with reading() as current:
        query = select(Notice).where(Notice.account_id == cabinet.id(username))
        return [(each.message, each.values, each.href) for each in current.scalars(query)]


def test_who_sees_a_dossier(cabinet, counter):
    draft, sent = counter.begin(), counter.handed_in()
    kept = counter.handed_in(secrecy=Secrecy.RESTRICTED)
    expected = {"agency": {draft, sent, kept}, "officer": {sent}, "head": {sent, kept}}
    for each in EVERYBODY:
        assert seen(cabinet, each) == expected.get(each, set()), each
    with pytest.raises(Missing):
        counter.do("officer", checking.take_charge, kept)
    counter.do("head", checking.assign_lodging, kept, cabinet.id("officer"))
    assert seen(cabinet, "officer") == {sent, kept}
    for message, values, _ in told(cabinet, "officer"):
        assert "title" not in values, message
        if counter.look(kept).spoken_code in values["what"]:
            assert values["what"] == counter.look(kept).spoken_code


def test_of_two_officers_the_second_is_told_and_of_two_writers_too(counter):
    lodging = counter.begin()
    counter.do("agency", operations.save_lodging, lodging, {"why": "Vì A."}, 1)
    with pytest.raises(Overtaken):
        counter.do("agency", operations.save_lodging, lodging, {"why": "Vì B."}, 1)
    counter.fill(lodging)
    counter.hand_in(lodging)
    with pytest.raises(Denied):
        counter.do("officer", checking.accept_lodging, lodging)
    counter.do("officer", checking.take_charge, lodging)
    with pytest.raises(Refused):
        counter.do("head", checking.take_charge, lodging)
    with pytest.raises(Refused):
        counter.do("agency", operations.save_lodging, lodging, {"why": "Muộn."}, 3)


def test_what_is_missing_is_said_and_a_long_dossier_needs_a_summary(counter):
    lodging = counter.begin(texts={"ask": "Thông qua."})
    counter.fill(lodging, (Kind.SUBMISSION, Kind.DRAFT), pages=6)
    with pytest.raises(Invalid) as no:
        counter.hand_in(lodging)
    assert set(no.value.problems) == {"decision", "why", "cost", "risks", "consulted", "papers"}
    whole = counter.begin()
    counter.fill(whole, pages=4)
    with pytest.raises(Invalid):
        counter.hand_in(whole)
    long = counter.put(whole, Kind.SUMMARY, 7)
    with pytest.raises(Invalid):
        counter.hand_in(whole)
    counter.take_away(long)
    counter.put(whole, Kind.SUMMARY, 2)
    counter.hand_in(whole)
    assert state_of(counter, whole) is State.HANDED_IN


def test_placed_taken_off_and_withdrawn(cabinet, counter):
    lodging = counter.accepted()
    draft, published = counter.session(published=False), counter.session()
    item = counter.place(lodging, draft.id)
    cabinet.act("officer", lambda actor: remove_item(actor, find_item(actor, item, lock=True)))
    assert state_of(counter, lodging) is State.ACCEPTED
    item = counter.place(lodging, published.id)
    counter.do("agency", operations.withdraw_lodging, lodging, "Cần rà soát.")
    assert state_of(counter, lodging) is State.PLACED
    with pytest.raises(Denied):
        counter.do("agency", checking.confirm_withdrawal, lodging)
    counter.do("officer", checking.confirm_withdrawal, lodging)
    with reading() as current:
        withdrawn = current.get_one(Item, item)
        assert (withdrawn.state, withdrawn.number) == (ItemState.WITHDRAWN, "1a")
    assert state_of(counter, lodging) is State.WITHDRAWN
    with pytest.raises(Closed):
        counter.do("officer", checking.accept_lodging, lodging)


def answered(cabinet, request, who, *, granted):
    """Say yes or no to a request as somebody."""
    return cabinet.act(
        who,
        lambda actor: (
            late.answer_lateness(actor, find_request(actor, request, lock=True), granted=granted).id
        ),
    )


def test_who_is_late_asks_and_is_not_stopped(cabinet, counter):
    soon = counter.session(days=2)
    lodging = counter.begin()
    counter.fill(lodging)
    with pytest.raises(Invalid) as no:
        counter.hand_in(lodging, soon.id)
    assert set(no.value.problems) == {"late_reason"}
    counter.hand_in(lodging, soon.id, "Chờ ý kiến thẩm định.")
    with reading() as current:
        request = current.scalars(select(LateRequest.id)).one()
    assert told(cabinet, "chair")[-1][2] == f"/late-requests/{request}"

    def answer(who, *, granted):
        cabinet.act(
            who,
            lambda actor: (
                late.answer_lateness(
                    actor, find_request(actor, request, lock=True), granted=granted
                ).id
            ),
        )

    with pytest.raises(Denied):
        answer("officer", granted=True)
    with pytest.raises(Missing):
        answer("minister", granted=True)
    answer("chair", granted=True)
    answer("chair", granted=True)
    with pytest.raises(Refused):
        answer("chair", granted=False)


def test_what_is_late_is_placed_once_the_chair_allows_it_or_the_desk_confirms(counter):
    soon, lodging = counter.session(days=2), counter.accepted()
    with pytest.raises(Invalid) as no:
        counter.place(lodging, soon.id)
    assert set(no.value.problems) == {"late"}
    counter.place(lodging, soon.id, late=True)
    assert state_of(counter, lodging) is State.PLACED


def test_a_withdrawn_dossier_asks_for_nothing_more(cabinet, counter):
    soon, lodging = counter.session(days=2), counter.handed_in()
    counter.do("agency", operations.withdraw_lodging, lodging, "Thôi.")

    def ask(actor, found):
        meeting = session().get_one(Meeting, soon.id)
        return late.ask_to_be_late(actor, found, meeting, "Muộn").id

    with pytest.raises(Closed):
        counter.do("agency", ask, lodging)


def test_the_clock_reminds_once_before_and_once_after(cabinet, counter):
    monday = now() + timedelta(days=7 - now().weekday())
    with set_to(monday.replace(hour=3)):
        lodging = counter.handed_in()
        assert counter.look(lodging).due_on == (monday + 2 * A_DAY).date()
    for ahead, expected in ((0, 0), (1.5, 1), (1.6, 1), (4, 2), (9, 2)):
        with set_to(monday.replace(hour=3) + ahead * A_DAY):
            sweep_up()
            sweep_up()
        reminded = [each for each in told(cabinet, "officer") if each[0] in REMINDERS]
        assert len(reminded) == expected, ahead
