"""What is put to the vote: a question on no item, a list, several items together, the same once more."""

import pytest

from ecabinet.agenda import operations as agenda
from ecabinet.agenda.models import ItemGuest, Outcome
from ecabinet.agenda.queries import find_item
from ecabinet.ballots import operations
from ecabinet.ballots.models import Kind, State
from ecabinet.ballots.preparing_operations import repeat_ballot
from ecabinet.ballots.queries import find_ballot, list_panels
from ecabinet.ballots.running_queries import list_bloc
from ecabinet.core.database import session
from ecabinet.core.errors import Denied, Invalid, Missing, Refused
from ecabinet.core.transaction import run
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.models import Invitation
from ecabinet.meetings.queries import find_meeting
from ecabinet.sittings.queries import find_room
from tests.ballots.running import Running
from tests.cabinet import MEMBERS

DAYS = ("Thứ Hai", "Thứ Tư", "Thứ Sáu")


@pytest.fixture
def running(stage):
    stage.start()
    return Running(stage)


def sees(running, username, ballot):
    try:
        return bool(running.stage.cabinet.look(username, lambda actor: find_ballot(actor, ballot)))
    except Missing:
        return False


def invite_guest(running):
    def invite():
        guest = running.stage.cabinet.id("guest")
        session().add(
            Invitation(
                meeting_id=running.stage.meeting, account_id=guest, votes=False, title="Khách"
            )
        )
        session().add(ItemGuest(item_id=running.stage.item, account_id=guest))

    run(invite)


def test_a_question_on_no_item_is_put_to_all_who_vote_and_to_no_guest(running):
    invite_guest(running)
    ballot = running.ask()
    running.stage.of_ballot("chair", operations.open_ballot, ballot)
    assert running.look(ballot).item_id is None
    assert all(running.stage.place(ballot, each) for each in MEMBERS)
    assert all(sees(running, each, ballot) for each in (*MEMBERS, "officer", "assistant"))
    assert not any(sees(running, each, ballot) for each in ("guest", "agency", "stranger", "admin"))


@pytest.mark.parametrize("username", ["minister", "assistant"])
def test_only_who_runs_the_session_asks(running, username):
    with pytest.raises(Denied):
        running.ask(username=username)


def test_several_questions_on_no_item_may_be_open_at_once(running):
    ballots = [running.ask(), running.ask("Họp thêm buổi chiều?")]
    for each in ballots:
        running.stage.of_ballot("officer", operations.open_ballot, each)
    assert running.states(ballots) == ["open", "open"]


def test_a_list_is_won_by_more_than_half_of_all(running):
    ballot = running.ask(labels=DAYS)
    running.stage.of_ballot("chair", operations.open_ballot, ballot)
    found = running.look(ballot)
    assert (found.kind, found.options, found.labels) == (Kind.LIST, ["1", "2", "3"], list(DAYS))
    for username, choice in zip(MEMBERS, ("2", "2", "1", "2", "3"), strict=True):
        running.stage.cast(username, ballot, choice)
    result = running.stage.close(ballot)
    assert (result["winner"], result["chosen"]) == ("2", {"1": 1, "2": 3, "3": 1})
    assert result["passed"]


def test_a_list_is_won_by_none_without_more_than_half(running):
    ballot = running.ask(labels=DAYS)
    running.stage.of_ballot("chair", operations.open_ballot, ballot)
    for username in MEMBERS[:2]:
        running.stage.cast(username, ballot, "2")
    result = running.stage.close(ballot)
    assert (result["winner"], result["passed"]) == (None, False)


@pytest.mark.parametrize(
    "labels",
    [
        [""],
        ["Một"],
        ["Một", " ", "\u200b"],
        ["Một", "mỘt "],
        ["Thứ  Hai", "Thứ Hai"],
        ["a\u0323", "\u1ea1"],
        [str(each) for each in range(13)],
        ["Một", "x" * 201],
    ],
)
def test_a_list_has_two_to_twelve_options_that_can_be_told_apart(running, labels):
    with pytest.raises(Invalid) as no:
        running.ask(labels=labels)
    assert list(no.value.problems) == ["options"]


def test_a_bloc_is_prepared_opened_and_closed_with_one_press_each(running):
    items = [running.stage.item, running.stage.add_item("Giá điện")]
    ballots = running.bloc(*items)
    assert len({running.look(each).bloc for each in ballots}) == 1
    for deed, after in (
        (operations.open_bloc, "open"),
        (operations.pause_bloc, "paused"),
        (operations.resume_bloc, "open"),
        (operations.close_bloc, "closed"),
        (operations.announce_bloc, "announced"),
    ):
        running.of_bloc("officer", deed, ballots[0])
        assert running.states(ballots) == [after, after]
        running.of_bloc("officer", deed, ballots[0])  # pressed twice is done once


def test_a_bloc_is_opened_whole_or_not_at_all_and_what_stands_in_the_way_is_named(running):
    other = running.stage.add_item("Giá điện")
    ballots = running.bloc(running.stage.item, other)
    running.stage.open(ballot=running.stage.prepare(item=other))
    with pytest.raises(Refused) as no:
        running.of_bloc("chair", operations.open_bloc, ballots[0])
    assert no.value.values["question"] == f"Thông qua {other}?"
    assert running.states(ballots) == ["prepared", "prepared"]


