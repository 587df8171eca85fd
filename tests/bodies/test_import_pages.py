"""Sheets of people as they come and go through the pages."""

import io
import re
from datetime import date

import pytest

from ecabinet.accounts.models import Account
from ecabinet.bodies.import_sheet import HEADING
from ecabinet.core.database import session
from ecabinet.core.sheets import read_sheet, write_csv, write_workbook
from ecabinet.core.transaction import run
from tests.bodies.test_import import Sheet, find, member, row


def test_what_is_exported_can_be_imported_and_changes_nothing(cabinet, sign_in):
    client = sign_in("admin")
    for form in ("xlsx", "csv"):
        reply = client.post("/administration/people/export", data={"form": form})
        assert reply.status_code == 200
        table = read_sheet(reply.data, f"x.{form}")
        assert table[0] == HEADING
        assert {each[1] for each in table[1:]} >= {"chair", "assistant", "admin"}
        table = [each for each in table if each[1] != "admin"]  # administrators are named by hand
        sheet = Sheet(cabinet, *table[1:])
        assert set(sheet.states()) == {"unchanged"}, sheet.problems()


def test_a_name_that_computes_leaves_as_text(cabinet, sign_in):
    run(lambda: setattr(session().get_one(Account, cabinet.id("guest")), "name", "=1+1"))
    reply = sign_in("admin").post("/administration/people/export", data={"form": "csv"})
    assert "'=1+1;guest" in reply.data.decode("utf-8-sig")


def upload(client, content, name="nguoi.csv"):
    data = {"file": (io.BytesIO(content), name)}
    return client.post("/administration/people/import", data=data)


@pytest.mark.parametrize("write", [write_csv, lambda *table: write_workbook("x", *table)])
def test_the_whole_way_through_the_pages(sign_in, write):
    client = sign_in("admin")
    name = "nguoi.csv" if write is write_csv else "nguoi.xlsx"
    rows = [
        member("Nguyễn Thị Mới", "moi", starts_on=date(2026, 2, 1)),
        row("Vũ An Khanh", "minister"),
    ]
    reply = upload(client, write(HEADING, rows), name)
    assert reply.status_code == 303
    shown = client.get(reply.location).text
    assert "Nguyễn Thị Mới" in shown
    assert "Vũ An Khang → Vũ An Khanh" in shown
    fingerprint = re.search(r'name="shown" value="([0-9a-f]{64})"', shown)[1]
    stale = client.post(reply.location, data={"shown": "0" * 64})
    assert stale.status_code == 409
    assert find("moi") is None
    assert client.post(reply.location, data={"shown": fingerprint}).status_code == 303
    assert find("moi") is not None
    assert client.post(reply.location, data={"shown": fingerprint}).status_code == 404


def test_whatever_is_handed_in_gets_a_sentence(sign_in):
    client = sign_in("admin")
    contents = (b"", b"hello", b"PK\x03\x04junk", b"\xff\xfe", b"a;b\n1;2", b"x" * 2_200_000)
    for content in contents:
        for name in ("a.csv", "a.xlsx", ""):
            reply = upload(client, content, name)
            assert reply.status_code == 422, (content[:9], name)
            assert 'role="alert"' in reply.text


def test_the_empty_sheet_is_ready_to_be_filled(sign_in):
    reply = sign_in("admin").get("/administration/people/import/sheet")
    assert read_sheet(reply.data, "x.xlsx") == [HEADING]
    assert "attachment" in reply.headers["Content-Disposition"]
