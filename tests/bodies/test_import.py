"""People from a sheet: shown first, carried out as shown, all of it or nothing."""

from datetime import date, timedelta

import pytest

from ecabinet.accounts.models import Account
from ecabinet.bodies import appointments, import_plan, import_sheet, importing
from ecabinet.bodies.actors import load_actor, today
from ecabinet.bodies.import_sheet import HEADING
from ecabinet.bodies.importing import (
    carry_out_import,
    find_import,
    forget_old_drafts,
    plan_import,
    prepare_import,
)
from ecabinet.bodies.models import ImportDraft, Role
from ecabinet.bodies.naming import BAD_EMAIL, BAD_USERNAME
from ecabinet.bodies.people import PersonDraft, change_person
from ecabinet.core import clock
from ecabinet.core.clock import now
from ecabinet.core.database import reading, session
from ecabinet.core.errors import Denied, Invalid, Missing, Refused
from ecabinet.core.transaction import run

BODY = "Chính phủ"
FIELDS = list(import_sheet.COLUMNS)


def row(name, username, **more):
    return [more.get(field, "") if field not in {"name", "username"} else
            {"name": name, "username": username}[field] for field in FIELDS]  # fmt: skip


def member(name, username, **more):
    usual = {"body": BODY, "role": "Thành viên", "title": "Bộ trưởng", "starts_on": "01/02/2026"}
    return row(name, username, **usual | more)


def test_all_mistakes_of_a_row_are_named_at_once(cabinet):
    wrong = row(
        "", "Ư", email="x", body=BODY, unit="Bộ Không Có", role="Thành viên", starts_on="31/02/2026",
        assists="khong.co",
    )  # fmt: skip
    sheet = Sheet(cabinet, wrong)
    assert set(sheet.problems()) == {
        import_sheet.NO_NAME,
        BAD_USERNAME,
        BAD_EMAIL,
        import_sheet.NO_DAY,
        import_plan.NO_AGENCY,
        import_plan.NO_MEMBER,
    }
    backwards = member("Hai Lỗi", "hai.loi", title="", ends_on="01/01/2020")
    assert set(Sheet(cabinet, backwards).problems()) == {
        import_plan.NO_TITLE,
        appointments.BACKWARDS,
    }


class Sheet:
    """A sheet handed in by the administrator."""

    def __init__(self, cabinet, *rows):
        self.cabinet = cabinet
        table = [HEADING, *rows]
        self.id = cabinet.act("admin", lambda actor: prepare_import(actor, table).id)

    def plan(self):
        return self.cabinet.look(
            "admin", lambda actor: plan_import(actor, find_import(actor, self.id))
        )

    def states(self):
        return [str(each.state) for each in self.plan().outcomes]

    def problems(self):
        return [said.message for each in self.plan().outcomes for said in each.problems]

    def carry_out(self, shown=None):
        shown = shown or self.plan().fingerprint
        self.cabinet.act(
            "admin",
            lambda actor: carry_out_import(actor, find_import(actor, self.id, lock=True), shown),
        )


def find(username):
    with reading() as current:
        return current.query(Account).filter_by(username=username).one_or_none()


def holdings(username):
    with reading():
        return load_actor(find(username).id).holdings


def test_a_sheet_makes_people_and_posts(cabinet):
    sheet = Sheet(
        cabinet,
        row("Trợ Lý Mới", "tro.ly", body=BODY, role="trợ lý", title="Trợ lý", assists="bo.truong"),
        member("Nguyễn Bộ Trưởng", "Bo.Truong", email="bt@example.vn", unit="BXD", rank="12",
               salutation="Bộ trưởng", starts_on=date(2026, 2, 1)),
        row("Chỉ Có Tên", "chi.co.ten"),
    )  # fmt: skip
    assert sheet.states() == ["new", "new", "new"]
    assert find("bo.truong") is None, "nothing is written before it is confirmed"
    sheet.carry_out()
    account, (held,) = find("bo.truong"), holdings("bo.truong")
    assert (account.email, account.password_hash, account.active) == ("bt@example.vn", None, True)
    assert (held.role, held.agency_name, held.salutation) == (
        Role.MEMBER,
        "Bộ Xây dựng",
        "Bộ trưởng",
    )
    (assistant,) = holdings("tro.ly")
    assert assistant.assists_id == account.id
    assert assistant.scopes
    assert holdings("chi.co.ten") == ()
    with pytest.raises(Missing):
        sheet.plan()


