"""Whatever table somebody takes away: nothing in it computes, whoever wrote what stands in it (CWE-1236)."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import update

from ecabinet.accounts.models import Account
from ecabinet.core.database import session
from ecabinet.core.sheets import TRIGGERS
from ecabinet.core.transaction import run

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
PLANTED = [f"{sign}HYPERLINK(1{number})" for number, sign in enumerate(TRIGGERS)]
PEOPLE = ("minister", "officer", "head", "chair")
TABLE = re.compile(r"^\s*(?:import|from) (?:csv|xlsxwriter|openpyxl)\b", re.MULTILINE)
WHOSE = {"imports.export": "admin", "audit.export": "auditor", "access.export": "admin"}
COMPUTED = re.compile(r"<f[ >/]")


@pytest.fixture
def planted(cabinet):
    """People whose names are formulas."""

    def plant():
        for username, name in zip(PEOPLE, PLANTED, strict=False):
            account = Account.id == cabinet.id(username)
            session().execute(update(Account).where(account).values(name=name))

    return plant


def test_every_table_is_written_in_one_place():
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "ecabinet").rglob("*.py")
        if TABLE.search(path.read_text())
    }
    assert writers <= {"ecabinet/core/sheets.py", "ecabinet/core/sheet_worker.py"}


def test_every_export_is_tried_here(app):
    exports = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith("/export")}
    assert exports == set(WHOSE)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("endpoint", sorted(WHOSE))
def test_a_name_that_is_a_formula_stays_a_name(app, sign_in, planted, endpoint, form):
    for username, name in zip(PEOPLE, PLANTED, strict=False):
        sign_in(username)
        stranger = app.test_client()
        data = {"username": username, "password": "not the right one"}
        stranger.post("/sign-in", data=data, headers={"User-Agent": name.strip()})
    client = sign_in(WHOSE[endpoint])
    run(planted)
    path = next(each.rule for each in app.url_map.iter_rules() if each.endpoint == endpoint)
    with client.post(path, data={"form": form}) as reply:
        assert reply.status_code == 200, path
        content = reply.data
    cells = table(content) if form == "csv" else shared_texts(content)
    assert any("HYPERLINK" in each for each in cells), path
    if form == "csv":
        assert [each for each in cells if each.startswith(TRIGGERS)] == []


def table(content):
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [cell for row in rows for cell in row]


def shared_texts(content):
    """Return the texts of a workbook; AssertionError where a cell computes or links anywhere."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {
            name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")
        }
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not any(COMPUTED.search(each) or "<hyperlink" in each for each in sheets)
    return re.findall(r"<t[^>]*>(.*?)</t>", parts["xl/sharedStrings.xml"], re.DOTALL)
