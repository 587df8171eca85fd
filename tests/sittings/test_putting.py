"""What the desk puts to the vote in the room, and runs there, without script."""

import io
import re

import pytest

from ecabinet.ballots.models import Ballot, Kind
from ecabinet.core.database import reading
from tests.ballots.stage import QUESTION
from tests.papers.shelf import pdf
from tests.sittings.room import RoomOf
from tests.sittings.test_routes import text


@pytest.fixture
def room(stage):
    stage.start()
    room = RoomOf(stage)
    room.call()
    return room


def put(room, client, **sent):
    return client.post(f"{room.url}/ballots", data=sent)


def ballots(room):
    with reading() as current:
        query = current.query(Ballot).filter_by(meeting_id=room.stage.meeting)
        return query.order_by(Ballot.prepared_at).all()


def test_a_question_on_no_item_opens_with_a_limit_and_everybody_sees_it(room, sign_in):
    sent = {"put": "free", "asked": "Họp thêm buổi chiều?", "limit_s": "120", "opens": "yes"}
    assert put(room, sign_in("officer"), **sent).status_code == 303
    (ballot,) = ballots(room)
    assert (ballot.item_id, ballot.limit_s, ballot.state) == (None, 120, "open")
    page = text(sign_in("minister").get(room.url))
    assert "Họp thêm buổi chiều?" in page
    assert f"/ballots/{ballot.id}/votes" in page


@pytest.mark.parametrize("on_item", [True, False])
def test_a_list_is_on_the_current_item_or_on_none(room, sign_in, on_item):
    sent = {"put": "list", "asked": "Chọn ngày?", "options": "Thứ Hai\r\n\r\nThứ Tư\n"}
    more = {"on_item": "yes", "item_id": room.stage.item} if on_item else {}
    assert put(room, sign_in("chair"), **sent, **more).status_code == 303
    (ballot,) = ballots(room)
    assert (ballot.kind, ballot.labels) == (Kind.LIST, ["Thứ Hai", "Thứ Tư"])
    assert ballot.item_id == (room.stage.item if on_item else None)


def test_a_list_of_one_is_asked_for_again_with_what_was_typed(room, sign_in):
    reply = put(room, sign_in("chair"), put="list", asked="Chọn ngày?", options="Thứ Hai")
    page = reply.get_data(as_text=True)
    assert reply.status_code == 422
    assert 'id="f-options-error"' in page
    assert "Chọn ngày?" in page


@pytest.mark.parametrize("hidden", ["\u202e", "\x08", "\0"])
def test_a_hidden_sign_in_one_of_several_questions_is_said(room, sign_in, hidden):
    items = [room.stage.item, room.stage.add_item("Khác")]
    asked = {f"question-{items[0]}": f"Thông{hidden}qua?"}
    reply = put(room, sign_in("chair"), put="several", chosen=items, **asked)
    assert reply.status_code == 422
    assert ballots(room) == []


def test_no_item_is_called_by_what_no_column_keeps(room, sign_in):
    sent = {"put": "several", "chosen": ["a\0", room.stage.item]}
    assert put(room, sign_in("chair"), **sent).status_code == 404


def test_several_items_are_opened_and_run_together(room, sign_in):
    other = room.stage.add_item("Giá điện", ask="Thông qua phương án giá điện?")
    chair = sign_in("chair")
    items = [room.stage.item, other]
    sent = {"put": "several", "chosen": items, f"question-{room.stage.item}": "Thông qua cả gói?"}
    assert put(room, chair, **sent, opens="yes").status_code == 303
    found = ballots(room)
    assert [each.question for each in found] == [
        "Thông qua cả gói?",
        "Thông qua phương án giá điện?",
    ]
    assert {each.state.value for each in found} == {"open"}
    bloc = found[0].bloc
    page = text(chair.get(room.url))
    assert f"/blocs/{bloc}/close" in page
    assert f"/blocs/{bloc}/close" not in text(sign_in("minister").get(room.url))
    for deed, after in (("pause", "paused"), ("resume", "open"), ("close", "closed")):
        assert chair.post(f"/blocs/{bloc}/{deed}").status_code == 303
        assert {each.state.value for each in ballots(room)} == {after}
    assert chair.post(f"/blocs/{bloc}/announce").status_code == 303
    assert {each.state.value for each in ballots(room)} == {"announced"}
    assert chair.post(f"/blocs/{bloc}/burn").status_code == 404