def test_a_sheet_changes_what_it_says_and_leaves_what_it_does_not(cabinet):
    sheet = Sheet(
        cabinet,
        member("Vũ An Khanh", "minister", unit="Xây dựng", title="Bộ trưởng Bộ Xây dựng",
               starts_on="01/01/2020"),
        row("Đặng Thục Quyên", "finance"),
        row("Ngô Hải Yến", "officer", body=BODY, role="thư ký", title="Trưởng phòng"),
    )  # fmt: skip
    assert sheet.states() == ["changed", "unchanged", "changed"]
    sheet.carry_out()
    assert find("minister").name == "Vũ An Khanh"
    assert find("minister").email == "minister@example.vn"
    assert [each.title for each in holdings("officer")] == ["Trưởng phòng"]


def test_one_head_makes_way_for_the_next_in_the_same_sheet(cabinet):
    yesterday, day = today() - timedelta(days=1), today()
    rows = [
        row(
            "Lê Duy Giang", "justice", body=BODY, role="Chủ tịch", title="Thủ tướng", starts_on=day
        ),
        row("Trần Minh Đức", "chair", body=BODY, role="Chủ tịch", ends_on=yesterday),
    ]
    alone = Sheet(cabinet, rows[0])
    assert alone.problems() == [appointments.SECOND_HEAD]
    both = Sheet(cabinet, *rows)
    assert both.states() == ["changed", "changed"]
    both.carry_out()
    assert Role.CHAIR in {each.role for each in holdings("justice")}
    assert holdings("chair") == ()


WRONG = [
    (member("", "x1"), import_sheet.NO_NAME),
    (member("A B", "Có Dấu"), BAD_USERNAME),
    (member("A B", "system-clock"), BAD_USERNAME),
    (member("A B", ""), BAD_USERNAME),
    (member("A B", "x1", email="khong"), BAD_EMAIL),
    (member("=1+1", "x1"), import_sheet.COMPUTES),
    (member("@SUM(A1)", "x1"), import_sheet.COMPUTES),
    (member("\tA", "x1"), import_sheet.COMPUTES),
    (member("A\u202eB", "x1"), import_sheet.UNFIT),
    (member("A\x07B", "x1"), import_sheet.UNFIT),
    (member("A" * 201, "x1"), import_sheet.LONG),
    (member("A B", "x1", role="vua"), import_sheet.NO_ROLE),
    (member("A B", "x1", role=""), import_sheet.WHICH_ROLE),
    (member("A B", "x1", role="Quản trị viên", body=""), import_sheet.BY_HAND),
    (member("A B", "x1", starts_on="31/02/2026"), import_sheet.NO_DAY),
    (member("A B", "x1", starts_on="hôm nay"), import_sheet.NO_DAY),
    (member("A B", "x1", starts_on="01/01/3026"), import_sheet.NO_DAY),
    (member("A B", "x1", rank="nhất"), import_sheet.NO_RANK),
    (member("A B", "x1", rank="0"), import_sheet.NO_RANK),
    (member("A B", "x1", rank="²"), import_sheet.NO_RANK),
    (member("A B", "x1", body="Quốc hội"), import_plan.NO_BODY),
    (member("A B", "x1", body=""), import_plan.WHICH_BODY),
    (member("A B", "x1", unit="Bộ Không có"), import_plan.NO_AGENCY),
    (member("A B", "x1", title=""), import_plan.NO_TITLE),
    (member("A B", "x1", role="trợ lý", assists="ai"), import_plan.NO_MEMBER),
    (member("A B", "x1", role="trợ lý"), appointments.WHOM),
    (member("A B", "x1", role="trợ lý", assists="officer"), appointments.NO_MEMBER),
    (member("A B", "x1", role="cơ quan"), appointments.WHICH_AGENCY),
    (member("A B", "x1", ends_on="01/01/2025"), appointments.BACKWARDS),
]  # fmt: skip


