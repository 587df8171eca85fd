"""Handing papers in by a form, and the pages that show them."""

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from ecabinet.papers.operations import keep_place
from ecabinet.papers.queries import find_version, list_papers_of_items
from tests.papers.shelf import TITLE, pdf
from tests.pdf import hostile


def form(data=None, name="to-trinh.pdf", **changes):
    fields = {"kind": "submission", "title": TITLE, "secrecy": "internal", "next": "/meetings"}
    sent = {"file": (io.BytesIO(pdf() if data is None else data), name)}
    return {"data": fields | changes | sent, "content_type": "multipart/form-data"}


def encoded(sent):
    """Return a form as the bytes of its request: Werkzeug's client leaves a large one's file open."""
    stream, name = sent["data"]["file"]
    boundary, body = encode_multipart(sent["data"] | {"file": FileStorage(stream, name)})
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


@pytest.fixture
def address(shelf):
    return f"/items/{shelf.item}/papers"


def papers(cabinet, shelf):
    return cabinet.look("officer", lambda actor: list_papers_of_items(actor, [shelf.item]))


def test_a_file_is_handed_in_and_the_page_goes_on(cabinet, shelf, sign_in, address):
    reply = sign_in("agency").post(address, **form())
    assert (reply.status_code, reply.location) == (303, "/meetings")
    one = papers(cabinet, shelf)[shelf.item][0]
    assert (one.label, one.paper.title, one.pending.file_name) == ("1.1", TITLE, "to-trinh.pdf")


def test_a_page_to_go_on_to_is_never_another_sites(shelf, sign_in, address):
    reply = sign_in("officer").post(address, **form(next="//elsewhere.example/x"))
    assert (reply.status_code, reply.location) == (303, "/")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "trong.pdf", "không có nội dung"),
        (hostile.html(), "gia.pdf", "không phải là tệp PDF"),
        (None, "to-trinh.docx", "không phải là tệp PDF"),
        (None, "", "chọn một tệp"),
    ],
    ids=["empty", "only named so", "named otherwise", "none"],
)
def test_what_can_be_told_at_once_is_told_at_once(
    cabinet, shelf, sign_in, address, data, name, words
):
    reply = sign_in("officer").post(address, **form(data, name))
    assert reply.status_code == 422
    assert words in reply.text
    assert TITLE in reply.text  # what was typed is kept
    assert papers(cabinet, shelf) == {}


def test_a_title_is_needed(shelf, sign_in, address):
    reply = sign_in("officer").post(address, **form(title="  "))
    assert reply.status_code == 422
    assert 'href="#f-title"' in reply.text


def test_state_secrets_are_no_choice(shelf, sign_in, address):
    assert sign_in("officer").post(address, **form(secrecy="top_secret")).status_code == 422


@pytest.mark.parametrize("beyond", [1, 5 * 1024 * 1024], ids=["the file", "the request"])
def test_a_file_that_is_too_large_is_refused_with_the_limit(
    app, cabinet, shelf, sign_in, address, monkeypatch, beyond
):
    limit = 1024 * 1024
    monkeypatch.setitem(app.config, "MAX_UPLOAD_BYTES", limit)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2 * limit)
    reply = sign_in("officer").post(address, **encoded(form(pdf() + b"\0" * (limit + beyond))))
    assert reply.status_code == 413
    assert "lớn hơn 1 MB" in reply.text
    assert papers(cabinet, shelf) == {}


@pytest.mark.parametrize(
    ("who", "status"),
    [("minister", 403), ("treasury", 404), ("guest", 404), ("admin", 404), ("other_officer", 404)],
)
def test_others_are_refused_before_anything_is_kept(shelf, sign_in, address, who, status):
    shelf.publish()
    assert sign_in(who).post(address, **form()).status_code == status


def test_the_sender_sees_it_being_checked_then_why_it_was_refused(shelf, sign_in, drain):
    dossier = shelf.open_dossier(by="agency", agency_id=shelf.cabinet.construction)
    client = sign_in("agency")
    client.post(f"/papers/dossiers/{dossier}/papers", **form(hostile.encrypted(), "khoa.pdf"))
    look = lambda: client.get(f"/papers/dossiers/{dossier}", headers={"X-Fragment": "1"}).text  # noqa: E731 -- said twice
    assert "Đang kiểm tra tệp khoa.pdf" in look()
    drain()
    assert "khóa bằng mật khẩu" in look()
    assert 'src="/papers/' not in look()


