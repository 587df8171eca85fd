"""Two officers put one agenda in order at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ecabinet.agenda import placing_operations as placing
from ecabinet.agenda.models import Group, Item
from ecabinet.agenda.operations import ItemDraft, add_item, change_item, remove_item
from ecabinet.agenda.placing_operations import Spot
from ecabinet.agenda.queries import find_item
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Missing, Overtaken
from ecabinet.meetings.operations import end_meeting
from tests.meetings.sessions import Session

LAW, RAIL = "Luật Quy hoạch", "Đề án đường sắt"


@pytest.fixture
def drafted(cabinet):
    return Session(cabinet)


def order(drafted):
    return [title for _, title in drafted.numbers()]


def spot(drafted, group, after="", before=""):
    ids = drafted.items
    return Spot(group, ids.get(after, after), ids.get(before, before))


def test_an_item_goes_beside_another_across_groups(drafted):
    drafted.on("officer", LAW, placing.place_item, spot(drafted, Group.INFORMATION, "Báo cáo quý"))
    assert order(drafted) == ["Kế hoạch năm", RAIL, "Báo cáo quý", LAW]
    drafted.on("head", LAW, placing.place_item, spot(drafted, Group.ADOPT, before="Kế hoạch năm"))
    assert order(drafted)[0] == LAW
    with pytest.raises(Overtaken):  # its form was open: the group in it is no longer true
        drafted.on("officer", LAW, change_item, ItemDraft(title=LAW), 0)


def test_a_neighbour_that_is_gone_leads_to_the_end(drafted):
    drafted.on("officer", LAW, placing.place_item, spot(drafted, Group.ADOPT, RAIL, "nowhere"))
    assert order(drafted)[:2] == ["Kế hoạch năm", LAW]


@pytest.mark.parametrize("username", ["chair", "minister", "other_officer", "agency"])
def test_only_the_secretariat_moves(drafted, username):
    for deed, where in (
        (placing.place_item, Spot(Group.ADOPT)),
        (placing.step_item, placing.Way.UP),
    ):
        with pytest.raises((Denied, Missing)):
            drafted.on(username, LAW, deed, where)


def test_nothing_is_moved_after_the_session(drafted):
    drafted.started().do("chair", end_meeting)
    with pytest.raises(Closed):
        drafted.on("officer", LAW, placing.step_item, placing.Way.DOWN)


def moving(drafted, who, item_id, where):
    return lambda: drafted.cabinet.act(
        who,
        lambda actor: placing.place_item(actor, find_item(actor, item_id, lock=True), where).id,
    )


def placed(drafted):
    with reading():
        kept = session().query(Item).filter_by(meeting_id=drafted.id, state="placed")
        return sorted((each.place, list(Group).index(each.group)) for each in kept)


def test_twenty_moves_at_once_lose_nothing(drafted):
    """With an item added and one taken out among them: each is there once, each place once, for both the same."""
    ids = [drafted.add(f"Nội dung {n}") for n in range(6)]
    late = drafted.add("Rút ra")
    deeds = [
        moving(drafted, who, ids[n % 6], Spot(list(Group)[n % 3], ids[(n * 5 + 2) % 6]))
        for n, who in enumerate(("officer", "head") * 10)
    ]
    deeds[7:7] = [lambda: drafted.do("officer", add_item, ItemDraft(title="Mới"))]
    deeds[13:13] = [moving_out(drafted, late)]
    with ThreadPoolExecutor(8) as crowd:
        assert len(list(crowd.map(lambda deed: deed() and None, deeds))) == 22
    assert [place for place, _ in placed(drafted)] == list(range(1, 12))
    groups = [group for _, group in placed(drafted)]
    assert groups == sorted(groups)
    assert drafted.numbers("officer") == drafted.numbers("head")
    assert len({*order(drafted)}) == 11


def moving_out(drafted, item_id):
    return lambda: drafted.cabinet.act(
        "head", lambda actor: remove_item(actor, find_item(actor, item_id, lock=True)).id
    )