def test_a_wrong_row_says_why(cabinet):
    for wrong, problem in WRONG:
        sheet = Sheet(cabinet, row("Người Đúng", "nguoi.dung"), wrong)
        assert sheet.problems()[:1] == [problem], wrong


def test_one_wrong_row_stops_the_whole_sheet(cabinet):
    sheet = Sheet(cabinet, row("Người Đúng", "nguoi.dung"), member("=1+1", "x1"))
    with pytest.raises(Refused) as no:
        sheet.carry_out()
    assert no.value.message == importing.STILL_WRONG
    assert find("nguoi.dung") is None


def test_two_rows_of_one_person_must_agree(cabinet):
    sheet = Sheet(cabinet, row("A B", "x1"), row("A C", "x1"))
    assert sheet.problems() == [import_plan.TWO_PEOPLE]
    assert Sheet(cabinet, member("A B", "x1"), member("A B", "x1")).problems() == []


def test_what_has_changed_since_the_preview_is_shown_again(cabinet):
    sheet = Sheet(cabinet, row("Vũ An Khanh", "minister"))
    shown = sheet.plan().fingerprint
    cabinet.act(
        "admin",
        lambda actor: change_person(
            actor,
            session().get_one(Account, cabinet.id("minister")),
            PersonDraft(name="Vũ Khang", email=None),
        ),
    )
    with pytest.raises(Refused) as no:
        sheet.carry_out(shown)
    assert no.value.message == importing.NOT_AS_SHOWN
    sheet.carry_out()
    assert find("minister").name == "Vũ An Khanh"


def test_a_sheet_is_its_own_administrators_and_for_an_hour(cabinet):
    sheet = Sheet(cabinet, row("A B", "x1"))
    with pytest.raises(Denied):
        cabinet.look("auditor", lambda actor: find_import(actor, sheet.id))
    with clock.set_to(now() + importing.KEPT):
        with pytest.raises(Missing):
            sheet.plan()
        run(forget_old_drafts)
    with reading() as current:
        assert current.query(ImportDraft).count() == 0


def test_names_lie_sealed_while_the_sheet_waits(cabinet):
    Sheet(cabinet, row("Tên Không Ai Đọc", "khong.ai.doc"))
    with reading() as current:
        kept = current.query(ImportDraft).one().rows
    assert b"khong.ai.doc" not in kept
    assert "Không Ai".encode() not in kept


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        (["Họ và tên"], import_sheet.NO_COLUMN),
        (["Họ và tên", "Tên đăng nhập", "Lương"], import_sheet.STRANGE_COLUMN),
    ],
)
def test_a_sheet_of_something_else_is_refused(cabinet, heading, problem):
    with pytest.raises(Invalid) as no:
        cabinet.act("admin", lambda actor: prepare_import(actor, [heading, ["x", "y"]]).id)
    assert no.value.message == problem


def test_headings_are_known_however_they_are_written():
    table = [["HO VA TEN", "ten dang nhap", "Vai trò", "E-mail"], ["A B", "x1", "", ""]]
    (read,) = import_sheet.read_rows(table)
    assert (read.words["name"], read.words["username"], read.problems) == ("A B", "x1", ())


def test_many_rows_ask_as_many_statements_as_few(cabinet, statements):
    def count(number):
        rows = [member(f"Người {n}", f"nguoi{number}.{n}", unit="BXD") for n in range(number)]
        sheet = Sheet(cabinet, *rows)
        with statements() as asked:
            shown = sheet.plan().fingerprint
            planned = asked()
        with statements() as asked:
            sheet.carry_out(shown)
            return planned, asked()

    assert count(3) == count(60)


def test_a_row_without_a_user_name_is_wrong_alone(cabinet):
    sheet = Sheet(cabinet, member("Vũ Thị Nhàn", "nhan"), member("Không Tên", ""))
    assert sheet.states() == ["new", "wrong"]
