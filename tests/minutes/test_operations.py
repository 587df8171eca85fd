import pytest

from ecabinet.agenda.models import Item, Outcome
from ecabinet.agenda.models import State as ItemState
from ecabinet.agenda.operations import remove_item
from ecabinet.agenda.queries import Why, find_item
from ecabinet.audit.models import Entry
from ecabinet.ballots.models import Choice
from ecabinet.ballots.operations import announce_ballot
from ecabinet.core.database import reading
from ecabinet.core.errors import Denied, Invalid, Missing, Overtaken, Refused
from ecabinet.meetings import attendance_operations as attendance
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.models import Reply, State
from ecabinet.minutes.models import Conclusion
from ecabinet.minutes.operations import close_session, write_conclusion
from ecabinet.minutes.queries import find_minutes, list_versions
from ecabinet.realtime.topics import numbers


def row(kind, key):
    with reading() as current:
        return current.get_one(kind, key)


def test_a_conclusion_gives_its_item_the_outcome(stage):
    conclusion = stage.start().write(outcome=Outcome.ADOPTED_AS_AMENDED)
    assert row(Conclusion, conclusion).revision == 1
    item = row(Item, stage.item)
    assert (item.outcome, item.state) == (Outcome.ADOPTED_AS_AMENDED, ItemState.CONCLUDED)


def test_it_is_said_to_the_room_and_to_those_who_watch_the_minutes(stage):
    stage.start().write()
    with reading() as current:
        told = numbers([f"room:{stage.meeting}", f"minutes:{stage.meeting}"])
        kept = current.query(Entry).filter_by(event="conclusion.written").one()
    assert min(told.values()) >= 1
    assert "text" not in kept.details


def test_every_version_is_kept(stage):
    conclusion = stage.start().write(text="Lần một")
    stage.write(text="Lần hai", revision=1, outcome=Outcome.NOTED)
    stage.write("head", text="Lần ba", revision=2)
    before = stage.cabinet.look(
        "officer",
        lambda actor: [
            (each.revision, each.text, each.outcome)
            for each in list_versions(actor, row(Conclusion, conclusion))
        ],
    )
    assert before == [(2, "Lần hai", Outcome.NOTED), (1, "Lần một", Outcome.ADOPTED)]
    assert row(Conclusion, conclusion).text == "Lần ba"


@pytest.mark.parametrize("seen", [0, 2])
def test_who_writes_over_what_they_have_not_seen_is_told(stage, seen):
    conclusion = stage.start().write(text="Lần một")
    with pytest.raises(Overtaken):
        stage.write("head", text="Khác", revision=seen)
    assert row(Conclusion, conclusion).text == "Lần một"


def test_nothing_is_written_before_the_session_or_after_its_closing(stage):
    with pytest.raises(Refused):
        stage.write()
    stage.start().write()
    stage.of_meeting("chair", meetings.end_meeting)
    stage.write(revision=1, text="Sau phiên họp")
    stage.of_meeting("officer", close_session)
    with pytest.raises(Refused):
        stage.write(revision=2)


def test_nothing_is_concluded_on_a_withdrawn_item(stage):
    stage.start().cabinet.act(
        "officer", lambda actor: remove_item(actor, find_item(actor, stage.item)) and None
    )
    with pytest.raises(Refused, match="withdrawn"):
        stage.write()


def test_an_empty_conclusion_is_none(stage):
    with pytest.raises(Invalid):
        stage.start().write(text=" \n ")


@pytest.mark.parametrize("username", ["chair", "minister"])
def test_others_do_not_write(stage, username):
    with pytest.raises(Denied):
        stage.start().write(username)


def test_a_stranger_finds_nothing_to_write_on(stage):
    stage.start()
    with pytest.raises(Missing):
        stage.cabinet.act(
            "other_officer",
            lambda actor: write_conclusion(
                actor, find_item(actor, stage.item), "x", Outcome.NOTED, 0
            ),
        )


def test_a_session_with_an_item_without_outcome_is_not_closed(stage):
    late = stage.add_item("Nội dung muộn")
    stage.start().write()
    stage.of_meeting("chair", meetings.end_meeting)
    with pytest.raises(Refused) as no:
        stage.of_meeting("officer", close_session)
    assert no.value.values == {"items": "2"}
    stage.write(item=late, outcome=Outcome.POSTPONED)
    stage.of_meeting("officer", close_session)
    assert stage.meeting_row().state is State.CLOSED


def test_a_member_does_not_close_a_session(stage):
    stage.start().write()
    stage.of_meeting("chair", meetings.end_meeting)
    with pytest.raises(Denied):
        stage.of_meeting("minister", close_session)


def test_the_minutes_fill_themselves(stage):
    stage.of_meeting("health", attendance.reply_to_invitation, Reply.ABSENT, "Đi công tác")
    stage.start(["chair", "minister", "finance", "justice"])
    ballot = stage.open()
    for username in ("chair", "minister", "finance"):
        stage.cast(username, ballot)
    stage.cast("justice", ballot, Choice.AGAINST)
    stage.close(ballot)
    assert not stage.cabinet.look("officer", filled(stage)).entries[0].ballots
    stage.of_ballot("chair", announce_ballot, ballot)
    stage.write()
    minutes = stage.cabinet.look("officer", filled(stage))
    assert [each.account_id for each in minutes.absent] == [stage.cabinet.id("health")]
    assert minutes.absent[0].reply_reason == "Đi công tác"
    assert all(each.arrived_at for each in minutes.present)
    assert minutes.entries[0].ballots[0].result["for_"] == 3
    assert minutes.entries[0].conclusion.text.startswith("Giao Bộ Xây dựng")
    assert not minutes.unsettled


def test_a_recused_member_is_told_of_the_item_by_its_number_alone(stage):
    stage.recuse("finance")
    stage.start().write()
    stage.of_meeting("chair", meetings.end_meeting)
    minutes = stage.cabinet.look("finance", filled(stage))
    assert [(each.label, each.why) for each in minutes.withheld] == [("1", Why.RECUSED)]
    assert minutes.entries == ()


def filled(stage):
    def look(actor):
        minutes = find_minutes(actor, stage.meeting)
        assert all(each.account.name for each in minutes.present + minutes.absent)
        return minutes

    return look
