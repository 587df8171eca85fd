"""The addresses of items, and the agenda's editor."""

import pytest

from ecabinet.agenda import operations
from ecabinet.agenda.models import Stand
from ecabinet.agenda.operations import ItemDraft, recuse_member
from ecabinet.agenda.position_operations import take_position
from ecabinet.agenda.queries import find_item
from ecabinet.meetings.attendance_operations import check_in
from ecabinet.meetings.operations import end_meeting, start_meeting
from tests.meetings.sessions import Session

pytestmark = pytest.mark.once

LAW = "Luật Quy hoạch"


@pytest.fixture
def drafted(cabinet):
    return Session(cabinet)


@pytest.fixture
def published(drafted):
    return drafted.published()


def item_of(drafted, title=LAW):
    return f"/items/{drafted.items[title]}"


def test_the_editor_adds_moves_and_takes_out(drafted, sign_in):
    browser, page = sign_in("officer"), f"/meetings/{drafted.id}"
    assert browser.get(f"{page}/agenda").status_code == 200
    sent = {"title": "Nội dung mới", "group": "adopt", "minutes": "20"}
    reply = browser.post(f"{page}/items/new", data=sent)
    assert reply.status_code == 303
    assert "Nội dung mới" in browser.get(reply.location).text
    assert browser.post(f"{item_of(drafted)}/place", data={"place": "9"}).status_code == 303
    assert [title for _, title in drafted.numbers()][1:4] == [
        "Nội dung mới",
        "Đề án đường sắt",
        LAW,
    ]
    assert browser.get(f"{item_of(drafted)}/remove").status_code == 200
    assert browser.post(f"{item_of(drafted)}/remove").status_code == 303
    assert LAW not in [title for _, title in drafted.numbers()]


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"minutes": "lâu"}, {"minutes": "0"}, {"agency_id": "x"}]
)
def test_what_cannot_be_read_is_shown_again(drafted, sign_in, wrong):
    browser = sign_in("officer")
    for address in (f"/meetings/{drafted.id}/items/new", f"{item_of(drafted)}/edit"):
        sent = {"title": "Tên", "summary": "Đã gõ lâu rồi", "minutes": "15"} | wrong
        reply = browser.post(address, data=sent)
        assert reply.status_code == 422
        assert "Đã gõ lâu rồi" in reply.text
        assert f'href="#f-{next(iter(wrong))}"' in reply.text


def test_the_second_writer_sees_both_texts(drafted, sign_in):
    drafted.on("head", LAW, operations.change_item, ItemDraft(title="Tên của chánh"), 0)
    browser = sign_in("officer")
    mine = {"title": "Tên của tôi", "revision": "0"}
    reply = browser.post(f"{item_of(drafted)}/edit", data=mine)
    assert reply.status_code == 409
    assert "Tên của chánh" in reply.text
    assert "Tên của tôi" in reply.text
    assert 'name="revision" value="1"' in reply.text
    assert (
        browser.post(f"{item_of(drafted)}/edit", data=mine | {"revision": "1"}).status_code == 303
    )


def test_the_editor_is_the_secretariats(published, sign_in):
    for username in ("minister", "chair"):
        browser = sign_in(username)
        assert browser.get(f"/meetings/{published.id}/agenda").status_code == 403
        assert browser.get(f"{item_of(published)}/edit").status_code == 403
        assert browser.post(f"{item_of(published)}/remove").status_code == 403


@pytest.mark.parametrize(
    "username", ["stranger", "other_officer", "admin", "auditor", "clerk", "guest"]
)
def test_to_others_there_is_no_such_item(published, sign_in, username):
    browser = sign_in(username)
    for rest in ("", "/edit", "/remove", "/position", "/recusal"):
        assert browser.get(f"{item_of(published)}{rest}").status_code == 404
    sent = {"stand": "no_objection", "seq": "1"}
    assert browser.post(f"{item_of(published)}/position", data=sent).status_code == 404


def test_a_position_by_form_by_script_and_again(published, sign_in):
    browser, address = sign_in("minister"), f"{item_of(published)}/position"
    sent = {"stand": "comment", "text": "Nên nêu rõ nguồn vốn", "seq": "1"}
    assert browser.post(address, data=sent | {"text": ""}).status_code == 422
    assert browser.post(address, data=sent).status_code == 303
    reply = browser.post(address, data=sent, headers={"Accept": "application/json"})
    assert reply.json["ok"]
    older = sent | {"stand": "no_objection"}
    assert (
        browser.post(address, data=older, headers={"Accept": "application/json"}).status_code == 409
    )
    assert "Nên nêu rõ nguồn vốn" in browser.get(item_of(published)).text
    assert "Nên nêu rõ nguồn vốn" in sign_in("officer").get(item_of(published)).text
    assert "Nên nêu rõ nguồn vốn" not in sign_in("health").get(item_of(published)).text
    published.do("chair", start_meeting)
    assert browser.post(address, data=sent | {"seq": "2"}).status_code == 410
    assert browser.get(item_of(published)).status_code == 200