def test_one_item_alone_is_no_bloc(room, sign_in):
    room.stage.add_item("Giá điện")
    reply = put(room, sign_in("chair"), put="several", chosen=[room.stage.item])
    assert reply.status_code == 422
    assert 'id="f-chosen-error"' in reply.get_data(as_text=True)


def test_what_stands_in_the_way_of_a_bloc_is_said_with_its_reason(room, sign_in):
    other = room.stage.add_item("Giá điện")
    chair = sign_in("chair")
    put(room, chair, put="several", chosen=[room.stage.item, other])
    bloc = ballots(room)[0].bloc
    room.stage.open(ballot=room.stage.prepare(item=other))
    reply = chair.post(f"/blocs/{bloc}/open")
    assert reply.status_code == 409
    page = reply.get_data(as_text=True)
    assert "Giá điện" in page
    assert "Nội dung này đang có một cuộc biểu quyết khác" in page


def test_only_who_runs_the_session_puts_to_the_vote(room, sign_in):
    member = sign_in("minister")
    assert put(room, member, put="free", asked="Họp thêm?").status_code == 403
    assert 'name="put"' not in text(member.get(room.url))


def test_a_ballot_is_given_more_time_and_repeated(room, sign_in):
    chair = sign_in("chair")
    put(room, chair, item_id=room.stage.item, question=QUESTION, limit_s="60", opens="yes")
    (first,) = ballots(room)
    assert f"/ballots/{first.id}/extend" in text(chair.get(room.url))
    assert chair.post(f"/ballots/{first.id}/extend").status_code == 303
    assert 60_000 < ballots(room)[0].left_ms <= 120_000
    chair.post(f"/ballots/{first.id}/annul", data={"reason": "Nhầm câu hỏi"})
    assert f"/ballots/{first.id}/repeat" in text(chair.get(f"/ballots/{first.id}"))
    reply = chair.post(f"/ballots/{first.id}/repeat", headers={"X-Fragment": "1"})
    second = ballots(room)[1]
    assert second.repeats_id == first.id
    assert f"/ballots/{second.id}" in text(reply)
    assert f"/ballots/{first.id}" in text(sign_in("minister").get(f"/ballots/{second.id}"))


def test_a_count_by_hand_is_recorded_with_its_sheet(room, sign_in):
    desk = sign_in("officer")
    put(room, desk, item_id=room.stage.item, question=QUESTION)
    (ballot,) = ballots(room)
    address = f"/ballots/{ballot.id}"
    assert f"{address}/by-hand" in text(desk.get(room.url))
    assert "count-for_" in text(desk.get(f"{address}/by-hand"))
    wrong = desk.post(f"{address}/by-number", data={"count-for_": "9"})
    assert wrong.status_code == 422
    assert 'id="f-count-for_-error"' in wrong.get_data(as_text=True)
    sheet = (io.BytesIO(pdf()), "phieu-kiem.pdf")
    sent = {"count-for_": "3", "count-against": "", "file": sheet}
    assert desk.post(f"{address}/by-number", data=sent).status_code == 303
    (ballot,) = ballots(room)
    assert (ballot.state, ballot.by_hand, ballot.result["for_"]) == ("closed", True, 3)
    assert ballot.sheet_id
    assert ballot.sheet_id in text(desk.get(f"{address}/by-hand"))


