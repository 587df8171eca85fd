"""The pages of emergency readings, as each of those concerned finds them."""

from datetime import timedelta

import pytest

from ecabinet.core import clock
from ecabinet.papers.queries import find_paper
from tests.emergencies.test_readings import REASON, SECRET, Emergency, paper, shelf  # noqa: F401

ADDRESS = "/emergency-readings/"


@pytest.fixture
def asked(cabinet, paper):  # noqa: F811 -- the fixture of the deeds
    return Emergency(cabinet, paper)


def test_one_paper_is_asked_for_by_its_address(paper, sign_in):  # noqa: F811
    admin = sign_in("admin")
    assert admin.get(f"{ADDRESS}new").status_code == 200
    sent = {"paper": f"https://noi-bo.example/papers/{paper}?page=3", "reason": REASON}
    reply = admin.post(f"{ADDRESS}new", data=sent)
    assert reply.status_code == 303
    page = admin.get(reply.location).text
    assert REASON in page
    assert SECRET not in page
    assert admin.post(f"{ADDRESS}new", data=sent).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [{"paper": "4.2"}, {"paper": "/papers/khongcotailieunaodauaaa"}, {"reason": ""}, {"paper": ""}],
)
def test_what_is_wrong_is_said_beside_the_field(paper, sign_in, wrong):  # noqa: F811
    sent = {"paper": f"/papers/{paper}", "reason": REASON} | wrong
    reply = sign_in("admin").post(f"{ADDRESS}new", data=sent)
    assert reply.status_code == 422
    assert f'href="#f-{next(iter(wrong))}"' in reply.text


def test_the_whole_way(asked, paper, sign_in):  # noqa: F811
    admin, head = sign_in("admin"), sign_in("head")
    page = f"{ADDRESS}{asked.id}"
    assert SECRET in head.get(page).text
    assert SECRET not in sign_in("auditor").get(page).text
    assert SECRET not in sign_in("auditor").get(ADDRESS).text
    assert admin.post(f"{page}/open").status_code == 409
    assert head.post(f"{page}/agree").status_code == 303
    assert admin.get(f"/papers/{paper}").status_code == 404
    reader = admin.post(f"{page}/open", follow_redirects=True)
    assert reader.status_code == 200
    assert SECRET in reader.text
    assert "emergency-strip" in reader.text
    assert "download=1" not in reader.text
    for other in ("/", "/notices/", ADDRESS):
        assert "emergency-strip" in admin.get(other).text
        assert "emergency-strip" not in head.get(other).text


def test_it_is_read_and_neither_kept_nor_changed(cabinet, asked, paper, sign_in):  # noqa: F811
    admin = sign_in("admin")
    asked.opened()
    version = cabinet.look("admin", lambda actor: find_paper(actor, paper).versions[0].id)
    assert admin.get(f"/papers/versions/{version}/file").status_code == 200
    assert admin.get(f"/papers/versions/{version}/file?download=1").status_code == 403
    assert admin.get(f"/papers/{paper}/secrecy").status_code == 403
    assert sign_in("head").post(f"{ADDRESS}{asked.id}/end").status_code == 303
    for address in (
        f"/papers/{paper}",
        f"/papers/{paper}/still-open",
        f"/papers/versions/{version}/file",
    ):
        assert admin.get(address).status_code == 404
    assert "emergency-strip" not in admin.get("/").text


@pytest.mark.parametrize(
    "username", ["minister", "stranger", "other_officer", "guest", "treasury", "assistant"]
)
def test_others_know_of_none(asked, sign_in, username):
    browser = sign_in(username)
    assert REASON not in browser.get(ADDRESS).text
    for way in ("", "/agree", "/open", "/end"):
        address = f"{ADDRESS}{asked.id}{way}"
        reply = browser.post(address) if way else browser.get(address)
        assert reply.status_code == 404
    assert browser.get(f"{ADDRESS}new").status_code == 403
    assert browser.post(f"{ADDRESS}new", data={}).status_code == 403


def test_agreeing_asks_who_is_there(asked, sign_in):
    head = sign_in("head")
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        reply = head.post(f"{ADDRESS}{asked.id}/agree")
    assert (reply.status_code, reply.location.partition("?")[0]) == (303, "/verify")


def test_the_list_takes_as_many_statements_however_long(cabinet, shelf, sign_in, statements):  # noqa: F811
    papers = [shelf.paper_id(shelf.hand_in()) for _ in range(4)]
    shelf.publish()
    head = sign_in("head")

    def counted():
        with statements() as count:
            assert head.get(ADDRESS).status_code == 200
        return count()

    Emergency(cabinet, papers[0])
    few = counted()
    for each in papers[1:]:
        Emergency(cabinet, each)
    assert counted() == few


def test_whoever_may_agree_finds_it_on_their_home_until_somebody_did(asked, sign_in):
    homes = [sign_in(each) for each in ("head", "chair")]
    for home in homes:
        assert "1 đề nghị đang chờ" in home.get("/").text
    for other in ("officer", "minister", "agency"):
        assert "đề nghị đang chờ" not in sign_in(other).get("/").text
    homes[0].post(f"{ADDRESS}{asked.id}/agree")
    for home in homes:
        assert "đề nghị đang chờ" not in home.get("/").text
