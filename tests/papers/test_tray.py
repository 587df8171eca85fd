"""Files that are dropped on a session: on their items, in the tray, and what somebody then does with them."""

import io

import pytest

from ecabinet.agenda.models import Secrecy
from ecabinet.agenda.operations import restrict_item
from ecabinet.core.errors import Denied, Missing, Refused
from ecabinet.meetings.operations import end_meeting
from ecabinet.meetings.queries import find_meeting
from ecabinet.papers.falling_operations import move_paper, put_back_paper, take_file
from ecabinet.papers.falling_queries import (
    find_same_file,
    find_thrown,
    list_targets,
    list_thrown,
    list_tray,
)
from ecabinet.papers.models import Kind, State
from ecabinet.papers.operations import remove_paper
from ecabinet.papers.queries import find_item, find_paper, list_papers_of_items
from tests.papers.shelf import kept, pdf
from tests.papers.test_operations import facts


def drop(cabinet, shelf, name, data=None, *, by="officer"):
    """Drop a file; return the id of its paper."""
    sent = kept(data or pdf(1, name), name)
    return cabinet.act(
        by,
        lambda actor: (
            take_file(actor, find_meeting(actor, shelf.session.id, lock=True), sent).paper_id
        ),
    )


def paper(cabinet, paper_id, who="officer"):
    return cabinet.look(who, lambda actor: find_paper(actor, paper_id))


def tray(cabinet, shelf, who="officer"):
    def look(actor):
        return [each.paper.title for each in list_tray(actor, meeting_of(actor, shelf))]

    return cabinet.look(who, look)


def meeting_of(actor, shelf):
    return find_meeting(actor, shelf.session.id)


def move(cabinet, paper_id, item_id, by="officer"):
    cabinet.act(
        by,
        lambda actor: (
            move_paper(actor, find_paper(actor, paper_id, lock=True), find_item(actor, item_id)).id
        ),
    )


def test_a_file_falls_by_its_number_its_place_and_its_kind(cabinet, shelf):
    second = paper(cabinet, drop(cabinet, shelf, "1.2 Báo cáo thẩm định Nhà ở.pdf"))
    first = paper(cabinet, drop(cabinet, shelf, "1.1 Tờ trình Nhà ở.pdf"))
    again = paper(cabinet, drop(cabinet, shelf, "1.1 Dự thảo Nhà ở.pdf"))
    assert [each.label for each in (first, second, again)] == ["1.1", "1.2", "1.3"]
    kinds = (Kind.SUBMISSION, Kind.APPRAISAL, Kind.DRAFT)
    assert tuple(each.kind for each in (first, second, again)) == kinds
    assert first.title == "Tờ trình Nhà ở"
    assert first.term.code == "submission"


def test_what_nobody_can_place_waits_in_the_tray_and_is_read_there(cabinet, shelf):
    waiting = drop(cabinet, shelf, "quet 0001.pdf")
    drop(cabinet, shelf, "Tờ trình.pdf")
    shelf.drain()
    assert tray(cabinet, shelf) == ["Quet 0001", "Tờ trình"]
    assert paper(cabinet, waiting).versions[0].state is State.READY
    assert len(facts(cabinet, "dossier.opened")) == 1
    shelf.publish()
    for who in ("minister", "agency", "clerk", "assistant", "stranger", "admin"):
        with pytest.raises(Missing):
            paper(cabinet, waiting, who)
    with pytest.raises(Missing):
        paper(cabinet, waiting, "chair")  # it belongs to no item yet


@pytest.mark.parametrize("who", ["chair", "minister", "agency", "clerk"])
def test_only_who_prepares_the_session_drops_files(cabinet, shelf, who):
    shelf.publish()
    with pytest.raises((Denied, Missing)):
        drop(cabinet, shelf, "1.1 Tờ trình.pdf", by=who)


def test_out_of_the_tray_on_an_item_and_back_to_the_right_one(cabinet, shelf):
    waiting = drop(cabinet, shelf, "quet 0001.pdf")
    move(cabinet, waiting, shelf.item)
    assert paper(cabinet, waiting).label == "1.1"
    move(cabinet, waiting, shelf.other_item)
    move(cabinet, waiting, shelf.other_item)
    assert paper(cabinet, waiting).label == "2.1"
    assert tray(cabinet, shelf) == []
    assert len(facts(cabinet, "paper.moved")) == 2


def test_a_number_that_was_published_is_given_to_no_other_paper(cabinet, shelf):
    moved = shelf.paper_id(shelf.hand_in())
    shelf.publish()
    move(cabinet, moved, shelf.other_item)
    later = shelf.paper_id(shelf.hand_in())
    assert (paper(cabinet, moved).label, paper(cabinet, later).label) == ("2.1", "1.2")
    listed = cabinet.look("minister", lambda actor: list_papers_of_items(actor, [shelf.item]))
    assert [each.label for each in listed[shelf.item]] == ["1.2"]


def test_thrown_away_and_put_back(cabinet, shelf):
    waiting = drop(cabinet, shelf, "quet 0001.pdf")
    cabinet.act("officer", lambda actor: remove_paper(actor, find_paper(actor, waiting)))
    thrown = lambda actor: [each.id for each in list_thrown(actor, meeting_of(actor, shelf))]  # noqa: E731 -- said twice
    assert (tray(cabinet, shelf), cabinet.look("head", thrown)) == ([], [waiting])
    with pytest.raises(Missing):
        cabinet.look("agency", lambda actor: find_thrown(actor, waiting))
    cabinet.act("head", lambda actor: put_back_paper(actor, find_thrown(actor, waiting)).id)
    assert (tray(cabinet, shelf), cabinet.look("head", thrown)) == (["Quet 0001"], [])


