"""What is done to an agenda."""

import pytest

from ecabinet.agenda import operations
from ecabinet.agenda import placing_operations as placing
from ecabinet.agenda.models import Group, Item, Outcome, Recusal, State
from ecabinet.agenda.operations import ItemDraft
from ecabinet.agenda.queries import find_item
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Overtaken, Refused
from ecabinet.meetings import operations as meetings
from ecabinet.meetings.queries import find_meeting, list_publications
from tests.meetings.sessions import Session

LAW = "Luật Quy hoạch"


@pytest.fixture
def drafted(cabinet):
    return Session(cabinet)


def notes(drafted):
    return drafted.cabinet.look(
        "officer",
        lambda actor: [
            (each.version, each.values.get("number"))
            for each in list_publications(actor, find_meeting(actor, drafted.id))
        ],
    )


def look(drafted, title, username="officer"):
    return drafted.cabinet.look(username, lambda actor: find_item(actor, drafted.items[title]))


def test_numbers_follow_the_order_while_it_is_a_draft(drafted):
    drafted.on("officer", "Đề án đường sắt", placing.move_item, 2)
    assert drafted.numbers() == [
        ("1", "Kế hoạch năm"),
        ("2", "Đề án đường sắt"),
        ("3", LAW),
        ("4", "Báo cáo quý"),
    ]
    drafted.on("officer", "Kế hoạch năm", operations.remove_item)
    assert drafted.numbers()[0] == ("1", "Đề án đường sắt")


def test_publishing_freezes_the_numbers(drafted):
    drafted.published()
    drafted.add("Bổ sung", Group.DISCUSS)
    drafted.on("officer", LAW, operations.remove_item)
    drafted.on("officer", "Đề án đường sắt", placing.move_item, 2)
    assert drafted.numbers() == [
        ("1", "Kế hoạch năm"),
        ("3", "Đề án đường sắt"),
        ("2", LAW),
        ("3a", "Bổ sung"),
        ("4", "Báo cáo quý"),
    ]
    assert look(drafted, LAW).state is State.WITHDRAWN


def test_every_change_after_publication_is_a_version_with_its_note(drafted):
    drafted.published()
    drafted.add("Bổ sung")
    drafted.on("officer", LAW, operations.change_item, ItemDraft(title="Luật mới"), 0)
    assert notes(drafted) == [(3, "2"), (2, "3a"), (1, None)]


def test_what_changes_nothing_is_no_version(drafted):
    drafted.published()
    drafted.on("officer", LAW, operations.change_item, ItemDraft(title=LAW), 0)
    drafted.on("officer", LAW, placing.move_item, 2)
    assert len(notes(drafted)) == 1


def test_an_item_taken_out_of_a_draft_is_seen_by_nobody(drafted):
    drafted.on("officer", LAW, operations.remove_item)
    with pytest.raises(Missing):
        look(drafted, LAW)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ItemDraft(title=" "), "title"),
        (ItemDraft(title="A", minutes=0), "minutes"),
        (ItemDraft(title="A", minutes=481), "minutes"),
        (ItemDraft(title="A", agency_id="nowhere"), "agency_id"),
    ],
)
def test_an_item_must_make_sense(drafted, draft, field):
    with pytest.raises(Invalid) as no:
        drafted.do("officer", operations.add_item, draft)
    assert list(no.value.problems) == [field]


def test_the_second_writer_is_told_and_nothing_is_lost(drafted):
    drafted.on("officer", LAW, operations.change_item, ItemDraft(title="Của người thứ nhất"), 0)
    with pytest.raises(Overtaken):
        drafted.on("head", LAW, operations.change_item, ItemDraft(title="Của người thứ hai"), 0)
    assert look(drafted, LAW).title == "Của người thứ nhất"


def test_another_group_puts_an_item_at_its_end(drafted):
    draft = ItemDraft(title=LAW, group=Group.INFORMATION)
    drafted.on("officer", LAW, operations.change_item, draft, 0)
    assert [title for _, title in drafted.numbers()][-2:] == ["Báo cáo quý", LAW]


