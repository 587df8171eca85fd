"""Positions before the session: each member for themselves, once, changed by a higher number only."""

import pytest

from ecabinet.agenda.models import Position, Stand
from ecabinet.agenda.operations import recuse_member
from ecabinet.agenda.position_operations import take_position
from ecabinet.agenda.queries import count_positions, find_item, list_my_positions, list_positions
from ecabinet.audit.models import Entry
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing, Refused
from ecabinet.meetings.operations import start_meeting
from ecabinet.meetings.queries import find_meeting
from tests.meetings.sessions import Session

LAW = "Luật Quy hoạch"


@pytest.fixture
def published(cabinet):
    return Session(cabinet).published()


def taken():
    with reading():
        positions = session().query(Position).all()
        entries = session().query(Entry).filter(Entry.event == "position.taken").count()
    return [(each.stand, each.text, each.seq) for each in positions], entries


def test_the_same_deed_twice_is_one(published):
    for _ in range(2):
        published.on("minister", LAW, take_position, Stand.COMMENT, "Nên bổ sung", 1)
    assert taken() == ([(Stand.COMMENT, "Nên bổ sung", 1)], 1)


def test_a_higher_number_takes_the_place(published):
    published.on("minister", LAW, take_position, Stand.COMMENT, "Nên bổ sung", 1)
    published.on("minister", LAW, take_position, Stand.NO_OBJECTION, "", 2)
    assert taken() == ([(Stand.NO_OBJECTION, "", 2)], 2)


@pytest.mark.parametrize("seq", [1, 2])
def test_an_older_deed_never_wins(published, seq):
    published.on("minister", LAW, take_position, Stand.NO_OBJECTION, "", 2)
    with pytest.raises(Refused):
        published.on("minister", LAW, take_position, Stand.OBJECT, "Không", seq)
    assert taken() == ([(Stand.NO_OBJECTION, "", 2)], 1)


@pytest.mark.parametrize("stand", [Stand.COMMENT, Stand.OBJECT])
def test_a_comment_and_an_objection_need_words(published, stand):
    with pytest.raises(Invalid) as no:
        published.on("minister", LAW, take_position, stand, "  ", 1)
    assert list(no.value.problems) == ["text"]


@pytest.mark.parametrize("username", ["assistant", "officer", "head"])
def test_only_members_take_positions(published, username):
    with pytest.raises(Denied):
        published.on(username, LAW, take_position, Stand.NO_OBJECTION, "", 1)


def test_positions_end_where_the_session_begins(published):
    published.on("minister", LAW, take_position, Stand.SPEAK, "", 1)
    published.do("chair", start_meeting)
    with pytest.raises(Closed):
        published.on("health", LAW, take_position, Stand.SPEAK, "", 1)
    published.on("minister", LAW, take_position, Stand.SPEAK, "", 1)
    assert taken()[1] == 1


def test_before_publication_no_position_is_asked(cabinet):
    drafted = Session(cabinet)
    with pytest.raises((Missing, Denied, Refused)):
        drafted.on("chair", LAW, take_position, Stand.NO_OBJECTION, "", 1)


def test_who_is_recused_takes_none(published, cabinet):
    published.on("finance", LAW, recuse_member, cabinet.id("finance"), "")
    with pytest.raises(Missing):
        published.on("finance", LAW, take_position, Stand.OBJECT, "Không", 1)


def test_each_sees_their_own_and_the_chair_sees_all(published, cabinet):
    published.on("minister", LAW, take_position, Stand.OBJECT, "Không", 1)
    item_id = published.items[LAW]

    def of(actor):
        return list_positions(actor, find_item(actor, item_id))

    def own(actor):
        return list(list_my_positions(actor, find_meeting(actor, published.id)))

    assert len(cabinet.look("chair", of)) == len(cabinet.look("officer", of)) == 1
    with pytest.raises(Denied):
        cabinet.look("minister", of)
    assert cabinet.look("minister", own) == [item_id]
    assert cabinet.look("health", own) == []


def test_counts_are_for_those_who_see_all(published, cabinet):
    published.on("minister", LAW, take_position, Stand.NO_OBJECTION, "", 1)

    def counts(actor):
        return dict(count_positions(actor, find_meeting(actor, published.id)))

    assert cabinet.look("officer", counts) == {published.items[LAW]: {"no_objection": 1}}
    assert cabinet.look("minister", counts) == {}
