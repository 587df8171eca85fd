"""When the system fails in the room: what was counted by hand is recorded, and says so."""

import pytest

from ecabinet.agenda.models import Item
from ecabinet.agenda.models import State as ItemState
from ecabinet.ballots import counting
from ecabinet.ballots.models import State
from ecabinet.ballots.recording_operations import (
    Count,
    Said,
    record_by_name,
    record_by_number,
)
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Refused
from ecabinet.core.transaction import run
from tests.ballots.running import Running
from tests.ballots.test_operations import change_rules, facts
from tests.cabinet import MEMBERS


@pytest.fixture
def running(stage):
    stage.start()
    return Running(stage)


def by_number(running, ballot, username="officer", head=None, **counts):
    running.stage.of_ballot(username, record_by_number, ballot, Count(counts, head))
    return running.look(ballot)


def test_a_result_by_number_goes_by_the_bodys_rule_and_is_marked(running):
    found = by_number(running, running.stage.prepare(), for_=3, against=1)
    assert (found.state, found.by_hand, found.by_order) == (State.CLOSED, True, True)
    assert (found.needed, found.members, found.present) == (3, 5, 5)
    assert found.result["passed"]
    assert (found.result["for_"], found.result["unanswered"]) == (3, 1)
    assert found.record["by_hand"]
    assert [each["by_name"] for each in facts("ballot.recorded_by_hand")] == [False]
    assert [each["for_"] for each in facts("ballot.closed")] == [3]


@pytest.mark.parametrize(("head", "passed"), [("for_", True), ("against", False), (None, False)])
def test_where_votes_are_equal_the_heads_own_decides_if_it_was_written_down(running, head, passed):
    change_rules(running.stage.cabinet, tie_when_abstained=True)
    found = by_number(running, running.stage.prepare(), head=head, for_=2, against=2)
    assert (found.result["passed"], found.result["decided_by_head"]) == (passed, head is not None)


def test_where_votes_are_not_equal_the_heads_own_is_not_written_down(running):
    ballot = running.stage.prepare()
    by_number(running, ballot, head="for_", for_=3, against=1)
    assert {running.stage.place(ballot, each).choice for each in MEMBERS} == {None}


def test_a_count_by_number_can_be_counted_again(running):
    ballot = running.stage.prepare()
    by_number(running, ballot, head="for_", for_=2, against=2)
    with reading() as current:
        found = current.get_one(type(running.look(ballot)), ballot)
        assert counting.come_to(found) == counting.Result(**found.result)


def test_a_result_by_name_names_each(running):
    stage, ballot = running.stage, running.stage.prepare()
    votes = {
        stage.cabinet.id("chair"): Said("for_"),
        stage.cabinet.id("minister"): Said("other", " Xin bổ sung "),
        stage.cabinet.id("finance"): Said("against", "không cần"),
    }
    stage.of_ballot("officer", record_by_name, ballot, votes)
    places = [stage.place(ballot, each) for each in MEMBERS]
    assert [each.choice for each in places] == ["for_", "other", "against", None, None]
    assert [each.text for each in places] == ["", "Xin bổ sung", "", "", ""]
    result = running.look(ballot).result
    assert (result["for_"], result["other"], result["against"], result["unanswered"]) == (
        1,
        1,
        1,
        2,
    )
    assert not result["by_number"]


def test_a_list_is_recorded_by_number(running):
    found = by_number(running, running.ask(labels=["Thứ Hai", "Thứ Tư"]), **{"1": 1, "2": 4})
    assert (found.result["winner"], found.result["chosen"]) == ("2", {"1": 1, "2": 4})


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({"for_": 4, "against": 2}, "count-against"),
        ({"for_": 6}, "count-for_"),
        ({"for_": -1}, "count-for_"),
        ({"abstain": 1}, "count-abstain"),
    ],
)
def test_numbers_fit_the_roll(running, counts, field):
    ballot = running.stage.prepare()
    with pytest.raises(Invalid) as no:
        by_number(running, ballot, **counts)
    assert list(no.value.problems) == [field]
    assert running.look(ballot).state is State.PREPARED


def test_the_head_voted_as_somebody_is_counted(running):
    with pytest.raises(Invalid) as no:
        by_number(running, running.stage.prepare(), head="other", for_=2, against=2)
    assert list(no.value.problems) == ["head"]


@pytest.mark.parametrize(
    ("username", "said"),
    [("minister", Said("abstain")), ("officer", Said("for_")), ("finance", Said("for_"))],
)
def test_only_who_is_on_the_roll_is_recorded_and_only_with_what_is_offered(running, username, said):
    running.stage.recuse("finance")
    ballot = running.stage.prepare()
    votes = {running.stage.cabinet.id(username): said}
    with pytest.raises(Invalid):
        running.stage.of_ballot("officer", record_by_name, ballot, votes)
    assert running.look(ballot).state is State.PREPARED


def test_what_was_opened_is_not_recorded_by_hand(running):
    ballot = running.stage.open()
    with pytest.raises(Refused):
        by_number(running, ballot, for_=3)


def test_nothing_is_recorded_beside_a_ballot_that_takes_votes_on_the_same_item(running, sign_in):
    running.stage.open()
    second = running.stage.prepare(question="Thông qua lần nữa?")
    reply = sign_in("officer").post(f"/ballots/{second}/by-number", data={"count-for_": "3"})
    assert reply.status_code == 409
    assert running.look(second).state is State.PREPARED


@pytest.mark.parametrize("state", [ItemState.CONCLUDED, ItemState.WITHDRAWN])
def test_nothing_is_recorded_on_an_item_that_is_done_with(running, state):
    ballot = running.stage.prepare()
    run(lambda: setattr(session().get_one(Item, running.stage.item), "state", state))
    with pytest.raises(Refused):
        by_number(running, ballot, for_=3)


@pytest.mark.parametrize("hidden", ["\u202e", "\x08", "\0\u2066"])
def test_an_opinion_with_a_hidden_sign_is_not_written_down(running, sign_in, hidden):
    ballot, who = running.stage.prepare(), running.stage.cabinet.id("minister")
    said = {f"choice-{who}": "other", f"text-{who}": f"đồng{hidden}ý"}
    assert sign_in("officer").post(f"/ballots/{ballot}/by-name", data=said).status_code == 422
    assert running.look(ballot).state is State.PREPARED


def test_the_lines_of_an_opinion_are_counted_as_the_page_counts_them(running, sign_in):
    ballot, who = running.stage.prepare(), running.stage.cabinet.id("minister")
    said = {f"choice-{who}": "other", f"text-{who}": "a\r\n" * 500}
    assert sign_in("officer").post(f"/ballots/{ballot}/by-name", data=said).status_code == 303


@pytest.mark.parametrize("username", ["chair", "minister"])
def test_only_the_desk_records(running, username):
    with pytest.raises(Denied):
        by_number(running, running.stage.prepare(), username=username, for_=3)
