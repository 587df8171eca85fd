import io
from datetime import timedelta

import pytest

from ecabinet.agenda.models import Outcome
from ecabinet.agenda.queries import find_item
from ecabinet.bodies.actors import today
from ecabinet.core.database import reading
from ecabinet.minutes.operations import write_conclusion
from ecabinet.papers.models import Paper
from ecabinet.pdf.decree30 import compose
from ecabinet.pdf.document import Document, Text
from ecabinet.tasks.models import State, Task
from tests.ballots.stage import Stage


@pytest.fixture
def task(work):
    return work.give(due_on=today(), source="KL 412/TB-VPCP")


@pytest.fixture
def paper():
    target = io.BytesIO()
    document = Document("Bộ Xây dựng", "BXD", "Hà Nội", today(), content=(Text("Kết quả"),))
    compose(document, target)
    return target.getvalue()


def sent(cabinet, **changes):
    return {
        "body": cabinet.body,
        "title": "Trình Nghị định",
        "lead_id": cabinet.construction,
        "due_on": (today() + timedelta(days=5)).isoformat(),
    } | changes


def test_the_secretariat_gives_a_task(cabinet, sign_in):
    desk = sign_in("officer")
    assert desk.get("/tasks/new").status_code == 200
    helping = [cabinet.treasury_agency]
    reply = desk.post("/tasks/", data=sent(cabinet, coordinating_ids=helping))
    assert reply.status_code == 303
    html = desk.get(reply.location).text
    assert "Trình Nghị định" in html
    assert "Bộ Tài chính" in html


@pytest.mark.parametrize("wrong", [{"title": ""}, {"lead_id": "khac"}, {"due_on": "2020-01-01"}])
def test_what_cannot_be_read_comes_back_with_the_page(cabinet, sign_in, wrong):
    reply = sign_in("officer").post("/tasks/", data=sent(cabinet, source="NQ 198/NQ-CP", **wrong))
    assert reply.status_code == 422
    assert 'class="errors"' in reply.text
    assert "NQ 198/NQ-CP" in reply.text


def test_a_task_from_a_conclusion_names_its_source(cabinet, sign_in):
    stage = Stage(cabinet).start()
    conclusion = cabinet.act(
        "officer",
        lambda actor: (
            write_conclusion(
                actor, find_item(actor, stage.item), "Giao Bộ Xây dựng trình", Outcome.ADOPTED, 0
            ).id
        ),
    )
    desk = sign_in("officer")
    form = desk.get(f"/tasks/new?conclusion={conclusion}").text
    assert "Kết luận nội dung 1, Phiên họp thường kỳ" in form
    reply = desk.post("/tasks/", data=sent(cabinet, conclusion=conclusion, source="KL 1"))
    assert f"/items/{stage.item}" in desk.get(reply.location).text
    others = sign_in("agency").get(reply.location)
    assert others.status_code == 200
    assert "Giao Bộ Xây dựng trình" not in others.text


@pytest.mark.parametrize(
    ("username", "status"),
    [("officer", 200), ("minister", 200), ("assistant", 200), ("agency", 200), ("treasury", 404),
     ("guest", 404), ("clerk", 404), ("admin", 404), ("auditor", 404), ("stranger", 404)],
)  # fmt: skip
def test_who_may_open_a_task(task, sign_in, username, status):
    assert sign_in(username).get(f"/tasks/{task}").status_code == status


@pytest.mark.parametrize(
    ("username", "status"),
    [("chair", 200), ("head", 200), ("agency", 200), ("treasury", 200), ("guest", 404),
     ("admin", 404), ("auditor", 404)],
)  # fmt: skip
def test_who_finds_a_board_or_a_list(task, sign_in, username, status):
    assert sign_in(username).get("/tasks/").status_code == status
    assert sign_in(username).get("/tasks/list?timing=due_soon").status_code == status


def test_members_do_not_give_tasks(cabinet, sign_in):
    assert sign_in("minister").get("/tasks/new").status_code == 403
    assert sign_in("minister").post("/tasks/", data=sent(cabinet)).status_code == 403


def test_the_board_of_another_body_is_not_found(cabinet, sign_in):
    assert sign_in("chair").get(f"/tasks/?body={cabinet.other_body}").status_code == 404


def test_the_board_says_its_numbers_and_leads_to_their_lists(task, cabinet, sign_in):
    html = sign_in("chair").get("/tasks/").text
    assert "Tình hình thực hiện nhiệm vụ" in html
    assert "Đến hạn hôm nay" in html
    assert "KL 412/TB-VPCP" in html
    assert f"/tasks/list?body={cabinet.body}&amp;timing=overdue" in html
    assert 'role="img"' in html