def test_the_list_says_where_one_is(cabinet, shelf, sign_in):
    version = shelf.hand_in(pdf(5))
    shelf.publish()
    cabinet.act("minister", lambda actor: keep_place(actor, find_version(actor, version), 3))
    dossier = shelf.version(version).paper.dossier_id
    page = sign_in("minister").get(f"/papers/dossiers/{dossier}").text
    assert "đã mở · trang 3/5" in page
    assert "/versions" not in page  # who only reads is offered nothing to change


def test_a_new_version_and_taking_away(cabinet, shelf, sign_in):
    paper = shelf.paper_id(shelf.hand_in())
    client = sign_in("officer")
    assert client.post(f"/papers/{paper}/versions", **form(b"x", "x.pdf")).status_code == 422
    sent = {"file": (io.BytesIO(pdf(4)), "ban-2.pdf"), "next": f"/papers/{paper}"}
    reply = client.post(f"/papers/{paper}/versions", data=sent)
    assert (reply.status_code, reply.location) == (303, f"/papers/{paper}")
    assert papers(cabinet, shelf)[shelf.item][0].pending.number == 2
    assert client.post(f"/papers/{paper}/remove").status_code == 303
    assert client.get(f"/papers/{paper}").status_code == 404


def test_the_reader_shows_the_paper_its_agenda_and_ones_position(shelf, sign_in):
    paper = shelf.paper_id(shelf.hand_in(pdf(5)))
    shelf.publish()
    page = sign_in("minister").get(f"/papers/{paper}?page=3").text
    assert "1.1 · tr. 3/5" in page
    assert "Ngân sách" in page
    assert f'action="/items/{shelf.item}/position"' in page
    assert "Mở tệp" in page  # for a browser without script


def test_the_reader_opens_where_one_was(cabinet, shelf, sign_in):
    version = shelf.hand_in(pdf(5))
    shelf.publish()
    client = sign_in("minister")
    reply = client.post(f"/papers/versions/{version}/place", data={"page": 4})
    assert reply.status_code == 204
    assert "1.1 · tr. 4/5" in client.get(f"/papers/{shelf.paper_id(version)}").text


def test_without_script_the_button_records_the_opening_and_leads_to_the_file(shelf, sign_in):
    version = shelf.hand_in()
    shelf.publish()
    client = sign_in("minister")
    reply = client.post(f"/papers/versions/{version}/place", data={"page": 1, "then": "file"})
    assert (reply.status_code, reply.location) == (303, f"/papers/versions/{version}/file")


def test_an_older_version_is_opened_by_name_one_being_read_is_not(shelf, sign_in):
    first = shelf.hand_in(pdf(2))
    paper = shelf.paper_id(first)
    waiting = shelf.hand_in_version(paper, read=False)
    client = sign_in("officer")
    assert client.get(f"/papers/{paper}?version={first}").status_code == 200
    assert client.get(f"/papers/{paper}?version={waiting}").status_code == 404


def test_a_dossier_of_its_own_leads_back_to_where_one_came_from(cabinet, shelf, sign_in):
    dossier = shelf.open_dossier(reader_ids=[cabinet.id("minister")])
    paper = shelf.paper_id(shelf.fill(dossier))
    page = sign_in("minister").get(f"/papers/{paper}?back=/consultations/1").text
    assert page.count('href="/consultations/1"') == 2
    elsewhere = sign_in("minister").get(f"/papers/{paper}?back=//elsewhere.example").text
    assert "elsewhere.example" not in elsewhere


def test_who_may_not_see_a_dossier_may_not_watch_it(shelf, socket):
    dossier = shelf.version(shelf.hand_in(read=False)).paper.dossier_id
    topic = f"dossier:{dossier}"
    watch = lambda who: socket(who).emit("watch", {"topics": {topic: 0}}, callback=True)  # noqa: E731 -- said twice
    assert topic in watch("agency")["topics"]
    assert watch("treasury")["refused"] == [topic]


def test_the_reader_takes_as_many_statements_on_a_long_agenda(shelf, sign_in, statements):
    paper = shelf.paper_id(shelf.hand_in())
    client = sign_in("officer")

    def count():
        with statements() as counted:
            assert client.get(f"/papers/{paper}").status_code == 200
        return counted()

    count()
    one = count()
    for name in ("Giáo dục", "Y tế"):
        shelf.hand_in(item=shelf.session.add(name), read=False)
    assert count() == one