def test_a_restricted_items_papers_are_not_moved(cabinet, shelf):
    fell = drop(cabinet, shelf, "1.1 Tờ trình.pdf")
    named = [cabinet.id("officer")]
    shelf.session.on("head", "Nhà ở", restrict_item, Secrecy.RESTRICTED, named)
    with pytest.raises(Refused):
        move(cabinet, fell, shelf.other_item)


def test_a_restricted_item_is_no_target_for_who_does_not_know_it(cabinet, shelf):
    shelf.session.on("head", "Nhà ở", restrict_item, Secrecy.RESTRICTED, [])

    def labels(actor):
        return [each.label for each in list_targets(actor, meeting_of(actor, shelf))]

    assert cabinet.look("officer", labels) == ["2"]
    drop(cabinet, shelf, "1.1 Tờ trình.pdf")
    assert tray(cabinet, shelf) == ["Tờ trình"]


def test_a_session_that_is_over_takes_no_files(cabinet, shelf):
    waiting = drop(cabinet, shelf, "quet 0001.pdf")
    shelf.session.started()
    shelf.session.do("chair", end_meeting)
    with pytest.raises(Refused):
        drop(cabinet, shelf, "1.1 Tờ trình.pdf")
    with pytest.raises(Refused):
        move(cabinet, waiting, shelf.item)


def test_the_same_file_is_known_by_what_is_in_it_to_those_who_see_it(cabinet, shelf):
    data = pdf(1, "như nhau")
    fell = drop(cabinet, shelf, "1.1 Tờ trình.pdf", data)
    sha = paper(cabinet, fell).versions[0].sha256
    same = lambda who, body=cabinet.body: cabinet.look(  # noqa: E731 -- said often
        who, lambda actor: getattr(find_same_file(actor, body, sha), "id", None)
    )
    assert (same("officer"), same("agency")) == (fell, None)  # for the agency it is not read yet
    shelf.make_ready(paper(cabinet, fell).versions[0].id)
    assert same("agency") == fell
    assert same("treasury") is None  # another agency's item
    assert same("officer", cabinet.other_body) is None
    assert same("other_officer") is None
    shelf.session.on("head", "Nhà ở", restrict_item, Secrecy.RESTRICTED, [])
    assert same("officer") is None  # that it exists would be said


def files(*names):
    data = {"file": [(io.BytesIO(pdf(1, name)), name) for name in names]}
    return {"data": data, "content_type": "multipart/form-data"}


def test_a_plain_form_takes_several_and_says_what_became_of_each(cabinet, shelf, sign_in):
    browser, address = sign_in("officer"), f"/meetings/{shelf.session.id}/papers"
    sent = files("1.1 Tờ trình.pdf", "quet.pdf", "hinh.png", "lap.pdf")
    sent["data"]["file"].append((io.BytesIO(pdf(1, "quet.pdf")), "quet lai.pdf"))
    reply = browser.post(address, **sent, follow_redirects=True)
    for words in ("3 tệp", "hinh.png", "Tệp này đã có trong khay", "Khay tài liệu"):
        assert words in reply.text
    assert tray(cabinet, shelf) == ["Quet", "Lap"]
    assert browser.post(address, data={}).status_code == 422


def test_a_script_is_told_of_each_file_and_asked_before_the_same_comes_twice(
    cabinet, shelf, sign_in
):
    browser, address = sign_in("officer"), f"/meetings/{shelf.session.id}/papers"
    wants = {"Accept": "application/json", "Idempotency-Key": "mot-khoa-dai"}
    name = "1.2 Tờ trình.pdf"
    for _ in range(2):  # the answer was lost, and it is sent again under the same key
        reply = browser.post(address, **files(name), headers=wants)
        assert (reply.status_code, reply.json["label"]) == (201, "1.2")
    other = wants | {"Idempotency-Key": "khoa-thu-hai"}
    reply = browser.post(address, **files(name), headers=other)
    assert (reply.status_code, reply.json["same"]) == (409, True)
    assert "1.2 “Tờ trình”" in reply.json["sentence"]
    both = files(name)
    both["data"]["keep_both"] = "yes"
    assert browser.post(address, **both, headers=other).json["label"] == "1.3"
    wrong = {"file": [(io.BytesIO(b"<html>"), "x.pdf")]}
    reply = browser.post(address, data=wrong, headers={"Accept": "application/json"})
    assert (reply.status_code, reply.json["same"]) == (422, False)


def test_an_items_form_asks_too(cabinet, shelf, sign_in):
    drop(cabinet, shelf, "quet.pdf")
    browser, address = sign_in("officer"), f"/items/{shelf.item}/papers"
    fields = {"kind": "submission", "title": "Tờ trình", "secrecy": "internal", "next": "/"}

    def send(**more):
        file = {"file": (io.BytesIO(pdf(1, "quet.pdf")), "khac.pdf")}
        return browser.post(address, data=fields | more | file, content_type="multipart/form-data")

    reply = send()
    assert reply.status_code == 422
    assert "Tệp này đã có trong khay: “Quet”" in reply.text
    assert send(keep_both="yes").status_code == 303


def test_as_many_statements_for_many_files_as_for_one(cabinet, shelf, sign_in, statements):
    browser = sign_in("officer")

    def count():
        with statements() as counted:
            assert browser.get(f"/meetings/{shelf.session.id}/papers").status_code == 200
        return counted()

    drop(cabinet, shelf, "quet 1.pdf")
    count()
    one = count()
    for number in range(2, 5):
        drop(cabinet, shelf, f"quet {number}.pdf")
    assert count() == one