def test_a_count_by_name_is_recorded_and_its_sheet_comes_later(room, sign_in, cabinet):
    desk = sign_in("officer")
    put(room, desk, item_id=room.stage.item, question=QUESTION)
    (ballot,) = ballots(room)
    sent = {f"choice-{cabinet.id(each)}": "for_" for each in ("chair", "finance")}
    assert desk.post(f"/ballots/{ballot.id}/by-name", data=sent).status_code == 303
    assert ballots(room)[0].result["for_"] == 2
    none = desk.post(f"/ballots/{ballot.id}/sheet", data={})
    assert none.status_code == 422
    sheet = {"file": (io.BytesIO(pdf()), "phieu-kiem.pdf")}
    assert desk.post(f"/ballots/{ballot.id}/sheet", data=sheet).status_code == 303
    assert ballots(room)[0].sheet_id


@pytest.mark.parametrize("username", ["chair", "minister"])
def test_only_the_desk_comes_to_the_count_by_hand(room, sign_in, username):
    ballot = room.stage.prepare()
    client = sign_in(username)
    assert client.get(f"/ballots/{ballot}/by-hand").status_code == 403
    assert client.post(f"/ballots/{ballot}/by-number", data={"count-for_": "3"}).status_code == 403


def test_a_quorum_lost_later_is_said_to_who_runs_the_session(room, sign_in, cabinet):
    room.stage.open()
    officer = sign_in("officer")
    said = "Hiện không còn đủ túc số"
    assert said not in text(officer.get(f"{room.url}/main"))
    for each in ("minister", "finance"):
        officer.post(f"{room.url}/members/{cabinet.id(each)}/check-out")
    assert said in text(officer.get(f"{room.url}/main"))
    assert said not in text(sign_in("health").get(f"{room.url}/main"))


def settle(room, sign_in, ballot):
    for step in ("close", "announce"):
        assert sign_in("chair").post(f"/ballots/{ballot.id}/{step}").status_code == 303


def seen(room, sign_in):
    """Return the ids of the ballots, in the order in which a member finds them."""
    page = sign_in("minister").get(room.url).get_data(as_text=True)
    return re.findall(r'<section class="card vote" id="ballot-(\w+)"', page)


def test_a_ballot_that_is_open_stands_above_results_of_before(room, sign_in):
    for asked in ("Họp thêm buổi chiều?", "Tạm nghỉ?", "Mời thêm khách?"):
        put(room, sign_in("chair"), put="free", asked=asked, opens="yes")
        settle(room, sign_in, ballots(room)[-1])
    put(room, sign_in("chair"), put="free", asked="Kéo dài đến 18:00?", opens="yes")
    assert seen(room, sign_in) == [each.id for each in reversed(ballots(room))]


def test_what_was_over_before_the_item_was_put_to_the_vote_stands_below_it(room, sign_in):
    put(room, sign_in("chair"), put="free", asked="Tạm nghỉ?", opens="yes")
    settle(room, sign_in, ballots(room)[-1])
    put(room, sign_in("chair"), item_id=room.stage.item, question=QUESTION, opens="yes")
    earlier, on_item = ballots(room)
    assert seen(room, sign_in) == [on_item.id, earlier.id]
    put(room, sign_in("chair"), put="free", asked="Họp thêm?", opens="yes")
    later = ballots(room)[-1]
    settle(room, sign_in, later)  # what has just been announced is not looked for below
    assert seen(room, sign_in) == [later.id, on_item.id, earlier.id]


def test_nothing_is_left_to_do_with_what_was_annulled_and_is_repeated(room, sign_in):
    put(room, sign_in("chair"), put="free", asked="Tạm nghỉ?", opens="yes")
    url = f"/ballots/{ballots(room)[0].id}"
    sign_in("chair").post(f"{url}/annul", data={"reason": "Câu hỏi ghi sai."})
    shown = [sign_in("officer").get(url).get_data(as_text=True)]
    sign_in("chair").post(f"{url}/repeat")
    shown += [sign_in("officer").get(url).get_data(as_text=True)]
    assert ['class="control"' in each for each in shown] == [True, False]  # no empty frame
