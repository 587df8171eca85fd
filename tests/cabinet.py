"""A small Cabinet, the same in every test: who they are never needs saying again."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from ecabinet.accounts.models import Account
from ecabinet.accounts.passwords import hash_password
from ecabinet.bodies import system
from ecabinet.bodies.actors import Actor, Holding, load_actor
from ecabinet.bodies.appointments import Appointment
from ecabinet.bodies.models import USUAL_SCOPES, Body, Role
from ecabinet.bodies.operations import (
    Person,
    add_agency,
    create_account,
    found_body,
    give_post,
)
from ecabinet.bodies.rules import PRESETS
from ecabinet.core.database import reading, session
from ecabinet.core.transaction import run

T = TypeVar("T")

PASSWORD = "mot mat khau rat dai"
HASH = hash_password(PASSWORD)
LONG_AGO = date(2020, 1, 1)
FOUNDER = Actor(
    system.FOUNDER,
    "Founder",
    (Holding("founder", Role.ADMINISTRATOR, None, "", None, "", None, "", ""),),
)
PEOPLE = (
    # username, name, role, title, salutation
    ("chair", "Trần Minh Đức", Role.CHAIR, "Thủ tướng Chính phủ", "Thủ tướng"),
    ("minister", "Vũ An Khang", Role.MEMBER, "Bộ trưởng Bộ Xây dựng", "Bộ trưởng"),
    ("finance", "Đặng Thục Quyên", Role.MEMBER, "Bộ trưởng Bộ Tài chính", "Bộ trưởng"),
    ("health", "Lý Thanh Bình", Role.MEMBER, "Bộ trưởng Bộ Y tế", "Bộ trưởng"),
    ("justice", "Lê Duy Giang", Role.MEMBER, "Bộ trưởng Bộ Tư pháp", "Bộ trưởng"),
    ("officer", "Ngô Hải Yến", Role.OFFICER, "Chuyên viên", "Chuyên viên"),
    ("head", "Phạm Gia Huy", Role.HEAD, "Chánh Văn phòng", "Chánh Văn phòng"),
    ("clerk", "Bùi Thu Hà", Role.CLERK, "Văn thư", "Văn thư"),
    ("agency", "Đỗ Quốc Việt", Role.AGENCY, "Chuyên viên Bộ Xây dựng", ""),
    ("treasury", "Hồ Mai Chi", Role.AGENCY, "Chuyên viên Bộ Tài chính", ""),
    ("assistant", "Tạ Minh Châu", Role.ASSISTANT, "Trợ lý Bộ trưởng", ""),
    ("guest", "Mai Xuân Phú", Role.GUEST, "Khách mời", ""),
)
MEMBERS = ("chair", "minister", "finance", "health", "justice")
EVERYBODY = (*(each[0] for each in PEOPLE), "admin", "auditor", "stranger", "other_officer")


class Cabinet:
    """The Government of five with its secretariat, two agencies, and a province that must see nothing of it."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        run(self._found)

    def id(self, username: str) -> str:
        """Return somebody's account id."""
        return self._ids[username]

    def act(self, username: str, deed: Callable[[Actor], T]) -> T:
        """Do a deed as somebody, in a transaction of its own."""
        return run(lambda: deed(load_actor(self._ids[username])))

    def look(self, username: str, query: Callable[[Actor], T]) -> T:
        """Look at something as somebody."""
        with reading():
            return query(load_actor(self._ids[username]))

    def _found(self) -> None:
        body = self._body("Chính phủ", "thành viên Chính phủ", "Hà Nội", "government")
        other = self._body(
            "Ủy ban nhân dân tỉnh Hòa Giang", "thành viên Ủy ban", "Hòa Giang", "province"
        )
        construction = add_agency(FOUNDER, body, "Bộ Xây dựng", "Xây dựng", "BXD")
        treasury = add_agency(FOUNDER, body, "Bộ Tài chính", "Tài chính", "BTC")
        session().flush()
        self.body, self.other_body = body.id, other.id
        self.construction, self.treasury_agency = construction.id, treasury.id
        agencies = {"agency": construction.id, "treasury": treasury.id}
        agencies |= {"minister": construction.id, "finance": treasury.id}
        for rank, (username, name, role, title, salutation) in enumerate(PEOPLE, 1):
            self._person(username, name)
            self._post(
                username,
                role,
                title,
                salutation=salutation,
                rank=rank,
                body_id=body.id,
                agency_id=agencies.get(username),
                assists_id=self._ids["minister"] if role is Role.ASSISTANT else None,
                scopes=USUAL_SCOPES if role is Role.ASSISTANT else (),
            )
        self._others(other.id)

    def _others(self, other_id: str) -> None:
        for username, name, role, body_id in (
            ("admin", "Quản trị viên", Role.ADMINISTRATOR, None),
            ("auditor", "Thanh tra viên", Role.AUDITOR, None),
            ("stranger", "Cao Bá Lộc", Role.CHAIR, other_id),
            ("other_officer", "Kiều Lan Anh", Role.OFFICER, other_id),
        ):
            self._person(username, name)
            self._post(username, role, role.value, body_id=body_id)

    def _body(self, name: str, members_name: str, place: str, preset: str) -> Body:
        body = found_body(FOUNDER, name, members_name, place, PRESETS[preset])
        session().flush()
        return body

    def _person(self, username: str, name: str) -> None:
        person = Person(
            username=username, name=name, email=f"{username}@example.vn", password_hash=HASH
        )
        self._ids[username] = create_account(FOUNDER, person).id
        session().flush()

    def _post(self, username: str, role: Role, title: str, **more: object) -> None:
        account = session().get_one(Account, self._ids[username])
        give_post(FOUNDER, account, Appointment(role=role, title=title, starts_on=LONG_AGO, **more))
        session().flush()