def test_nothing_of_a_bloc_is_announced_while_one_of_it_takes_votes(running):
    ballots = running.bloc(running.stage.item, running.stage.add_item("Giá điện"))
    running.of_bloc("chair", operations.open_bloc, ballots[0])
    running.stage.close(ballots[0])
    with pytest.raises(Refused):
        running.of_bloc("chair", operations.announce_bloc, ballots[0])
    running.stage.close(ballots[1])
    running.of_bloc("chair", operations.announce_bloc, ballots[0])
    assert running.states(ballots) == ["announced", "announced"]


def test_who_is_recused_sees_only_what_of_a_bloc_is_theirs(running):
    other = running.stage.add_item("Giá điện")
    running.stage.recuse("finance", other)
    ballots = running.bloc(running.stage.item, other)
    running.of_bloc("officer", operations.open_bloc, ballots[0])
    assert [sees(running, "finance", each) for each in ballots] == [True, False]
    bloc = running.look(ballots[0]).bloc
    seen = running.stage.cabinet.look("finance", lambda actor: list_bloc(actor, bloc))
    assert [each.id for each in seen] == ballots[:1]
    with pytest.raises(Denied):
        running.of_bloc("finance", operations.close_bloc, ballots[0])


def test_a_bloc_needs_two_items_of_this_session(running):
    with pytest.raises(Invalid):
        running.bloc(running.stage.item)
    elsewhere = type(running.stage)(running.stage.cabinet)
    with pytest.raises(Missing):
        running.bloc(running.stage.item, elsewhere.item)


def test_a_bloc_holds_no_item_that_is_decided(running):
    other = running.stage.add_item("Giá điện")
    conclude(running, other)
    with pytest.raises(Refused):
        running.bloc(running.stage.item, other)


def conclude(running, item):
    running.act(
        "chair",
        lambda actor: agenda.conclude_item(actor, find_item(actor, item), Outcome.ADOPTED),
    )


def repeat(running, ballot, username="chair"):
    return running.act(
        username, lambda actor: repeat_ballot(actor, find_ballot(actor, ballot, lock=True)).id
    )


@pytest.mark.parametrize("end", ["close", "announce", "annul"])
def test_a_ballot_is_repeated_and_the_first_stays(running, end):
    stage = running.stage
    first = running.ask(labels=DAYS)
    stage.of_ballot("chair", operations.open_ballot, first)
    if end == "annul":
        stage.of_ballot("chair", operations.annul_ballot, first, "Nhầm")
    else:
        stage.of_ballot("chair", operations.close_ballot, first)
    if end == "announce":
        stage.of_ballot("chair", operations.announce_ballot, first)
    before = running.look(first).state
    second = repeat(running, first)
    assert repeat(running, first, "officer") == second
    again = running.look(second)
    assert (again.repeats_id, again.state, again.labels) == (first, State.PREPARED, list(DAYS))
    assert running.look(first).state is before
    panels = stage.cabinet.look(
        "officer",
        lambda actor: {
            each.ballot.id: each.ballot.repetition and each.ballot.repetition.id
            for each in list_panels(actor, find_meeting(actor, stage.meeting), None, None)
        },
    )
    assert panels[second] is None
    assert panels.get(first, second) == second


def test_a_repetition_that_was_annulled_is_in_nobodys_way(running):
    first = running.ask()
    running.stage.of_ballot("chair", operations.annul_ballot, first, "Nhầm")
    second = repeat(running, first)
    running.stage.of_ballot("chair", operations.annul_ballot, second, "Nhầm")
    assert running.look(repeat(running, first)).state is State.PREPARED


def test_an_annulled_question_stays_before_the_room_until_it_is_put_again(running):
    stage = running.stage
    first = running.ask(labels=DAYS)
    stage.of_ballot("chair", operations.open_ballot, first)
    stage.of_ballot("chair", operations.annul_ballot, first, "Sai tên một phương án")
    unopened = running.ask()
    stage.of_ballot("chair", operations.annul_ballot, unopened, "Chuẩn bị nhầm")
    assert in_room(running, "finance") == [first]
    second = repeat(running, first)
    assert in_room(running, "finance") == [first]
    assert in_room(running, "officer") == [first, second]
    stage.of_ballot("chair", operations.open_ballot, second)
    assert in_room(running, "finance") == [second]


def in_room(running, username):
    room = running.stage.cabinet.look(
        username, lambda actor: find_room(actor, running.stage.meeting)
    )
    return [each.ballot.id for each in room.panels]


def test_what_is_under_way_or_decided_is_not_repeated(running):
    ballot = running.stage.open()
    with pytest.raises(Refused):
        repeat(running, ballot)
    running.stage.close(ballot)
    conclude(running, running.stage.item)
    with pytest.raises(Refused):
        repeat(running, ballot)


def test_nothing_is_prepared_once_the_session_is_over(running):
    running.stage.of_meeting("chair", meetings.end_meeting)
    with pytest.raises(Refused):
        running.ask()
