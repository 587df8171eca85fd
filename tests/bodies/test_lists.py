"""The lists of words that a body keeps, and the forms that offer them."""

import pytest
from sqlalchemy import select

from ecabinet.bodies.lists import BUILT_IN, NATURES, list_offered_terms, list_terms
from ecabinet.bodies.models import Listing, Term
from ecabinet.core.database import reading, session
from ecabinet.meetings.models import Kind, Meeting
from ecabinet.papers.models import Kind as PaperKind
from tests.bodies.test_settings_pages import facts, one


def term_of(cabinet, code, listing=Listing.MEETING_KIND):
    with reading():
        query = select(Term).where(
            Term.body_id == cabinet.body, Term.listing == listing, Term.code == code
        )
        return session().scalars(query).one()


def add(sign_in, cabinet, listing=Listing.MEETING_KIND, **sent):
    where = f"/administration/lists/{cabinet.body}/{listing}/new"
    said = {"name": "Phiên họp mở rộng", "nature": "thematic", "place": "4"} | sent
    assert sign_in("admin").post(where, data=said).status_code == 303
    with reading():
        return session().scalars(select(Term).where(Term.name == said["name"])).one()


SESSION = {"title": "Phiên họp tháng 11", "day": "2027-01-05", "time": "08:00"}


def create(sign_in, kind):
    return sign_in("officer").post("/meetings/new", data=SESSION | {"kind": kind})


@pytest.mark.once
def test_the_natures_are_the_kinds_that_the_features_know():
    assert NATURES[Listing.MEETING_KIND] == tuple(Kind)
    assert NATURES[Listing.PAPER_KIND] == tuple(PaperKind)
    assert {
        listing: tuple(code for code, _, _ in entries) for listing, entries in BUILT_IN.items()
    } == {
        Listing.MEETING_KIND: NATURES[Listing.MEETING_KIND],
        Listing.PAPER_KIND: NATURES[Listing.PAPER_KIND],
    }


def test_a_session_follows_the_nature_and_bears_the_name_of_its_entry(cabinet, sign_in):
    term = add(sign_in, cabinet)
    assert "Phiên họp mở rộng" in sign_in("officer").get("/meetings/new").text
    meeting_id = create(sign_in, term.code).location.split("/")[2]
    meeting = one(Meeting, meeting_id)
    assert (meeting.kind, meeting.term_id) == (Kind.THEMATIC, term.id)
    assert "Phiên họp mở rộng" in sign_in("officer").get("/meetings/").text


def test_an_entry_that_has_ended_is_offered_no_more_but_still_shown(cabinet, sign_in):
    term = add(sign_in, cabinet)
    meeting_id = create(sign_in, term.code).location.split("/")[2]
    where = f"/administration/lists/terms/{term.id}/end"
    assert sign_in("admin").post(where, data={"last_day": "2020-12-31"}).status_code == 303
    assert create(sign_in, term.code).status_code == 422
    officer = sign_in("officer")
    assert "Phiên họp mở rộng" not in officer.get("/meetings/new").text
    assert "Phiên họp mở rộng" in officer.get("/meetings/").text
    assert "Phiên họp mở rộng" in officer.get(f"/meetings/{meeting_id}/edit").text


def test_what_was_used_is_never_deleted_and_keeps_its_nature(cabinet, sign_in):
    term = add(sign_in, cabinet)
    create(sign_in, term.code)
    client, where = sign_in("admin"), f"/administration/lists/terms/{term.id}"
    assert client.post(f"{where}/delete", data={"sure": "yes"}).status_code == 409
    changed = {"name": "Phiên họp khác", "nature": "unscheduled", "place": "4"}
    assert client.post(where, data=changed).status_code == 422
    assert client.post(where, data=changed | {"nature": "thematic"}).status_code == 303
    assert one(Term, term.id).name == "Phiên họp khác"


def test_what_never_was_used_is_deleted(cabinet, sign_in):
    term = add(sign_in, cabinet)
    where = f"/administration/lists/terms/{term.id}/delete"
    assert "Vâng, xóa" in sign_in("admin").get(where).text
    assert sign_in("admin").post(where, data={"sure": "yes"}).status_code == 303
    assert one(Term, term.id) is None
    assert facts("term.deleted")[-1]["title"] == "Phiên họp mở rộng"


def test_the_last_kind_that_is_offered_stays(cabinet, sign_in):
    client = sign_in("admin")
    codes = []
    for code in Kind:
        where = f"/administration/lists/terms/{term_of(cabinet, code).id}/end"
        codes.append(client.post(where, data={"last_day": "2020-12-31"}).status_code)
    assert codes == [303, 303, 409]


@pytest.mark.parametrize(
    ("listing", "sent"),
    [
        ("meeting_kind", {"name": "x", "nature": "festive"}),
        ("meeting_kind", {"name": ""}),
        ("paper_kind", {"name": "x" * 201, "nature": "report"}),
        ("text", {"name": "x", "nature": "invitation"}),
        ("issuing_body", {"name": "x", "place": "0"}),
    ],
)
def test_a_wrong_entry_is_said_in_words(cabinet, sign_in, listing, sent):
    where = f"/administration/lists/{cabinet.body}/{listing}/new"
    assert sign_in("admin").post(where, data=sent).status_code == 422


def test_a_list_that_is_none_is_missing(cabinet, sign_in):
    assert sign_in("admin").get(f"/administration/lists/{cabinet.body}/wishes").status_code == 404


def test_a_ready_made_reason_is_offered_and_used(cabinet, sign_in):
    meeting_id = create(sign_in, "ordinary").location.split("/")[2]
    sign_in("officer").post(f"/meetings/{meeting_id}/steps/submit")
    head, text = sign_in("head"), term_of(cabinet, "order", Listing.TEXT)
    assert text.text in head.get(f"/meetings/{meeting_id}/return").text
    sent = {"text": text.id, "reason": "Xin xem lại mục 2."}
    assert head.post(f"/meetings/{meeting_id}/return", data=sent).status_code == 303
    assert one(Meeting, meeting_id).return_reason == f"{text.text}\nXin xem lại mục 2."


def test_nobody_outside_a_body_sees_its_words(cabinet):
    def look(listed):
        return lambda actor: list(listed(actor, cabinet.body, Listing.TEXT))

    assert cabinet.look("stranger", look(list_terms)) == []
    assert cabinet.look("stranger", look(list_offered_terms)) == []
    assert len(cabinet.look("officer", look(list_offered_terms))) == 3


def test_pages_of_lists_ask_as_many_questions_however_long_they_are(cabinet, sign_in, statements):
    client = sign_in("admin")
    pages = (
        f"/administration/lists/{cabinet.body}",
        f"/administration/lists/{cabinet.body}/meeting_kind",
        f"/administration/bodies/{cabinet.body}",
    )

    def asked():
        with statements() as count:
            for page in pages:
                assert client.get(page).status_code == 200
        return count()

    asked()
    before = asked()
    for number in range(4):
        add(sign_in, cabinet, name=f"Phiên họp {number}")
    assert asked() == before