def test_once_the_session_has_begun_one_is_shown_to_the_room(published, sign_in):
    browser, room = sign_in("minister"), f"/meetings/{published.id}/room"
    addresses = (item_of(published), f"{item_of(published)}/position")
    link = f'class="btn btn--primary btn--lg btn--block" href="{room}"'
    assert all(link not in browser.get(each).text for each in addresses)
    published.do("chair", start_meeting)
    assert all(link in browser.get(each).text for each in addresses)
    assert "focus__handle" in browser.get(item_of(published)).text
    published.do("chair", end_meeting)
    assert all(link not in browser.get(each).text for each in addresses)
    assert "focus__handle" not in browser.get(item_of(published)).text


def test_who_is_present_is_not_said_to_owe_an_answer(published, sign_in, cabinet):
    browser, page = sign_in("minister"), f"/meetings/{published.id}"
    published.do("chair", start_meeting)
    assert "Chờ trả lời" in browser.get(page).text
    published.do("minister", check_in)
    assert "Chờ trả lời" not in browser.get(page).text


def test_a_position_by_socket(published, socket, cabinet):
    there = socket("minister")
    sent = {"item": published.items[LAW], "stand": "speak", "text": "", "seq": 1}
    answer = there.emit("position", sent, callback=True)
    assert answer["ok"]
    assert (
        there.emit("position", sent | {"seq": 2, "stand": "object"}, callback=True)["error"] == 422
    )
    outside = socket("stranger")
    assert outside.emit("position", sent, callback=True)["error"] == 404
    topics = {
        f"agenda:{published.id}": 0,
        f"meeting:{published.id}": 0,
        f"presence:{published.id}": 0,
    }
    assert there.emit("watch", {"topics": topics}, callback=True)["refused"] == []
    assert outside.emit("watch", {"topics": topics}, callback=True)["refused"] == list(topics)
    own = {f"positions:{published.items[LAW]}": 0}
    assert there.emit("watch", {"topics": own}, callback=True)["refused"] == list(own)
    assert socket("chair").emit("watch", {"topics": own}, callback=True)["refused"] == []


def test_who_recuses_themselves_goes_on_to_the_session(published, sign_in, cabinet):
    browser = sign_in("finance")
    assert browser.get(f"{item_of(published)}/recusal").status_code == 200
    sent = {"account_id": cabinet.id("finance"), "reason": "Cổ phần"}
    reply = browser.post(f"{item_of(published)}/recusal", data=sent)
    assert reply.location == f"/meetings/{published.id}"
    assert LAW not in browser.get(reply.location).text
    assert browser.get(item_of(published)).status_code == 404
    officer = sign_in("officer").get(item_of(published)).text
    assert "Cổ phần" in officer


def test_an_agency_sees_its_item_and_not_the_session(drafted, sign_in, cabinet):
    drafted.add("Nhà ở xã hội", agency_id=cabinet.construction)
    browser = sign_in("agency")
    assert browser.get(item_of(drafted, "Nhà ở xã hội")).status_code == 200
    assert browser.get(f"/meetings/{drafted.id}").status_code == 404
    assert sign_in("treasury").get(item_of(drafted, "Nhà ở xã hội")).status_code == 404


def test_a_guest_is_invited_from_the_editor(published, sign_in, cabinet):
    browser = sign_in("officer")
    assert (
        "Mai Xuân Phú"
        in browser.get(f"/meetings/{published.id}/agenda?item={published.items[LAW]}").text
    )
    browser.post(f"{item_of(published)}/guests", data={"account_id": cabinet.id("guest")})
    guest = sign_in("guest")
    assert guest.get(item_of(published)).status_code == 200
    assert "Kế hoạch năm" not in guest.get(f"/meetings/{published.id}").text


def test_the_history_of_an_item_says_what_changed(published, sign_in):
    published.on("officer", LAW, operations.remove_item)
    text = sign_in("minister").get(item_of(published)).text
    assert published.items[LAW] in text
    assert f"“{LAW}”" in text


def test_nobody_objecting_is_said_to_the_secretariat(published, sign_in, cabinet):
    for username in ("chair", "minister", "finance", "health", "justice"):
        published.on(username, LAW, take_position, Stand.NO_OBJECTION, "", 1)
    officer, health = sign_in("officer"), sign_in("health")
    page = f"/meetings/{published.id}"
    with_mark = officer.get(page).text.count("tag--agree")
    assert with_mark > health.get(page).text.count("tag--agree")
    found = cabinet.look("officer", lambda actor: find_item(actor, published.items[LAW]))
    assert not found.recusals
    published.on("officer", LAW, recuse_member, cabinet.id("health"), "")
    assert health.get(page).status_code == 200