@pytest.mark.parametrize("username", ["chair", "minister", "assistant", "other_officer", "agency"])
def test_only_the_secretariat_edits(drafted, username):
    with pytest.raises((Denied, Missing)):
        drafted.on(username, LAW, operations.remove_item)
    with pytest.raises((Denied, Missing)):
        drafted.do(username, operations.add_item, ItemDraft(title="Của tôi"))


def test_an_agenda_is_not_edited_after_the_session(drafted):
    drafted.started().do("chair", meetings.end_meeting)
    for operation, rest in (
        (operations.remove_item, ()),
        (placing.move_item, (1,)),
        (operations.change_item, (ItemDraft(title="Muộn"), 0)),
    ):
        with pytest.raises(Closed):
            drafted.on("officer", LAW, operation, *rest)


def test_calling_an_item_puts_the_others_back(drafted):
    drafted.started()
    drafted.on("chair", "Kế hoạch năm", operations.call_item)
    drafted.on("chair", "Kế hoạch năm", operations.conclude_item, Outcome.ADOPTED)
    drafted.on("chair", LAW, operations.call_item)
    drafted.on("officer", "Đề án đường sắt", operations.call_item)
    assert [look(drafted, each).state for each in ("Kế hoạch năm", LAW, "Đề án đường sắt")] == [
        State.CONCLUDED,
        State.PLACED,
        State.CURRENT,
    ]


def test_items_are_called_only_while_the_session_runs(drafted):
    drafted.published()
    with pytest.raises(Refused):
        drafted.on("chair", LAW, operations.call_item)
    with pytest.raises(Denied):
        drafted.on("minister", LAW, operations.call_item)
    drafted.on("officer", LAW, operations.remove_item)
    drafted.do("chair", meetings.start_meeting)
    with pytest.raises(Refused):
        drafted.on("chair", LAW, operations.call_item)


def test_what_is_concluded_or_withdrawn_is_not_withdrawn_again(drafted):
    drafted.started()
    drafted.on("chair", LAW, operations.conclude_item, Outcome.ADOPTED)
    with pytest.raises(Refused, match="is concluded"):
        drafted.on("officer", LAW, operations.remove_item)
    drafted.on("officer", "Kế hoạch năm", operations.remove_item)
    with pytest.raises(Refused, match="has been withdrawn"):
        drafted.on("officer", "Kế hoạch năm", operations.remove_item)


def test_a_session_is_not_closed_while_an_item_has_no_outcome(drafted):
    drafted.started()
    drafted.on("chair", LAW, operations.call_item)
    drafted.do("chair", meetings.end_meeting)
    assert look(drafted, LAW).state is State.PLACED
    with pytest.raises(Refused) as no:
        drafted.do("officer", meetings.close_meeting)
    assert no.value.values == {"number": "1"}
    for title in drafted.items:
        drafted.on("chair", title, operations.conclude_item, Outcome.NOTED)
    drafted.do("officer", meetings.close_meeting)
    with pytest.raises(Refused):
        drafted.on("chair", LAW, operations.conclude_item, Outcome.ADOPTED)


def test_a_member_recuses_only_themselves(drafted, cabinet):
    drafted.published()
    drafted.on("finance", LAW, operations.recuse_member, cabinet.id("finance"), "Cổ phần")
    with pytest.raises(Denied):
        drafted.on("health", LAW, operations.recuse_member, cabinet.id("justice"), "")
    drafted.on("officer", LAW, operations.recuse_member, cabinet.id("justice"), "")
    drafted.on("officer", LAW, operations.recuse_member, cabinet.id("justice"), "")
    with pytest.raises(Invalid):
        drafted.on("officer", LAW, operations.recuse_member, cabinet.id("officer"), "")
    with reading():
        assert session().query(Recusal).count() == 2


def test_a_guest_invited_after_publication_is_called_at_once(drafted, cabinet):
    drafted.published()
    drafted.on("officer", LAW, operations.invite_guest, cabinet.id("guest"))
    invitation = drafted.look("guest").invitation_of(cabinet.id("guest"))
    assert not invitation.votes
    assert drafted.numbers("guest") == [("2", LAW)]


def test_nobody_is_invited_from_another_body(drafted, cabinet):
    with pytest.raises(Missing):
        drafted.on("officer", LAW, operations.invite_guest, cabinet.id("stranger"))
    with reading():
        assert all(not each.guests for each in session().query(Item))
