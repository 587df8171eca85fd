import io

import pypdfium2
import pytest

from ecabinet.agenda.models import Outcome
from ecabinet.audit.checkpoints import file, kept_in_file
from ecabinet.audit.checkpoints import seal as checkpoint_now
from ecabinet.meetings import operations as meetings
from ecabinet.papers.operations import open_dossier
from tests.minutes.conftest import TEXT


@pytest.fixture
def page(stage):
    return f"/meetings/{stage.meeting}/minutes"


def sent(**changes):
    return {"text": TEXT, "outcome": "adopted", "revision": "0"} | changes


def test_the_desk_writes_a_conclusion(stage, page, sign_in):
    stage.start()
    desk = sign_in("officer")
    reply = desk.post(f"{page}/items/{stage.item}", data=sent())
    assert (reply.status_code, reply.location) == (303, f"{page}#item-{stage.item}")
    html = desk.get(page).text
    assert "Báo cáo trước ngày 15." in html
    assert "/tasks/new?conclusion=" in html


def test_what_is_typed_is_shown_as_text(stage, page, sign_in):
    stage.start().write(text="<script>alert(1)</script>\nDòng hai")
    html = sign_in("officer").get(page).text
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_two_who_write_at_once_lose_nothing(stage, page, sign_in):
    stage.start().write("head", text="Lời của người trước")
    reply = sign_in("officer").post(
        f"{page}/items/{stage.item}", data=sent(text="Lời của người sau")
    )
    assert reply.status_code == 409
    assert "Lời của người trước" in reply.text
    assert "Lời của người sau" in reply.text
    assert 'name="revision" value="1"' in reply.text


@pytest.mark.parametrize("wrong", [{"text": ""}, {"outcome": "khac"}, {"outcome": ""}])
def test_what_cannot_be_read_comes_back_with_the_page(stage, page, sign_in, wrong):
    stage.start()
    reply = sign_in("officer").post(f"{page}/items/{stage.item}", data=sent(**wrong))
    assert reply.status_code == 422
    assert 'class="errors"' in reply.text
    assert "text" in wrong or "Báo cáo trước ngày 15." in reply.text


def test_members_read_it_once_the_session_is_over(stage, page, sign_in):
    stage.start().write()
    member = sign_in("minister")
    assert member.get(page).status_code == 404
    stage.of_meeting("chair", meetings.end_meeting)
    html = member.get(page).text
    assert "Giao Bộ Xây dựng" in html
    assert f"/items/{stage.item}" not in html.replace(f"item-{stage.item}", "")
    assert member.post(f"{page}/items/{stage.item}", data=sent()).status_code == 403


@pytest.mark.parametrize("username", ["guest", "stranger", "other_officer", "admin", "auditor"])
def test_others_find_no_minutes(stage, page, sign_in, username):
    stage.start().write()
    stage.of_meeting("chair", meetings.end_meeting)
    assert sign_in(username).get(page).status_code == 404
    assert sign_in(username).get(f"{page}.pdf").status_code == 404


def test_a_recused_member_reads_a_polite_sentence(stage, page, sign_in):
    stage.recuse("finance")
    stage.start().write()
    stage.of_meeting("chair", meetings.end_meeting)
    html = sign_in("finance").get(page).text
    assert "Giao Bộ Xây dựng" not in html
    assert "không tham gia nội dung này (xung đột lợi ích)" in html


def test_closing_waits_for_every_outcome(stage, page, sign_in):
    late = stage.add_item("Nội dung muộn")
    stage.start().write()
    stage.of_meeting("chair", meetings.end_meeting)
    desk = sign_in("officer")
    assert desk.post(f"{page}/close").status_code == 409
    stage.write(item=late, outcome=Outcome.NOTED)
    assert desk.post(f"{page}/close").status_code == 303
    assert f"write-{stage.item}" not in desk.get(page).text


def test_the_printed_minutes_say_the_same(stage, page, sign_in):
    stage.start(["chair", "minister", "finance", "justice"]).write()
    reply = sign_in("officer").get(f"{page}.pdf")
    assert reply.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(io.BytesIO(reply.data))
    text = " ".join(" ".join(each.get_textpage().get_text_range().split()) for each in document)
    for words in ("BIÊN BẢN", "Vũ An Khang", "Lý Thanh Bình", "Báo cáo trước ngày 15."):
        assert words in text


def test_printed_minutes_say_where_the_trail_stood_when_the_session_was_over(
    stage, page, sign_in, drain
):
    stage.start().write()
    assert "Nhật ký kiểm toán" not in printed(sign_in("officer"), page)
    stage.of_meeting("chair", meetings.end_meeting)
    drain()
    [seal] = [each for each in kept_in_file(file()) if each.chain == stage.cabinet.body]
    words = f"vị trí {seal.position}, mã băm {seal.hash[:16]}…, ký bằng khóa {seal.key_id}"
    text = printed(sign_in("officer"), page)
    assert words in text
    stage.cabinet.act("officer", lambda actor: open_dossier(actor, stage.cabinet.body, "Hồ sơ"))
    checkpoint_now()
    assert printed(sign_in("officer"), page).count("Nhật ký kiểm toán") == 1
    assert words in printed(sign_in("officer"), page)


def printed(client, page):
    document = pypdfium2.PdfDocument(io.BytesIO(client.get(f"{page}.pdf").data))
    return " ".join(" ".join(each.get_textpage().get_text_range().split()) for each in document)


def test_the_page_asks_no_more_for_more_items(stage, page, sign_in, statements):
    stage.start()
    desk = sign_in("officer")
    stage.write()
    desk.get(page)
    with statements() as count:
        desk.get(page)
    one = count()
    for number in range(4):
        stage.write(item=stage.add_item(f"Nội dung {number}"))
    with statements() as count:
        desk.get(page)
    assert count() == one


def test_a_part_is_the_minutes_without_the_page(stage, page, sign_in):
    stage.start().write()
    part = sign_in("officer").get(page, headers={"X-Fragment": "1"}).text
    assert "<html" not in part
    assert "Giao Bộ Xây dựng" in part