def test_an_agency_finds_its_own_tasks_the_most_urgent_first(work, task, cabinet, sign_in):
    work.give("Việc để sau", today() + timedelta(days=9))
    work.give("Việc của bộ khác", today(), lead_id=cabinet.treasury_agency)
    work.report(work.give("Việc đã báo cáo", today()))
    html = sign_in("agency").get("/tasks/").text
    assert html.index("Trình Nghị định về nhà ở") < html.index("Việc để sau")
    assert "Việc của bộ khác" not in html
    assert "Việc đã báo cáo" not in html
    waiting = sign_in("agency").get("/tasks/list?state=reported_done").text
    assert "Việc đã báo cáo" in waiting
    assert "Báo cáo đúng hạn" in waiting


def test_from_acceptance_to_confirmation(task, work, paper, drain, sign_in):
    agency, desk = sign_in("agency"), sign_in("officer")
    assert agency.post(f"/tasks/{task}/accept").status_code == 303
    assert agency.post(f"/tasks/{task}/progress", data={"percent": "60"}).status_code == 303
    file = (io.BytesIO(paper), "ket-qua.pdf")
    reply = agency.post(f"/tasks/{task}/done", data={"file": file, "text": "Đã trình"})
    assert reply.status_code == 303
    drain()
    assert "ket-qua" in desk.get(f"/tasks/{task}").text
    assert "Chờ xác nhận" in desk.get("/tasks/").text
    assert desk.post(f"/tasks/{task}/confirm").status_code == 303
    assert work.row(task).state is State.CONFIRMED


def test_done_without_evidence_comes_back_with_what_was_typed(task, work, sign_in):
    reply = sign_in("agency").post(f"/tasks/{task}/done", data={"text": "Đã làm xong"})
    assert reply.status_code == 422
    assert "Đã làm xong" in reply.text
    assert "ít nhất" in reply.text
    assert work.row(task).state is State.ASSIGNED


def test_a_file_that_is_none_is_not_kept(task, work, sign_in):
    file = (io.BytesIO(b"MZ not a paper"), "ket-qua.exe")
    reply = sign_in("agency").post(f"/tasks/{task}/done", data={"file": file, "document": "1/QĐ"})
    assert reply.status_code == 422
    with reading() as current:
        assert current.query(Paper).count() == 0
        assert current.get_one(Task, task).state is State.ASSIGNED


@pytest.mark.parametrize(
    ("username", "deed", "data", "status"),
    [
        ("agency", "progress", {"percent": "140"}, 422),
        ("officer", "replan", {"reason": ""}, 422),
        ("officer", "cancel", {"reason": ""}, 422),
        ("officer", "confirm", {}, 409),
        ("minister", "accept", {}, 403),
        ("agency", "cancel", {"reason": "Lý do"}, 403),
        ("treasury", "accept", {}, 404),
        ("officer", "burn", {}, 404),
    ],
)
def test_what_is_refused(task, sign_in, username, deed, data, status):
    assert sign_in(username).post(f"/tasks/{task}/{deed}", data=data).status_code == status


def test_a_replan_is_said_as_drift(task, sign_in):
    desk = sign_in("officer")
    later = (today() + timedelta(days=20)).isoformat()
    reply = desk.post(f"/tasks/{task}/replan", data={"due_on": later, "reason": "Chờ thẩm định"})
    assert reply.status_code == 303
    html = desk.get(f"/tasks/{task}").text
    assert "lùi 20 ngày so với hạn ban đầu" in html
    assert "Chờ thẩm định" in html


@pytest.mark.parametrize("path", ["/tasks/", "/tasks/list"])
@pytest.mark.parametrize("username", ["officer", "agency"])
def test_a_page_asks_no_more_for_more_tasks(work, sign_in, statements, username, path):
    reader = sign_in(username)
    helping = (work.cabinet.treasury_agency,)
    work.give("Việc đầu", today(), coordinating_ids=helping)
    reader.get(path)
    with statements() as count:
        reader.get(path)
    one = count()
    for number in range(5):
        work.give(f"Việc {number}", today(), coordinating_ids=helping)
    with statements() as count:
        reader.get(path)
    assert count() == one


def test_a_part_is_the_board_without_the_page(task, sign_in):
    part = sign_in("chair").get("/tasks/", headers={"X-Fragment": "1"}).text
    assert "<html" not in part
    assert "Cần đôn đốc" in part


def test_a_cited_document_is_evidence(work, task, sign_in):
    work.accept(task)
    work.report(task, document="12/QĐ-BXD")
    page = sign_in("officer").get(f"/tasks/{task}").text
    card = page[page.index('id="evidence"') : page.index('id="history"')]
    assert "Văn bản số 12/QĐ-BXD" in card
