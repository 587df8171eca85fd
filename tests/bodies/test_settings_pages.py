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


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_the_administrator_alone(cabinet, sign_in, path):
    asked = address(cabinet, path)
    assert sign_in("admin").get(asked).status_code == 200
    assert {sign_in(each).get(asked).status_code for each in ("chair", "auditor")} == {403}


def test_pages_are_said_in_english_too(cabinet, sign_in):
    client = sign_in("admin")
    client.set_cookie("language", "en")
    for path in PAGES:
        assert client.get(address(cabinet, path)).status_code == 200
