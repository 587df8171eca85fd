"""The administrator's pages of bodies, agencies, rules, lists and working days."""

import pytest
from sqlalchemy import select

from ecabinet.audit.models import Entry
from ecabinet.bodies.models import Agency, Body, Listing, Term
from ecabinet.core.database import reading, session

PAGES = (
    "/administration/bodies/",
    "/administration/bodies/new",
    "/administration/bodies/{body}",
    "/administration/bodies/{body}/edit",
    "/administration/bodies/{body}/end",
    "/administration/bodies/{body}/agencies/new",
    "/administration/bodies/agencies/{agency}",
    "/administration/bodies/agencies/{agency}/end",
    "/administration/bodies/agencies/{agency}/delete",
    "/administration/bodies/{body}/rules",
    "/administration/bodies/{body}/calendar",
    "/administration/bodies/{body}/calendar?year=2030",
    "/administration/lists/",
    "/administration/lists/{body}",
    *(f"/administration/lists/{{body}}/{listing}" for listing in Listing),
    *(f"/administration/lists/{{body}}/{listing}/new" for listing in Listing),
)


def address(cabinet, path):
    return path.format(body=cabinet.body, agency=cabinet.construction)


def facts(name):
    with reading():
        query = select(Entry.details).where(Entry.event == name).order_by(Entry.position)
        return list(session().scalars(query))


def one(kind, key):
    with reading():
        return session().get(kind, key)


def test_every_page_is_for_the_administrator_alone(cabinet, sign_in):
    people = {name: sign_in(name) for name in ("admin", "chair", "auditor")}
    for path in PAGES:
        asked = address(cabinet, path)
        codes = {name: client.get(asked).status_code for name, client in people.items()}
        assert codes == {"admin": 200, "chair": 403, "auditor": 403}, path


def test_pages_are_said_in_english_too(cabinet, sign_in):
    client = sign_in("admin")
    client.set_cookie("language", "en")
    for path in PAGES:
        assert client.get(address(cabinet, path)).status_code == 200


BODY = {
    "name": "Chính phủ",
    "members_name": "thành viên Chính phủ",
    "place": "Hà Nội",
    "duty_phone": "080 41 234",
    "country": "VN",
    "timezone": "Asia/Ho_Chi_Minh",
    "revision": "0",
}


def test_a_body_is_founded_by_a_preset_with_its_lists(cabinet, sign_in):
    sent = BODY | {"name": "Ban Chỉ đạo", "preset": "province"}
    sent.pop("revision")
    reply = sign_in("admin").post("/administration/bodies/new", data=sent)
    body_id = reply.location.rpartition("/")[2]
    body = one(Body, body_id)
    assert (body.name, body.duty_phone, body.rules.papers_ahead_days) == (
        "Ban Chỉ đạo",
        "080 41 234",
        3,
    )
    with reading():
        codes = set(session().scalars(select(Term.code).where(Term.body_id == body_id)))
    assert {"ordinary", "submission", "invitation"} <= codes


def test_a_body_is_changed_and_the_trail_keeps_what_it_was(cabinet, sign_in):
    where = f"/administration/bodies/{cabinet.body}/edit"
    assert sign_in("admin").post(where, data=BODY | {"place": "Huế"}).status_code == 303
    assert one(Body, cabinet.body).place == "Huế"
    assert facts("body.changed")[-1]["before"] == ["place=Hà Nội", "duty_phone="]


def test_the_second_writer_of_a_body_is_shown_what_stands(cabinet, sign_in):
    where, client = f"/administration/bodies/{cabinet.body}/edit", sign_in("admin")
    client.post(where, data=BODY | {"place": "Huế"})
    late = client.post(where, data=BODY | {"place": "Cần Thơ"})
    assert late.status_code == 409
    assert "Huế" in late.text
    assert "Cần Thơ" in late.text
    assert one(Body, cabinet.body).place == "Huế"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("country", "XX"),
        ("timezone", "Mars/Olympus"),
        ("duty_phone", "gọi tôi"),
        ("revision", "-1"),
    ],
)
def test_a_wrong_field_of_a_body_is_said_beside_it(cabinet, sign_in, field, wrong):
    where = f"/administration/bodies/{cabinet.body}/edit"
    reply = sign_in("admin").post(where, data=BODY | {field: wrong})
    assert reply.status_code == 422
    assert f'href="#f-{field}"' in reply.text
    assert one(Body, cabinet.body).revision == 0


def test_a_body_that_has_ended_gets_no_new_session(cabinet, sign_in):
    where = f"/administration/bodies/{cabinet.body}/end"
    assert sign_in("admin").post(where, data={"last_day": "2020-12-31"}).status_code == 303
    sent = {"kind": "ordinary", "title": "Phiên họp", "day": "2027-01-05", "time": "08:00"}
    reply = sign_in("officer").post("/meetings/new", data=sent)
    assert reply.status_code == 422
    assert "không còn họp" in reply.text


AGENCY = {"name": "Bộ Nội vụ", "short_name": "Nội vụ", "code": "BNV"}


def test_an_agency_is_added_changed_and_deleted_while_nothing_names_it(cabinet, sign_in):
    client = sign_in("admin")
    client.post(f"/administration/bodies/{cabinet.body}/agencies/new", data=AGENCY)
    with reading():
        agency = session().scalars(select(Agency).where(Agency.code == "BNV")).one()
    where = f"/administration/bodies/agencies/{agency.id}"
    client.post(where, data=AGENCY | {"short_name": "NV"})
    assert one(Agency, agency.id).short_name == "NV"
    assert client.post(f"{where}/delete", data={"sure": "yes"}).status_code == 303
    assert one(Agency, agency.id) is None
    assert facts("agency.deleted")[-1]["title"] == "Bộ Nội vụ"


def test_two_agencies_of_a_body_never_share_an_abbreviation(cabinet, sign_in):
    where = f"/administration/bodies/{cabinet.body}/agencies/new"
    reply = sign_in("admin").post(where, data=AGENCY | {"code": "BXD"})
    assert reply.status_code == 422
    assert "viết tắt" in reply.text


def test_an_agency_in_use_is_ended_and_offered_nowhere_new(cabinet, sign_in):
    client, where = sign_in("admin"), f"/administration/bodies/agencies/{cabinet.construction}"
    assert client.post(f"{where}/delete", data={"sure": "yes"}).status_code == 409
    client.post(f"{where}/end", data={"last_day": "2020-12-31"})
    task = sign_in("officer").get(f"/tasks/new?body={cabinet.body}").text
    assert "Bộ Tài chính" in task
    assert "Bộ Xây dựng" not in task


def test_what_is_deleted_is_asked_twice(cabinet, sign_in):
    where = f"/administration/bodies/agencies/{cabinet.treasury_agency}/delete"
    assert sign_in("admin").post(where, data={}).status_code == 422
