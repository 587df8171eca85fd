"""A pasted list becomes items once it is confirmed, all in one deed."""

import pytest

from ecabinet.agenda.drafting import ItemDraft
from ecabinet.agenda.models import Group, Item
from ecabinet.agenda.operations import MOST, add_items
from ecabinet.audit.models import Entry
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Closed, Denied, Invalid, Missing
from ecabinet.meetings.operations import end_meeting
from ecabinet.meetings.queries import find_meeting, list_publications
from ecabinet.notifications.models import Notice
from tests.meetings.sessions import Session

TEXT = (
    "I. Thông qua không thảo luận\n1. Giá đất (Bộ Tài chính, 25 phút)\n2. luật quy hoạch\n"
    "II. Thảo luận\n3. Đường sắt"
)


@pytest.fixture
def drafted(cabinet):
    return Session(cabinet)


def titles(drafted):
    return [title for _, title in drafted.numbers()]


def add(drafted, who, drafts):
    return drafted.do(
        who, lambda actor, meeting: [each.id for each in add_items(actor, meeting, drafts)]
    )


def many(count):
    return [ItemDraft(f"Nội dung {n}", group=list(Group)[n % 3]) for n in range(count)]


def test_a_list_is_added_in_one_deed(drafted):
    ids = add(drafted, "officer", many(6))
    assert titles(drafted) == [
        *("Kế hoạch năm", "Nội dung 0", "Nội dung 3", "Luật Quy hoạch", "Đề án đường sắt"),
        *("Nội dung 1", "Nội dung 4", "Báo cáo quý", "Nội dung 2", "Nội dung 5"),
    ]
    with reading():
        places = session().query(Item.place).filter_by(meeting_id=drafted.id)
        assert sorted(place for (place,) in places) == list(range(1, 11))
        entry = session().query(Entry).filter_by(event="item.list_added").one()
        assert (entry.details["count"], list(entry.details["item_ids"])) == (6, ids)
        assert "Nội dung" not in str(entry.details)


def test_after_publication_it_is_one_version_and_one_notice(drafted):
    drafted.published()
    add(drafted, "officer", many(3))
    assert [number for number, _ in drafted.numbers()] == ["1", "1a", "2", "3", "3a", "4", "4a"]
    versions = drafted.cabinet.look(
        "officer",
        lambda actor: [
            (each.version, each.values)
            for each in list_publications(actor, find_meeting(actor, drafted.id))
        ],
    )
    assert versions[0] == (2, {"count": "3"})
    with reading():
        told = session().query(Notice).filter(Notice.href == f"/meetings/{drafted.id}")
        late = [
            each
            for each in told
            if each.values.get("count") == "3" and "starts_at" not in each.values
        ]
        people = [each.account_id for each in late]
    assert len(people) == len({*people})
    assert drafted.cabinet.id("minister") in people


@pytest.mark.parametrize("username", ["chair", "minister", "agency", "other_officer"])
def test_only_the_secretariat_adds(drafted, username):
    with pytest.raises((Denied, Missing)):
        add(drafted, username, many(1))


def test_nothing_is_added_when_one_of_them_cannot_be(drafted):
    for drafts in ([], many(MOST + 1), [*many(2), ItemDraft("Ba", agency_id="nowhere")]):
        with pytest.raises(Invalid):
            add(drafted, "officer", drafts)
    assert len(titles(drafted)) == 4
    drafted.started().do("chair", end_meeting)
    with pytest.raises(Closed):
        add(drafted, "officer", many(1))


@pytest.mark.once
def test_how_many_they_are_costs_no_statements(drafted, statements):
    def cost(count):
        with statements() as counted:
            add(drafted, "officer", many(count))
        return counted()

    cost(1)
    assert cost(4) == cost(60)


@pytest.mark.once
def test_nothing_is_added_before_it_is_confirmed(drafted, sign_in):
    browser, address = sign_in("officer"), f"/meetings/{drafted.id}/agenda/paste"
    assert address in browser.get(f"/meetings/{drafted.id}/agenda").text
    assert browser.get(address).status_code == 200
    looked = browser.post(address, data={"text": TEXT, "group": "discuss"})
    assert looked.status_code == 200
    assert 'value="0" checked' in looked.text
    assert 'value="1" checked' not in looked.text  # one of that title is there
    assert len(titles(drafted)) == 4
    sent = {"text": TEXT, "group": "discuss", "step": "add"}
    assert browser.post(address, data=sent).status_code == 422
    again = browser.post(address, data=sent | {"step": "text"})
    assert "3. Đường sắt" in again.text
    done = browser.post(address, data=sent | {"rows": ["0", "2"]})
    assert done.status_code == 303
    assert titles(drafted)[1] == "Giá đất"
    assert len(titles(drafted)) == 6
    with reading():
        added = session().query(Item).filter_by(title="Giá đất").one()
        assert (added.minutes, added.agency.name, added.group) == (25, "Bộ Tài chính", Group.ADOPT)


@pytest.mark.once
@pytest.mark.parametrize(
    "text", ["", "1.", "\n".join(f"{n}. Việc" for n in range(1, 400)), "dài " * 20_000]
)
def test_a_text_that_gives_no_list_comes_back(drafted, sign_in, text):
    reply = sign_in("officer").post(f"/meetings/{drafted.id}/agenda/paste", data={"text": text})
    assert reply.status_code == 422
    assert 'href="#f-text"' in reply.text


@pytest.mark.once
def test_the_breaks_that_word_makes_are_lines(drafted, sign_in):
    looked = sign_in("officer").post(
        f"/meetings/{drafted.id}/agenda/paste", data={"text": "1. Một\v2. Hai\r\n\f3. Ba"}
    )
    assert "3. Ba" in looked.text
